"""Sections of foreign tests as they are put together: names, what can be asked, points."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.formats.drafting import Drafting, slug
from assessments.formats.imported import TestSection
from assessments.model import Severity

MOST_POINTS = 1000
MOST_DECIMALS = 4
"""Of points, as they are stored."""


@dataclass(slots=True)
class SectionDraft:
    """A section on its way: its items with their points, how many are asked, in what order."""

    name: str
    title: str
    items: list[tuple[str, Decimal]]
    line: int
    count: int | None = None
    is_mixed: bool = False


@dataclass(slots=True)
class SectionMaker:
    """Makes the sections of one test; whatever they lose is noted with test and section."""

    drafting: Drafting
    test: str
    taken: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def problem(
        self,
        code: str,
        message: str,
        line: int,
        section: str = "",
        *,
        severity: Severity = "warning",
    ) -> None:
        """Note what the test loses."""
        where = f"test {self.test!r}, section {section!r}" if section else f"test {self.test!r}"
        self.drafting.problem(code, f"{where}: {message}", line=line, severity=severity)

    def make(self, draft: SectionDraft) -> TestSection | None:
        """Give the section, or None where nothing of it can be asked."""
        items = [(item, points) for item, points in draft.items if self._can_ask(draft, item)]
        if not items:
            return None
        count = len(items) if draft.count is None else min(draft.count, len(items))
        points = self._points(draft, items, is_drawn=count < len(items))
        names = tuple(item for item, _ in items)
        return TestSection(self._name(draft), draft.title, names, count, draft.is_mixed, points)

    def _can_ask(self, draft: SectionDraft, item: str) -> bool:
        if item in self.asked:
            message = f"question {item!r} is asked once, where it stands first"
            self.problem("test-item-repeated", message, draft.line, draft.title)
            return False
        if self.drafting.facts_of(item).is_words_only:
            message = f"question {item!r} has no key here and is not asked"
            self.problem("test-item-left-out", message, draft.line, draft.title)
            return False
        self.asked.add(item)
        return True

    def _name(self, draft: SectionDraft) -> str:
        base = slug(draft.name or draft.title, "section")
        found, number = base, 1
        while found.casefold() in self.taken:
            number += 1
            found = f"{base}-{number}"
        self.taken.add(found.casefold())
        return found

    def _points(
        self, draft: SectionDraft, items: Sequence[tuple[str, Decimal]], *, is_drawn: bool
    ) -> tuple[tuple[str, Decimal], ...]:
        worth = {item: self._sound(draft, item, points) for item, points in items}
        if is_drawn and len(set(worth.values())) > 1:
            message = "the questions it draws from are worth different points; each counts 1"
            self.problem("test-points", message, draft.line, draft.title)
            return ()
        return tuple((item, points) for item, points in worth.items() if points != 1)

    def _sound(self, draft: SectionDraft, item: str, points: Decimal) -> Decimal:
        rounded = round(points, MOST_DECIMALS)
        if not 0 < rounded <= MOST_POINTS:
            message = f"question {item!r} cannot be worth {points:f} points; it counts 1"
            self.problem("test-points", message, draft.line, draft.title)
            return Decimal(1)
        return Decimal(f"{rounded.normalize():f}")
