"""The Python of a page that a reader's browser can run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.markup.sanitize import plain_text

CELL_CLASS = "cell-input"
NOT_LIVE = "not-live"
"""The class of a notebook's cell whose Python is for a shell, a file or another interpreter."""

_START = re.compile(
    rf'(?P<cell><div class="{CELL_CLASS}">(?:<span class="cell-count">[^<>]*</span>)?)?'
    r'<div class="language-(?:python3?|py|ipython3?) highlight">'
)
_CODE, _END = "<code>", "</code>"


def python_cells(html: str) -> Iterator[str]:
    """The code of a sanitised page's Python cells, in order.

    In a notebook these are its cells, in a text its fences: what a notebook's text says
    about Python is no cell.
    """
    is_notebook = f'<div class="{CELL_CLASS}' in html
    end = 0
    for start in _START.finditer(html):
        if start.end() < end or (is_notebook and not start["cell"]):
            continue
        begin = html.find(_CODE, start.end())
        end = html.find(_END, begin)
        if begin < 0 or end < 0:
            return
        yield plain_text(html[begin + len(_CODE) : end])
