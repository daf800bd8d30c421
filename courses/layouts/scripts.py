"""Which scripts of a folder are lessons: those that say so themselves, and those a book lists."""

from __future__ import annotations

from pathlib import PurePosixPath

from courses.layouts.outline import LessonFiles
from courses.notebooks import is_script_notebook
from courses.source import Folder, Unreadable

_END = ".py"
_PAIRS = (".ipynb", ".md", ".markdown")
_HEAD_LIMIT = 200_000
_SCRIPT_LIMIT = 2_000
"""How many scripts of a folder are looked into."""


def is_script(path: str) -> bool:
    """Tell whether a file is a Python script by its name."""
    return path.lower().endswith(_END)


def script_lessons(folder: Folder) -> frozenset[str]:
    """The scripts with Jupytext's settings at their head that no notebook or text is paired with."""
    scripts = [path for path in folder.files if is_script(path)][:_SCRIPT_LIMIT]
    return frozenset(
        path for path in scripts if not _is_paired(folder, path) and _says_so(folder, path)
    )


def listed_script(path: str, language: str) -> LessonFiles | None:
    """The lesson of a script that a table of contents names."""
    place = PurePosixPath(path)
    folder = "" if str(place.parent) == "." else str(place.parent)
    return LessonFiles(place.stem, {language: path}, folder) if is_script(path) else None


def _is_paired(folder: Folder, path: str) -> bool:
    return any(path[: -len(_END)] + end in folder for end in _PAIRS)


def _says_so(folder: Folder, path: str) -> bool:
    try:
        head = folder.read_bytes(path, _HEAD_LIMIT)
    except Unreadable:
        return False
    return b"jupytext" in head and is_script_notebook(head.decode("utf-8", "replace"))
