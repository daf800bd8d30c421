"""Notebooks: files of every format in, pages out."""

from courses.notebooks.formats import BadNotebook, Cell, Notebook, parse_notebook
from courses.notebooks.page import NotebookPage, notebook_to_html
from courses.notebooks.scripts import is_script_notebook, read_script
from courses.notebooks.textual import read_text_notebook, to_ipynb

__all__ = [
    "BadNotebook",
    "Cell",
    "Notebook",
    "NotebookPage",
    "is_script_notebook",
    "notebook_to_html",
    "parse_notebook",
    "read_script",
    "read_text_notebook",
    "to_ipynb",
]
