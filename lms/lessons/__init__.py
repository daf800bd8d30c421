"""Lessons as a trainee lives them: outline, page, progress, the way to the lab."""
