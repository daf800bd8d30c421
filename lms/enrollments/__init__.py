"""Who is in which cohort, and which course runs in it."""
