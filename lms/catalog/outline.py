"""A revision's outline as values: its units and lessons in reading order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import courses
from lms.catalog.models import CourseRevision

Titles = Mapping[str, str]


@dataclass(frozen=True)
class OutlineLesson:
    """A lesson as the outline lists it; a solution names the key of the lesson it `solves`."""

    key: str
    kind: str
    minutes: int
    titles: Titles
    solves: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the lesson exists in, the default one first."""
        return tuple(self.titles)

    def title(self, language: str) -> str:
        """The title in a language, else in the lesson's first one."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.key)

    def language(self, wanted: str) -> str:
        """The wanted language if the lesson exists in it, else its first one."""
        return wanted if wanted in self.titles else next(iter(self.titles))


@dataclass(frozen=True)
class OutlineUnit:
    """A unit with its lessons; its solutions are for those who teach."""

    key: str
    title: Titles
    lessons: tuple[OutlineLesson, ...]
    solutions: tuple[OutlineLesson, ...] = ()

    @property
    def minutes(self) -> int:
        """How long all lessons take."""
        return sum(lesson.minutes for lesson in self.lessons)


def outline_of(revision: CourseRevision | None) -> tuple[OutlineUnit, ...]:
    """The units of a revision; none for a course that was never published."""
    return tuple(_unit(unit) for unit in revision.outline) if revision else ()


def lessons_of(revision: CourseRevision | None) -> tuple[OutlineLesson, ...]:
    """All lessons of a revision in reading order."""
    return tuple(lesson for unit in outline_of(revision) for lesson in unit.lessons)


def to_outline(course: courses.Course) -> list[dict[str, Any]]:
    """What a revision stores of a course's order."""
    return [
        {
            "key": unit.key,
            "title": dict(unit.title) or {course.languages[0]: unit.key},
            "lessons": [_lesson_values(lesson) for lesson in unit.lessons],
            "solutions": [
                {**_lesson_values(each), "solves": courses.solved_by(each, unit.lessons)}
                for each in unit.solutions
            ],
        }
        for unit in course.units
    ]


def _lesson_values(lesson: courses.Lesson) -> dict[str, Any]:
    return {
        "key": lesson.key,
        "kind": lesson.kind,
        "minutes": lesson.minutes,
        "titles": [[v.language, v.title] for v in lesson.variants.values()],
    }


def _unit(stored: Mapping[str, Any]) -> OutlineUnit:
    lessons = tuple(_lesson(lesson) for lesson in stored["lessons"])
    solutions = tuple(_lesson(solution) for solution in stored.get("solutions", ()))
    return OutlineUnit(stored["key"], stored["title"], lessons, solutions)


def _lesson(stored: Mapping[str, Any]) -> OutlineLesson:
    titles = dict(stored["titles"])
    solves = stored.get("solves", "")
    return OutlineLesson(stored["key"], stored["kind"], stored["minutes"], titles, solves)
