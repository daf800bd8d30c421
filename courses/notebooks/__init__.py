"""Notebooks: files of every format in, pages out."""

from courses.notebooks.formats import BadNotebook, Cell, Notebook, parse_notebook
from courses.notebooks.page import NotebookPage, notebook_to_html

__all__ = [
    "BadNotebook",
    "Cell",
    "Notebook",
    "NotebookPage",
    "notebook_to_html",
    "parse_notebook",
]
