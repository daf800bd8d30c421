"""What instructors and operators tell a course run, a cohort, a campus or the whole city."""
