"""Titles, languages and keys, told from names and texts."""
