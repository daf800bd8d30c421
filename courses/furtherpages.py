"""Pages that no table of contents lists, but to which lessons lead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

from courses.layouts.outline import LessonFiles, Outline, UnitFiles
from courses.lessonsources import LessonSource

_TARGET = re.compile(
    r"\]\(\s*<?([^\s<>()#?]+)|^ {0,3}\[[^\]\n]{1,200}\]:\s*<?([^\s<>#?]+)", re.MULTILINE
)
_SUFFIX = re.compile(r"\.(?:md|markdown|ipynb|html)\Z", re.IGNORECASE)
_ROUNDS = 20
_TITLE = {"ko": "더 읽을거리", "en": "Further pages"}

Read = Callable[[UnitFiles], tuple[LessonSource, ...]]


def further_unit(
    outline: Outline, lessons: list[LessonSource], read: Read
) -> tuple[UnitFiles, tuple[LessonSource, ...]] | None:
    """A unit of the pages that lessons lead to, and those again, one step after the other."""
    if not outline.pool:
        return None
    pool = {_stem(path): files for files in outline.pool for path in files.paths}
    taken: dict[int, LessonFiles] = {}
    found: list[LessonSource] = []
    for _ in range(_ROUNDS):
        wanted = [files for place in _places(lessons, outline) if (files := pool.get(place))]
        fresh = {id(files): files for files in wanted if id(files) not in taken}
        if not fresh:
            break
        taken.update(fresh)
        lessons = list(read(UnitFiles("further", {}, tuple(fresh.values()))))
        found += lessons
    title = {code: _TITLE[code] for code in outline.languages if code in _TITLE}
    unit = UnitFiles(
        "further", title or {outline.languages[0]: _TITLE["en"]}, tuple(taken.values())
    )
    return (unit, tuple(found)) if found else None


def _places(lessons: Iterable[LessonSource], outline: Outline) -> Iterator[str]:
    """The paths without suffix that links in some lessons may mean, in their order."""
    for lesson in lessons:
        here = posixpath.dirname(lesson.variants[0].path)
        for text in lesson.sources:
            for match in _TARGET.finditer(text):
                path = unquote(match[1] or match[2])
                if ":" in path:
                    continue
                is_rooted = path.startswith("/")
                starts = [outline.base, ""] if is_rooted else [here]
                starts += [outline.base] if outline.has_routes else []
                for start in starts:
                    yield _stem(posixpath.normpath(posixpath.join(start, path.lstrip("/"))))


def _stem(path: str) -> str:
    return _SUFFIX.sub("", path).casefold()
