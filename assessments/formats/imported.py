"""What reading a foreign file gives: items, tests, and everything that was wrong or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.model import Item, Problem


@dataclass(frozen=True, slots=True)
class TestSection:
    """A part of a foreign test: which items it names, how many of them it asks, and in what order.

    `points` are those of items that are not worth 1 point; `group` is the place of the
    outermost section that it stands in.
    """

    __test__ = False

    id: str
    title: str
    items: tuple[str, ...]
    count: int
    is_mixed: bool = False
    points: tuple[tuple[str, Decimal], ...] = ()
    group: int = 0


@dataclass(frozen=True, slots=True)
class ForeignTest:
    """A foreign test as far as the engine can run it.

    Minutes and attempts are 0 where it sets no limit; `groups` are the titles of its outermost
    sections; `rules` is what only a test that we wrote ourselves says, by name.
    """

    id: str
    title: str
    sections: tuple[TestSection, ...]
    minutes: int = 0
    shuffles_items: bool = False
    shuffles_options: bool = False
    attempts: int = 0
    file: str = ""
    line: int | None = None
    language: str = "ko"
    groups: tuple[str, ...] = ()
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """An item and the file it came from."""

    file: str
    item: Item


@dataclass(frozen=True, slots=True)
class Imported:
    """Everything that some files gave."""

    files: tuple[str, ...] = ()
    items: tuple[ImportedItem, ...] = ()
    tests: tuple[ForeignTest, ...] = ()
    problems: tuple[Problem, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """What items carry, by hash."""

    @property
    def has_errors(self) -> bool:
        """Tell whether something was lost."""
        return any(problem.severity == "error" for problem in self.problems)


def joined(parts: Iterable[Imported]) -> Imported:
    """Put several readings together."""
    listed = list(parts)
    return Imported(
        tuple(file for each in listed for file in each.files),
        tuple(item for each in listed for item in each.items),
        tuple(test for each in listed for test in each.tests),
        tuple(problem for each in listed for problem in each.problems),
        {name: data for each in listed for name, data in each.contents.items()},
    )
