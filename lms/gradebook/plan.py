"""How a run's marks become one percent: by groups with weights, or all points alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments import points
from assessments.weighting import Group, Scored, percent_of, weighted
from lms.gradebook.book import HasPoints

WorkKey = tuple[str, str]
"""A work's kind and key, as grades name it."""


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """Works that count together, and how much; without an id it is new."""

    id: int
    name: str
    weight: Decimal
    drop_lowest: int
    works: frozenset[WorkKey]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's marks come to: the percent, each group's own, and what is left out."""

    percent: Decimal | None
    groups: Sequence[Decimal | None] = ()
    dropped: frozenset[WorkKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups of a run; without any, every point counts alike."""

    groups: Sequence[PlannedGroup] = ()
    _of_work: dict[WorkKey, PlannedGroup] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {work: group for group in self.groups for work in group.works}
        object.__setattr__(self, "_of_work", found)

    @property
    def is_weighted(self) -> bool:
        """Whether there are groups."""
        return bool(self.groups)

    @property
    def works(self) -> Collection[WorkKey]:
        """Everything that is in a group."""
        return self._of_work.keys()

    @property
    def whole(self) -> Decimal:
        """All weights added up."""
        return points.total(group.weight for group in self.groups)

    def group_of(self, work: WorkKey) -> PlannedGroup | None:
        """The group in which a work counts; None where it counts nowhere."""
        return self._of_work.get(work)

    def counts(self, work: WorkKey) -> bool:
        """Whether a work counts at all."""
        return not self.groups or work in self._of_work

    def standing(self, marks: Mapping[WorkKey, HasPoints]) -> Standing:
        """What these marks, one for each graded work, come to."""
        if not self.groups:
            return Standing(_plain_percent(marks))
        names = {_name(work): work for work in marks}
        result = weighted([self._group(group, marks) for group in self.groups])
        dropped = (names[name] for one in result.groups for name in one.dropped)
        shares = tuple(percent_of(one.share) for one in result.groups)
        return Standing(result.percent, shares, frozenset(dropped))

    def _group(self, group: PlannedGroup, marks: Mapping[WorkKey, HasPoints]) -> Group:
        scores = {
            _name(work): Scored(marks[work].earned, marks[work].possible)
            for work in group.works & marks.keys()
        }
        return Group(group.weight, group.drop_lowest, scores)


def _name(work: WorkKey) -> str:
    return "/".join(work)


def _plain_percent(marks: Mapping[WorkKey, HasPoints]) -> Decimal | None:
    possible = points.total(mark.possible for mark in marks.values())
    earned = points.total(mark.earned for mark in marks.values())
    return points.percent(earned, possible) if possible else None
