"""Which files of a folder are lessons, and which are the same lesson in another language."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from courses.languages import split_name
from courses.layouts.outline import LessonFiles

_NOT_LESSONS = {"changelog", "contributing", "license", "licence", "code_of_conduct", "security"}


def group_lessons(
    paths: Iterable[str], languages: tuple[str, ...], *, index_first: bool
) -> tuple[LessonFiles, ...]:
    """Lessons in the order of their file names; README and index come first or not at all."""
    grouped: dict[str, dict[str, str]] = {}
    for path in sorted(paths):
        name = split_name(PurePosixPath(path).name, languages)
        if name is None or not _is_lesson(name.stem, index_first=index_first):
            continue
        grouped.setdefault(name.stem, {}).setdefault(name.language or languages[0], path)
    order = sorted(grouped, key=lambda stem: (not is_index(stem), stem))
    return tuple(LessonFiles(stem, grouped[stem]) for stem in order)


def is_index(stem: str) -> bool:
    """Tell whether a file introduces its folder."""
    return stem.lower() in ("readme", "index")


def _is_lesson(stem: str, *, index_first: bool) -> bool:
    lower = stem.lower()
    if lower in _NOT_LESSONS or lower.endswith("-sol") or lower.startswith("_"):
        return False
    return index_first or not is_index(stem)
