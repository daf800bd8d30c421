"""Grades as people read them: their own, a class, a cohort, and as CSV."""
