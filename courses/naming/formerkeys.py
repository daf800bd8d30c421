"""Former ids of lessons: addresses that readers may still have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from courses.files.yamltext import as_word
from courses.layouts.outline import Outline
from courses.lessonsources import LessonSource, derived_key
from courses.model import Problem
from courses.places import Places

FIELD = "aliases"
_KEY = re.compile(r"[\w-]{1,120}\Z")
_ENDS = (".md", ".ipynb", ".markdown", ".mdx", ".qmd")


def former_keys(
    outline: Outline, lessons: Iterable[LessonSource]
) -> tuple[dict[str, str], list[Problem]]:
    """The present key by each former one that an author names, and what is wrong with them.

    A lesson names its own in its front matter, ours also in ``course.yml``. A former key
    is that of one lesson, and of none that there still is.
    """
    lessons = list(lessons)
    present = {lesson.key: lesson.variants[0].path for lesson in lessons}
    keys: dict[str, str] = {}
    problems: list[Problem] = []
    own = (claim for one in lessons if outline.has_ids for claim in _of_lesson(one))
    claims = [*_of_outline(outline), *own]
    for claim in claims:
        fault = _fault(claim, keys, present)
        if fault:
            problems.append(fault)
        elif claim.former != claim.key:
            keys[claim.former] = claim.key
    return keys, problems


class _Claim(NamedTuple):
    """That a key once was that of a lesson, and where an author says so."""

    former: str
    key: str
    file: str
    line: int | None

    def problem(self, code: str, message: str) -> Problem:
        return Problem("error", code, self.file, self.line, message)


def _fault(claim: _Claim, keys: Mapping[str, str], present: Mapping[str, str]) -> Problem | None:
    former, key = claim.former, claim.key
    if not _KEY.match(former):
        return claim.problem("bad-alias", f"{former[:80]!r} cannot have been a lesson's id")
    if key not in present:
        message = f"the alias {former!r} is for {key!r}, which is no lesson"
        return claim.problem("unknown-alias", message)
    if former in present and former != key:
        message = f"{former!r} is the present id of {present[former]}"
        return claim.problem("duplicate-alias", message)
    if keys.get(former, key) != key:
        message = f"{former!r} is also an alias of {present[keys[former]]}"
        return claim.problem("duplicate-alias", message)
    return None


def _of_outline(outline: Outline) -> Iterator[_Claim]:
    for former, key in outline.aliases.items():
        yield _Claim(_as_key(former, outline.base), key, "course.yml", outline.aliases_line)


def _of_lesson(lesson: LessonSource) -> Iterator[_Claim]:
    for variant in lesson.variants:
        given = variant.values.get(FIELD)
        if given is None:
            continue
        places = Places(variant.source)
        for word in map(as_word, given if isinstance(given, list) else [given]):
            if word:
                line = places.next_line_of(word)
                yield _Claim(_as_key(word, ""), lesson.key, variant.path, line)


def _as_key(word: str, base: str) -> str:
    """A key as it stands, or the one that a lesson without an id has at this path."""
    path = PurePosixPath(word.removeprefix(base).strip("/"))
    if path.suffix.lower() not in _ENDS and len(path.parts) < 2:
        return word
    stem = path.stem if path.suffix.lower() in _ENDS else path.name
    return derived_key("" if len(path.parts) < 2 else path.parent.as_posix(), stem)
