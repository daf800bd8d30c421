"""A course on paper: one page with all lessons for the browser's printer, and a PDF made by the worker."""
