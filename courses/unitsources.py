"""The units of a course, read and not yet rendered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from courses.furtherpages import further_unit
from courses.layouts.outline import Outline, UnitFiles
from courses.lessonsources import LessonReader, LessonSource
from courses.model import Problem, Text
from courses.source import Folder


@dataclass(frozen=True)
class UnitSources:
    """A unit whose files are read and not yet rendered."""

    unit: UnitFiles
    lessons: tuple[LessonSource, ...]
    solutions: tuple[LessonSource, ...] = ()

    @property
    def title(self) -> Text:
        """The unit's own title, or those of its first lesson."""
        return self.unit.title or (self.lessons[0].titles if self.lessons else {})

    @property
    def every(self) -> Iterator[LessonSource]:
        """Lessons first, then what is for instructors only."""
        yield from (*self.lessons, *self.solutions)


def read_units(folder: Folder, outline: Outline) -> tuple[list[UnitSources], list[Problem]]:
    """Every file of the course read, those that only links lead to last; and what is wrong."""
    reader = LessonReader(folder, outline)
    found = [
        UnitSources(unit, reader.read_unit(unit), reader.read_solutions(unit))
        for unit in outline.units
    ]
    further = further_unit(
        outline, [one for unit in found for one in unit.lessons], reader.read_unit
    )
    if further:
        found.append(UnitSources(*further))
    return found, reader.problems
