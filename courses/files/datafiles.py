"""The files of a course that Python cells open, found by the names that stand in the code.

Nothing is executed: every name written as a text is tried, alone and below every folder that
the code names, as in ``Path("data") / "rain.csv"``. One that is no file of the course is left
to Python, which says so when the cell runs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

FILE_LIMIT = 5_000_000
"""Bytes of one file that a browser is given for its cells."""

PAGE_LIMIT = 20_000_000
"""Bytes of all files of a page."""

MOST_NAMES = 500
MOST_FOLDERS = 20

_TEXT = re.compile(r"\"([^\"\\\n]{1,200})\"|'([^'\\\n]{1,200})'")
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\w{1,60})[ \t]+import|import[ \t]+([\w, \t]{1,200}))", re.MULTILINE
)
_VALUE = re.compile(r"^\{[^{}]*\}/?")
_FILE = re.compile(r"[^<>|*?\x00-\x1f]*\.\w{1,10}\Z")
_FOLDER = re.compile(r"[\w .-]+(?:/[\w .-]+)*/?\Z")
_NOT_DATA = frozenset(["md", "mdx", "markdown", "ipynb", "yml", "yaml", "html", "htm"])
"""Sources of lessons, quizzes and exams, which a page never hands out."""


def paths_named_in(cells: Iterable[str], has_folder: Callable[[str], bool]) -> list[str]:
    """The relative paths of files that the code may open, each once, the likeliest first.

    ``has_folder`` tells whether a path leads to a folder of the course.
    """
    files: dict[str, None] = {}
    folders: dict[str, None] = {}
    modules: dict[str, None] = {}
    for code in cells:
        modules.update(dict.fromkeys(_modules(code)))
        for text in _texts(code):
            if is_data(text):
                files.setdefault(text)
            elif _FOLDER.match(text) and len(folders) < MOST_FOLDERS and has_folder(text):
                folders.setdefault(text)
    below = (posixpath.join(folder, name) for name in files for folder in folders)
    return list(islice(dict.fromkeys((*files, *modules, *below)), MOST_NAMES))


def is_data(name: str) -> bool:
    """Tell whether a text can be the path of a file that is no source of a lesson."""
    if not _FILE.match(name) or "://" in name or name.startswith("/"):
        return False
    return name.rpartition(".")[2].lower() not in _NOT_DATA


def _texts(code: str) -> Iterator[str]:
    """Every text of one line in the code; a path begun by a value goes on without it."""
    for found in _TEXT.finditer(code):
        text = (found[1] or found[2]).strip()
        yield _VALUE.sub("", text).removeprefix("./")


def _modules(code: str) -> Iterator[str]:
    """The files that imports name if they mean a module beside the page."""
    for found in _IMPORT.finditer(code):
        for name in (found[1] or found[2]).split(","):
            words = name.split()
            if words:
                yield f"{words[0]}.py"
