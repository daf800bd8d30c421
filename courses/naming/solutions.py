"""Which lesson a page for instructors solves: told by the names of the files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from courses.layouts.lessonfiles import SOLUTION_FOLDERS
from courses.model import Lesson

_MARK = re.compile(r"(?:^|[-_. ])(?:sol|solutions?)\Z", re.IGNORECASE)


def solved_by(solution: Lesson, lessons: Iterable[Lesson]) -> str:
    """The key of the lesson that a solution belongs to, empty if no name says so.

    ``unit/solution/a.md`` and ``unit/a-sol.ipynb`` solve ``unit/a.ipynb``; ``unit/solution.md``
    and ``unit/solution/README.md`` solve ``unit/README.md``.
    """
    wanted = {_plain(variant.path) for variant in solution.variants.values()}
    for lesson in lessons:
        if wanted & {_plain(variant.path) for variant in lesson.variants.values()}:
            return lesson.key
    return ""


def _plain(path: str) -> str:
    """A path without what marks a solution, its language and its kind of file."""
    *folders, name = path.lower().split("/")
    kept = [folder for folder in folders if folder not in SOLUTION_FOLDERS]
    stem = PurePosixPath(name).stem.partition(".")[0]
    stem = _MARK.sub("", stem)
    return "/".join([*kept, "" if stem in ("readme", "index") else stem])
