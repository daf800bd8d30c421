"""Courses as they come in: a folder, a zip file or a git repository, laid down as a folder."""
