"""A table of contents as units: what Jupyter Book, MyST and docsify have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from courses.layouts.outline import LessonFiles, UnitFiles
from courses.model import Problem

_NOT_IN_KEY = re.compile(r"\W+")


@dataclass(frozen=True)
class Entry:
    """A line of a table of contents; a heading over others has no file, a part is always a unit."""

    title: str = ""
    file: str = ""
    children: tuple[Entry, ...] = ()
    is_part: bool = False

    def files(self) -> Iterator[Entry]:
        """This entry and those below it that have a file, in reading order."""
        waiting = [self]
        while waiting:
            entry = waiting.pop()
            if entry.file:
                yield entry
            waiting += reversed(entry.children)


@dataclass
class Contents:
    """Makes units of entries; ``lessons`` finds the lesson that a file belongs to."""

    source: str
    title: str
    language: str
    lessons: Callable[[str], LessonFiles | None]
    units: list[UnitFiles] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _keys: set[str] = field(default_factory=set)

    def units_of(self, entries: Iterable[Entry]) -> tuple[UnitFiles, ...]:
        """A unit for each part, and for each chapter with sections; single pages share one."""
        loose: list[Entry] = []
        for entry in entries:
            if not entry.children and not entry.is_part:
                loose.append(entry)
                continue
            self._add_loose(loose)
            self._add(entry.title, entry.files(), entry.title or entry.file)
            loose = []
        self._add_loose(loose)
        return tuple(self.units)

    def _add_loose(self, entries: list[Entry]) -> None:
        if entries:
            is_first = not self.units
            title = self.title if is_first and len(entries) > 1 else ""
            self._add(title, iter(entries), "start" if is_first else entries[0].file)

    def _add(self, title: str, entries: Iterator[Entry], name: str) -> None:
        lessons = tuple(lesson for entry in entries if (lesson := self._lesson(entry)))
        if lessons:
            titles = {self.language: title} if title else {}
            self.units.append(UnitFiles(self._key(name), titles, lessons))

    def _lesson(self, entry: Entry) -> LessonFiles | None:
        lesson = self.lessons(entry.file)
        if lesson is None:
            return None
        first = next(iter(lesson.files.values()))
        if first in self._taken:
            message = f"{first} is listed twice; it stays at its first place"
            self.problems.append(Problem("warning", "duplicate-entry", self.source, None, message))
            return None
        self._taken.add(first)
        return replace(lesson, title=entry.title)

    def _key(self, name: str) -> str:
        stem = name.rpartition(".")[0] if "/" in name or name.endswith((".md", ".ipynb")) else name
        wanted = _NOT_IN_KEY.sub("-", unicodedata.normalize("NFC", stem).lower()).strip("-_")[:60]
        key, number = wanted or "unit", 1
        while key in self._keys:
            number += 1
            key = f"{wanted or 'unit'}-{number}"
        self._keys.add(key)
        return key
