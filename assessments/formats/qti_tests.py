"""QTI tests: sections, selection, order and time, as far as our engine runs them."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from assessments.formats.drafting import Drafting, number_in, slug
from assessments.formats.imported import ForeignTest, TestSection
from assessments.formats.xml_source import Node

ItemOf = Callable[[str, str], str | None]
"""(path as the test gives it, domain) → the id of the item, read on first sight; None if lost."""

LONGEST_MINUTES = 600
RULES = {
    "preCondition": "a precondition",
    "branchRule": "a branch rule",
    "adaptiveSelection": "adaptive selection",
    "testFeedback": "feedback on the whole test",
}
"""What may stand in a test that the engine does not run."""


class TestReader:
    """Reads one test; what the engine does not run is noted."""

    __test__ = False

    def __init__(
        self, drafting: Drafting, item_of: ItemOf, section_of: Callable[[str], Node | None]
    ):
        self.drafting = drafting
        self.item_of = item_of
        self.section_of = section_of
        self.shuffles = False

    def read(self, node: Node) -> ForeignTest:
        """Give the test; the items it names are read as they come."""
        parts = node.own("testPart") or [node]
        sections = [section for part in parts for section in self._sections(part, 0)]
        self._note_rules(node, parts)
        title = node.get("title") or node.get("identifier")
        return ForeignTest(
            id=slug(node.get("identifier") or title, "test"),
            title=title,
            sections=tuple(sections),
            minutes=self._minutes(node, parts),
            shuffles_items=self.shuffles,
            shuffles_options=False,
        )

    def _sections(self, node: Node, depth: int) -> Iterator[TestSection]:
        for each in node.children:
            section: Node | None = each
            if each.name == "assessmentSectionRef":
                section = self.section_of(each.get("href"))
                if section is None:
                    message = f"the section is not there: {each.get('href')}"
                    self._problem("missing-file", message, each, is_error=True)
            if section is None or section.name != "assessmentSection" or depth > 20:
                continue
            yield from self._section(section, depth)

    def _section(self, node: Node, depth: int) -> Iterator[TestSection]:
        title = node.get("title") or node.get("identifier")
        domain = slug(node.get("identifier") or title, "section")
        items = [
            item for each in node.own("assessmentItemRef") if (item := self._item(each, domain))
        ]
        ordering = node.child("ordering")
        if ordering is not None and ordering.get("shuffle") == "true":
            self.shuffles = True
        inside = list(self._sections(node, depth + 1))
        if items:
            supply = len(items) + len(inside)
            count = self._count(node, len(items), supply, has_sections=bool(inside))
            yield TestSection(domain, title, tuple(items), count)
        elif node.child("selection") is not None and inside:
            message = f"section {title!r} draws among sections; all of them are asked"
            self._problem("test-rule", message, node)
        yield from inside

    def _item(self, ref: Node, domain: str) -> str | None:
        found = self.item_of(ref.get("href"), domain)
        if found is None:
            message = f"the item is not there: {ref.get('href')}"
            self._problem("missing-file", message, ref, is_error=True)
        return found

    def _count(self, node: Node, own: int, supply: int, *, has_sections: bool) -> int:
        selection = node.child("selection")
        if selection is None:
            return own
        wanted = number_in(selection.get("select")) or Decimal(0)
        if selection.get("withReplacement") == "true":
            self._problem("test-rule", "an item may be drawn twice; it is drawn once", selection)
            wanted = min(wanted, Decimal(supply))
        if has_sections:
            self._problem("test-rule", "a draw among items and sections; all are asked", selection)
            return own
        if not 1 <= wanted <= supply or wanted != int(wanted):
            message = f"a section draws {selection.get('select')} of {supply} items"
            self._problem("draw-too-large", message, selection)
            return own
        return int(wanted)

    def _note_rules(self, node: Node, parts: list[Node]) -> None:
        for name, what in RULES.items():
            for each in node.all(name):
                self._problem("test-rule", f"{what} is not run here", each)
        for each in node.all("timeLimits"):
            if not any(each in owner.children for owner in (node, *parts)):
                self._problem("test-rule", "a time limit of a section or item is not kept", each)
            if each.get("minTime"):
                self._problem("test-rule", "a least time is not kept", each)
        if len(parts) > 1:
            self._problem("test-rule", f"{len(parts)} parts become one", parts[1])
        for part in parts:
            if part.get("navigationMode") == "linear":
                self._problem("test-rule", "one-way navigation is not kept", part)

    def _minutes(self, node: Node, parts: list[Node]) -> int:
        own = self._seconds(node)
        seconds = own or sum(
            (self._seconds(part) for part in parts if part is not node), Decimal(0)
        )
        minutes = int(-(-seconds // 60))
        return minutes if 0 < minutes <= LONGEST_MINUTES else 0

    def _seconds(self, node: Node) -> Decimal:
        limits = node.child("timeLimits")
        return max(
            Decimal(0), number_in("" if limits is None else limits.get("maxTime")) or Decimal(0)
        )

    def _problem(self, code: str, message: str, at: Node, *, is_error: bool = False) -> None:
        self.drafting.problem(
            code, message, line=at.line, severity="error" if is_error else "warning"
        )
