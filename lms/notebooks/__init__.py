"""Notebook assignments: published, fetched into labs, handed in, graded, fed back."""
