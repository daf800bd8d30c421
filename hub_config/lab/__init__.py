"""What is installed in a lab: the way to the LMS for assignments and course materials."""
