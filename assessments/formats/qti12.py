"""QTI 1.2 documents: assessments with sections, object banks, or items alone."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from assessments.formats.drafting import DOMAIN, Drafting, number_in, slug
from assessments.formats.foreign_sections import SectionDraft, SectionMaker
from assessments.formats.imported import ForeignTest, TestSection
from assessments.formats.qti12_about import attempts_of, minutes_of, note_settings
from assessments.formats.qti12_items import read_item
from assessments.formats.xml_source import Node


def read_qti12(root: Node, drafting: Drafting, about: Node | None = None) -> list[ForeignTest]:
    """Read a `questestinterop` element; `about` is what Canvas says of the quiz beside it."""
    for item in root.own("item"):
        read_item(item, drafting)
    for bank in root.own("objectbank"):
        drafting.domain = slug(_bank_title(bank), DOMAIN)
        ids = [read_item(item, drafting) for item in bank.all("item")]
        drafting.banks[bank.get("ident")] = tuple(ids)
    for section in root.own("section"):
        _section_items(section, drafting)
    return [_TestReader(each, drafting, about).read() for each in root.own("assessment")]


def _bank_title(bank: Node) -> str:
    fields = fields_of(bank)
    return fields.get("bank_title") or bank.get("title") or bank.get("ident")


def fields_of(node: Node) -> Mapping[str, str]:
    """Give the fields that an element has in its metadata, by name in small letters."""
    listed = node.child("qtimetadata")
    found = () if listed is None else listed.own("qtimetadatafield")
    return {each.text_of("fieldlabel").lower(): each.text_of("fieldentry") for each in found}


def _section_items(section: Node, drafting: Drafting) -> list[str]:
    return [read_item(item, drafting) for item in section.all("item")]


class _TestReader:
    """Reads one assessment."""

    def __init__(self, node: Node, drafting: Drafting, about: Node | None) -> None:
        self.node = node
        self.drafting = drafting
        self.about = about
        title = "" if about is None else about.text_of("title")
        self.title = title or node.get("title") or node.get("ident") or "test"
        self.maker = SectionMaker(drafting, self.title)

    def read(self) -> ForeignTest:
        sections = tuple(self._sections(self.node, self.title))
        about = self.about
        note_settings(self.maker, self.node, about)
        return ForeignTest(
            id=slug(self.node.get("ident") or self.title, "test"),
            title=self.title,
            sections=sections,
            minutes=minutes_of(self.maker, self.node, fields_of(self.node), about),
            shuffles_options=about is not None and about.text_of("shuffle_answers") == "true",
            attempts=attempts_of(self.maker, self.node, fields_of(self.node), about),
            file=self.drafting.file,
            line=self.node.line,
            language=self.drafting.language,
        )

    def _sections(self, node: Node, title: str) -> Iterator[TestSection]:
        """The items that stand in a section itself, then those of the sections inside.

        Where a section stands between items, it is asked between them.
        """
        for section in node.own("section"):
            name = section.get("title") or (
                title if section.get("ident") == "root_section" else section.get("ident") or title
            )
            domain = slug(name, slug(section.get("ident"), DOMAIN))
            draft = SectionDraft(domain, name, [], section.line)
            for each in section.children:
                self.drafting.domain = domain
                if each.name == "item":
                    item = read_item(each, self.drafting)
                    draft.items.append((item, self.drafting.facts_of(item).worth))
                elif each.name == "section":
                    yield from self._made(draft, section)
                    draft = SectionDraft(domain, name, [], section.line)
                    yield from self._sections(Node("", {}, each.line, [each]), name)
            if (bank := section.first("sourcebank_ref")) is not None and not section.own("section"):
                draft.items += self._of_bank(bank, name)
            elif section.first("bankentry_item") is not None:
                message = "it draws from a bank that is not part of the file"
                self.maker.problem("test-rule", message, section.line, name)
            yield from self._made(draft, section)

    def _of_bank(self, ref: Node, section: str) -> Iterator[tuple[str, Decimal]]:
        found = self.drafting.banks.get(ref.text)
        if found is None:
            message = "it draws from a bank that is not part of the file"
            self.maker.problem("test-rule", message, ref.line, section)
            return
        for item in found:
            yield item, self.drafting.facts_of(item).worth

    def _made(self, draft: SectionDraft, section: Node) -> Iterator[TestSection]:
        if not draft.items:
            return
        ordering = section.child("selection_ordering")
        if ordering is not None and section.own("section"):
            message = "it draws or mixes items and sections; all are asked, in their order"
            self.maker.problem("test-rule", message, ordering.line, draft.title)
            ordering = None
        draft.count = self._count(ordering, len(draft.items), draft.title)
        each_worth = None if ordering is None else ordering.first("points_per_item")
        if each_worth is not None and (points := number_in(each_worth.text)) is not None:
            draft.items = [(item, points) for item, _ in draft.items]
        order = None if ordering is None else ordering.first("order")
        draft.is_mixed = order is not None and order.get("order_type").lower() == "random"
        if (made := self.maker.make(draft)) is not None:
            yield made

    def _count(self, ordering: Node | None, supply: int, title: str) -> int | None:
        number = None if ordering is None else ordering.first("selection_number")
        if number is None or not number.text.isdecimal():
            return None
        wanted = int(number.text[:9])
        if not 1 <= wanted <= supply:
            message = f"it draws {wanted} of {supply} items; all of them are asked"
            self.maker.problem("draw-too-large", message, number.line, title)
            return None
        return wanted
