"""QTI 1.2 documents: assessments with sections, object banks, or items alone."""

from collections.abc import Iterator, Mapping

from assessments.formats.drafting import DOMAIN, Drafting, slug
from assessments.formats.imported import ForeignTest, TestSection
from assessments.formats.qti12_items import read_item
from assessments.formats.xml_source import Node


def read_qti12(root: Node, drafting: Drafting, about: Node | None = None) -> list[ForeignTest]:
    """Read a `questestinterop` element; `about` is what Canvas says of the quiz beside it."""
    for item in root.own("item"):
        read_item(item, drafting)
    for bank in root.own("objectbank"):
        drafting.domain = slug(_bank_title(bank), DOMAIN)
        for item in bank.all("item"):
            read_item(item, drafting)
    for section in root.own("section"):
        _section_items(section, drafting)
    return [_test(each, drafting, about) for each in root.own("assessment")]


def _bank_title(bank: Node) -> str:
    fields = _fields(bank)
    return fields.get("bank_title") or bank.get("title") or bank.get("ident")


def _fields(node: Node) -> Mapping[str, str]:
    listed = node.child("qtimetadata")
    found = () if listed is None else listed.own("qtimetadatafield")
    return {each.text_of("fieldlabel").lower(): each.text_of("fieldentry") for each in found}


def _section_items(section: Node, drafting: Drafting) -> list[str]:
    return [read_item(item, drafting) for item in section.all("item")]


def _test(node: Node, drafting: Drafting, about: Node | None) -> ForeignTest:
    title = node.get("title") or node.get("ident")
    if about is not None and about.text_of("title"):
        title = about.text_of("title")
    sections = tuple(_sections(node, title, drafting))
    return ForeignTest(
        id=slug(node.get("ident") or title, "test"),
        title=title,
        sections=sections,
        minutes=_minutes(node, about),
        shuffles_options=about is not None and about.text_of("shuffle_answers") == "true",
    )


def _sections(node: Node, title: str, drafting: Drafting) -> Iterator[TestSection]:
    """The items that stand in a section itself, then those of the sections inside."""
    for section in node.own("section"):
        name = section.get("title") or (
            title if section.get("ident") == "root_section" else section.get("ident") or title
        )
        drafting.domain = slug(name, slug(section.get("ident"), DOMAIN))
        own = [read_item(item, drafting) for item in section.own("item")]
        if own:
            yield TestSection(
                drafting.domain, name, tuple(own), _count(section, len(own), drafting)
            )
        elif section.first("sourcebank_ref", "bankentry_item") is not None:
            message = f"section {name!r} draws from a bank that is not part of the file"
            drafting.problem("test-rule", message, line=section.line)
        yield from _sections(section, name, drafting)


def _count(section: Node, supply: int, drafting: Drafting) -> int:
    ordering = section.child("selection_ordering")
    number = None if ordering is None else ordering.first("selection_number")
    if number is None or not number.text.isdecimal():
        return supply
    wanted = int(number.text[:9])
    if not 1 <= wanted <= supply:
        message = f"a section draws {wanted} of {supply} items"
        drafting.problem("draw-too-large", message, line=number.line)
        return supply
    return wanted


def _minutes(node: Node, about: Node | None) -> int:
    limits = [_fields(node).get("qmd_timelimit", ""), node.text_of("duration")]
    if about is not None:
        limits.append(about.text_of("time_limit"))
    return next((int(each) for each in limits if each.isdecimal() and 0 < int(each[:6]) <= 600), 0)
