"""Evidence of work in lessons as values: opened, answered, ran, done. Never minutes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.catalog.outline import OutlineLesson, OutlineUnit
from lms.gradebook.book import Trainee
from lms.web.locale import by_name


class State(StrEnum):
    """How far somebody is with a lesson."""

    NONE = "none"
    OPENED = "opened"
    DONE = "done"


@dataclass(frozen=True)
class Evidence:
    """What one person did in one lesson; of `n_asked` questions, how many were answered and right."""

    opened_at: datetime | None = None
    done_at: datetime | None = None
    n_asked: int = 0
    n_answered: int = 0
    n_right: int = 0
    n_cells: int = 0

    @property
    def state(self) -> State:
        """Done, opened, or neither."""
        if self.done_at is not None:
            return State.DONE
        return State.OPENED if self.opened_at is not None else State.NONE


Record = Mapping[tuple[int, str], Evidence]
"""Evidence by person and lesson key."""


@dataclass(frozen=True)
class UnitRow:
    """A unit of one person's way: its lessons with evidence and, where locked, the reason."""

    unit: OutlineUnit
    lessons: Sequence[tuple[OutlineLesson, Evidence, str]]

    @property
    def n_done(self) -> int:
        """How many lessons are done."""
        return sum(one.state is State.DONE for _, one, _ in self.lessons)


@dataclass(frozen=True)
class ClassRow:
    """A trainee's line: lessons done in all, when last seen, and a cell a column."""

    trainee: Trainee
    n_done: int
    seen_at: datetime | None
    cells: Sequence[Evidence]
    units: Sequence[int] = ()


@dataclass(frozen=True)
class Seen:
    """How many lessons a trainee has done, and when they were last in one."""

    n_done: int = 0
    at: datetime | None = None


def in_order(
    trainees: Iterable[Trainee], seen: Mapping[int, Seen], *, by_done: bool
) -> list[Trainee]:
    """The trainees by name, or those with the fewest lessons done first."""
    named = sorted(trainees, key=lambda one: (by_name(one.name), one.id))
    if not by_done:
        return named
    return sorted(named, key=lambda one: seen.get(one.id, Seen()).n_done)
