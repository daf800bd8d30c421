"""What comes with it: the courses in content/."""
