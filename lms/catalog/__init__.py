"""Courses as published: revisions, lessons, files."""
