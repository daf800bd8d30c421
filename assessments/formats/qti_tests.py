"""QTI tests: sections, selection, order, points and time, as far as our engine runs them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from assessments.formats.drafting import Drafting, number_in, slug
from assessments.formats.foreign_sections import SectionDraft, SectionMaker
from assessments.formats.imported import ForeignTest, TestSection
from assessments.formats.qti_test_rules import note_rules, note_times, own_rules
from assessments.formats.xml_source import Node

ItemOf = Callable[[str, str], str | None]
"""(path as the test gives it, domain) → the id of the item, read on first sight; None if lost."""
SectionOf = Callable[[str], Node | None]
NESTED = frozenset(["testPart", "assessmentSection", "assessmentSectionRef"])
DEEPEST = 20
MOST_SECTIONS = 1000


class TestReader:
    """Reads one test; what the engine does not run is noted."""

    __test__ = False

    def __init__(self, drafting: Drafting, item_of: ItemOf, section_of: SectionOf):
        self.drafting = drafting
        self.item_of = item_of
        self.section_of = section_of
        self.mixes_all = False
        self.n_sections = 0

    def read(self, node: Node) -> ForeignTest:
        """Give the test; the items it names are read as they come."""
        title = node.get("title") or node.get("identifier") or "test"
        self.maker = SectionMaker(self.drafting, title)
        node = self._whole(node)
        parts = node.own("testPart") or [node]
        tops = [each for part in parts for each in part.own("assessmentSection")]
        self.mixes_all = bool(tops) and all(map(_is_melted, tops))
        sections = [
            replace(made, group=place)
            for place, top in enumerate(tops)
            for made in self._section(top)
        ]
        note_rules(self.maker, node, parts)
        rules = own_rules(node)
        return ForeignTest(
            id=slug(node.get("identifier") or title, "test"),
            title=title,
            sections=tuple(sections),
            minutes=note_times(self.maker, node, parts),
            shuffles_items=self.mixes_all,
            shuffles_options=self._mixes_options(sections, node, is_own=bool(rules)),
            file=self.drafting.file,
            line=node.line,
            language=self.drafting.language,
            groups=tuple(each.get("title") or each.get("identifier") for each in tops),
            rules=rules,
        )

    def _whole(self, node: Node, path: tuple[str, ...] = ()) -> Node:
        """The element with every section in it that lies in a file of its own."""
        content: list[Node | str] = []
        for each in node.content:
            if isinstance(each, str) or each.name not in NESTED:
                content.append(each)
                continue
            self.n_sections += 1
            if self.n_sections > MOST_SECTIONS or len(path) > DEEPEST:
                message = f"sections in sections without end; {MOST_SECTIONS} are read at most"
                self.maker.problem("too-deep", message, node.line, severity="error")
                break
            found = self._resolved(each)
            if found is not None:
                content.append(self._whole(found, (*path, each.get("href"))))
        return Node(node.name, node.attributes, node.line, content)

    def _resolved(self, node: Node) -> Node | None:
        if node.name == "assessmentSectionRef":
            found = self.section_of(node.get("href"))
            if found is not None and found.name == "assessmentSection":
                return found
            message = f"the section is not there: {node.get('href')}"
            self.maker.problem("missing-file", message, node.line, severity="error")
            return None
        return node

    def _section(self, node: Node) -> Iterator[TestSection]:
        """The section itself, and those in it where they stand; one that is cut has two names."""
        inside = node.own("assessmentSection")
        title = node.get("title") or node.get("identifier")
        draft = SectionDraft(node.get("identifier"), title, [], node.line)
        draft.is_mixed = self._is_mixed(node, inside, title)
        if not inside or draft.is_mixed or node.child("selection") is not None:
            draft.items = list(self._items(node.own("assessmentItemRef"), draft))
            draft.count = self._count(node, len(draft.items), len(inside), title)
            yield from self._made(draft)
            for each in inside:
                yield from self._section(each)
            return
        for run in _runs(node):
            if run[0].name == "assessmentItemRef":
                items = list(self._items(run, draft))
                yield from self._made(SectionDraft(draft.name, title, items, node.line))
            else:
                yield from self._section(run[0])

    def _made(self, draft: SectionDraft) -> Iterator[TestSection]:
        if draft.items and (made := self.maker.make(draft)) is not None:
            yield made

    def _is_mixed(self, node: Node, inside: list[Node], title: str) -> bool:
        ordering = node.child("ordering")
        if ordering is None or ordering.get("shuffle") != "true":
            return False
        if any(each.get("fixed") == "true" for each in node.own("assessmentItemRef")):
            message = "a question that keeps its place is mixed with the others"
            self.maker.problem("test-rule", message, ordering.line, title)
        if not inside:
            return True
        if self.mixes_all and _is_melted(node):
            return False
        message = "the order of the sections in it is not drawn"
        self.maker.problem("test-rule", message, ordering.line, title)
        return True

    def _items(self, refs: list[Node], draft: SectionDraft) -> Iterator[tuple[str, Decimal]]:
        domain = slug(draft.name or draft.title, "section")
        for ref in refs:
            found = self.item_of(ref.get("href"), domain)
            if found is None:
                message = f"the item is not there: {ref.get('href')}"
                self.maker.problem("missing-file", message, ref.line, draft.title, severity="error")
                continue
            weight = ref.child("weight")
            factor = None if weight is None else number_in(weight.get("value"))
            worth = self.drafting.facts_of(found).worth
            yield found, worth * (Decimal(1) if factor is None else factor)

    def _count(self, node: Node, own: int, n_inside: int, title: str) -> int | None:
        selection = node.child("selection")
        if selection is None:
            return None
        if n_inside:
            kind = "items and sections" if own else "sections"
            message = f"it draws among {kind}; all of them are asked"
            self.maker.problem("test-rule", message, selection.line, title)
            return None
        wanted = number_in(selection.get("select")) or Decimal(0)
        if selection.get("withReplacement") == "true":
            message = "an item may be drawn twice; it is drawn once"
            self.maker.problem("test-rule", message, selection.line, title)
            wanted = min(wanted, Decimal(own))
        if any(each.get("required") == "true" for each in node.own("assessmentItemRef")):
            message = "a question that is always asked is drawn like the others"
            self.maker.problem("test-rule", message, selection.line, title)
        if not 1 <= wanted <= own or wanted != int(wanted):
            message = f"it draws {selection.get('select')} of {own} items; all of them are asked"
            self.maker.problem("draw-too-large", message, selection.line, title)
            return None
        return int(wanted)

    def _mixes_options(self, sections: list[TestSection], node: Node, *, is_own: bool) -> bool:
        items = [item for section in sections for item in section.items]
        known = [self.drafting.facts_of(item).is_mixed for item in items]
        mixed = [each for each in known if each is not None]
        if is_own or not any(mixed) or all(mixed):
            return any(mixed)
        message = (
            f"{sum(mixed)} of {len(mixed)} questions mix their options, or some of them; "
            "all keep their order here"
        )
        self.maker.problem("test-rule", message, node.line)
        return False


def _is_melted(node: Node) -> bool:
    """Whether a section is nothing but others, whose questions are all mixed with each other."""
    ordering, inside = node.child("ordering"), node.own("assessmentSection")
    is_mixed = ordering is not None and ordering.get("shuffle") == "true"
    is_whole = not node.own("assessmentItemRef") and node.child("selection") is None
    return (
        is_mixed
        and is_whole
        and bool(inside)
        and all(each.get("keepTogether") == "false" for each in inside)
    )


def _runs(node: Node) -> list[list[Node]]:
    """What stands in a section: items that follow each other together, sections by themselves."""
    runs: list[list[Node]] = []
    for each in node.children:
        if each.name == "assessmentItemRef" and runs and runs[-1][0].name == each.name:
            runs[-1].append(each)
        elif each.name in ("assessmentItemRef", "assessmentSection"):
            runs.append([each])
    return runs
