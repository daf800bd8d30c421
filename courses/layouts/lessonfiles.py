"""Which files of a folder are lessons, and which are the same lesson in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from courses.layouts.outline import LessonFiles
from courses.naming.languages import kind_of, split_name, stem_of
from courses.naming.titles import natural_order

_ABOUT_THE_PROJECT = {
    "authors", "changelog", "citation", "code_of_conduct", "code-of-conduct", "contributing",
    "contributors", "governance", "issue_template", "licence", "license", "maintainers",
    "pull_request_template", "release", "security", "summary", "support", "translations",
}  # fmt: skip
_SOLUTIONS = re.compile(
    r"(?:.*[-_. ])?(?:sol|solutions?)(?:\.[a-z]{2,3}(?:[-_][a-z]{2,4})?)?\Z", re.IGNORECASE
)
SOLUTION_FOLDERS = frozenset({"solution", "solutions"})


def group_lessons(
    paths: Iterable[str], languages: tuple[str, ...], *, solutions: bool = False
) -> tuple[LessonFiles, ...]:
    """The lessons among some files (or their solutions) in the order of their names."""
    grouped: dict[str, dict[str, str]] = {}
    wanted = [path for path in paths if is_lesson(path) and is_solution(path) == solutions]
    for path in sorted(wanted, key=natural_order):
        name = split_name(path, languages)
        if name is not None and not is_index(name.stem):
            grouped.setdefault(name.stem, {}).setdefault(name.language or languages[0], path)
    return tuple(LessonFiles(stem, files) for stem, files in grouped.items())


def is_index(stem: str) -> bool:
    """Tell whether a file introduces its folder."""
    return stem.lower() in ("readme", "index")


def is_lesson(path: str) -> bool:
    """Tell whether a file is read as a lesson: Markdown or a notebook, but no notes on the project."""
    if kind_of(path) is None:
        return False
    stem = stem_of(path).partition(".")[0]
    is_about = stem.lower() in _ABOUT_THE_PROJECT and ("/" not in path or stem.isupper())
    return not is_about and not stem.startswith("_")


def is_solution(path: str) -> bool:
    """Tell whether a file is for instructors only: in ``solutions/``, or named ``…-sol``."""
    *folders, name = path.split("/")
    if any(folder.lower() in SOLUTION_FOLDERS for folder in folders):
        return True
    return _SOLUTIONS.match(stem_of(name)) is not None
