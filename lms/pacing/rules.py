"""When a lesson is open to a person: pure rules over what they have done and the moment."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from lms.catalog.outline import OutlineUnit


class Span(StrEnum):
    """How much of a run a rule is about."""

    RUN = "run"
    UNIT = "unit"
    LESSON = "lesson"


class Target(NamedTuple):
    """What a rule is about; the key of a whole run is empty."""

    span: Span
    key: str


WHOLE_RUN = Target(Span.RUN, "")


class Kind(StrEnum):
    """What a prerequisite names."""

    UNIT = "unit"
    LESSON = "lesson"
    ASSIGNMENT = "assignment"
    EXAM = "exam"

    @property
    def is_work(self) -> bool:
        """Whether it gets a grade."""
        return self in (Kind.ASSIGNMENT, Kind.EXAM)


class Prerequisite(NamedTuple):
    """What must be done before: a unit's lessons, a lesson, or a work graded with `percent` or more."""

    kind: Kind
    key: str
    percent: int = 0


@dataclass(frozen=True)
class Rule:
    """When a target opens for everybody: from a moment on, and after all of these."""

    opens_at: datetime | None = None
    after: tuple[Prerequisite, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return self.opens_at is None and not self.after


@dataclass(frozen=True)
class Facts:
    """What one person has done in a run, and which lessons its units have now.

    `marks` are (earned, possible) by kind and key of a work.
    """

    done: Collection[str] = frozenset()
    lessons_by_unit: Mapping[str, Collection[str]] = field(default_factory=dict)
    marks: Mapping[tuple[str, str], tuple[Decimal, Decimal]] = field(default_factory=dict)

    def has(self, wanted: Prerequisite) -> bool:
        """Whether the prerequisite is met; a lesson or unit that the course lost asks for nothing."""
        if wanted.kind is Kind.UNIT:
            return all(key in self.done for key in self.lessons_by_unit.get(wanted.key, ()))
        if wanted.kind is Kind.LESSON:
            is_there = any(wanted.key in keys for keys in self.lessons_by_unit.values())
            return wanted.key in self.done or not is_there
        mark = self.marks.get((wanted.kind, wanted.key))
        return mark is not None and 100 * mark[0] >= wanted.percent * mark[1]


@dataclass(frozen=True)
class Lock:
    """Why a lesson is not open: the moment it waits for, and what is still to be done."""

    opens_at: datetime | None
    lacking: tuple[Prerequisite, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A run's rules and what is otherwise for one person: moments in place of all rules."""

    rules: Mapping[Target, Rule] = field(default_factory=dict)
    personal: Mapping[Target, datetime] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether everything is open."""
        return not self.rules and not self.personal

    @property
    def asks_for_lessons(self) -> bool:
        """Whether it depends on lessons done."""
        return any(not one.kind.is_work for one in self._all_prerequisites())

    @property
    def asks_for_works(self) -> bool:
        """Whether it depends on grades."""
        return any(one.kind.is_work for one in self._all_prerequisites())

    def lock(self, unit: str, lesson: str, facts: Facts, at: datetime) -> Lock | None:
        """Why the lesson is not open at this moment; None if it is."""
        targets = (Target(Span.LESSON, lesson), Target(Span.UNIT, unit), WHOLE_RUN)
        own = next((self.personal[one] for one in targets if one in self.personal), None)
        if own is not None:
            return Lock(own) if own > at else None
        rules = [self.rules[one] for one in targets if one in self.rules]
        moments = [one.opens_at for one in rules if one.opens_at and one.opens_at > at]
        lacking = tuple(dict.fromkeys(_lacking(rules, facts)))
        return Lock(max(moments, default=None), lacking) if moments or lacking else None

    def locks(self, units: Iterable[OutlineUnit], facts: Facts, at: datetime) -> dict[str, Lock]:
        """The lock of every lesson that is not open, by its key."""
        if self.is_empty:
            return {}
        pairs = ((unit.key, lesson.key) for unit in units for lesson in unit.lessons)
        found = ((key, self.lock(unit, key, facts, at)) for unit, key in pairs)
        return {key: lock for key, lock in found if lock is not None}

    def openings(self, units: Iterable[OutlineUnit]) -> Iterator[tuple[Target, datetime]]:
        """The moments at which the run, units and lessons open, as far as somebody set one.

        What is otherwise for the person stands in place of the rules below it.
        """
        if WHOLE_RUN in self.personal:
            yield WHOLE_RUN, self.personal[WHOLE_RUN]
        for unit in units:
            yield from self._opening(Target(Span.UNIT, unit.key), (WHOLE_RUN,))
            above = (Target(Span.UNIT, unit.key), WHOLE_RUN)
            for lesson in unit.lessons:
                yield from self._opening(Target(Span.LESSON, lesson.key), above)

    def _opening(
        self, target: Target, above: Collection[Target]
    ) -> Iterator[tuple[Target, datetime]]:
        own = self.personal.get(target)
        rule = self.rules.get(target)
        if own is not None:
            yield target, own
        elif rule and rule.opens_at and not any(one in self.personal for one in above):
            yield target, rule.opens_at

    def _all_prerequisites(self) -> Iterable[Prerequisite]:
        return (one for rule in self.rules.values() for one in rule.after)


def goes_round(rules: Mapping[Target, Rule], units: Iterable[OutlineUnit]) -> bool:
    """Whether some lesson would have to be done before itself."""
    graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for target, rule in rules.items():
        wanted = {(one.kind.value, one.key) for one in rule.after if not one.kind.is_work}
        graph.setdefault(("opening", target.key) if target.span is Span.UNIT else ("lesson", target.key), set()).update(wanted)  # fmt: skip
    for unit in units:
        lessons = {("lesson", lesson.key) for lesson in unit.lessons}
        graph.setdefault(("unit", unit.key), set()).update(lessons)
        for lesson in lessons:
            graph.setdefault(lesson, set()).add(("opening", unit.key))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def _lacking(rules: Iterable[Rule], facts: Facts) -> Iterable[Prerequisite]:
    return (one for rule in rules for one in rule.after if not facts.has(one))
