"""Company projects and their mentors."""
