"""The grades people hold, and how each came about."""
