"""Tools for those who write courses: checking and previewing a folder without server or database."""
