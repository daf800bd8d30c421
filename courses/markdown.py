"""Markdown to HTML through Python-Markdown; the result still has to be sanitised."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from courses.headings import HeadingIds
from courses.hostile import is_too_deep, is_too_tangled
from courses.languages import word
from courses.listing import ListIndents
from courses.mathblocks import MathExtension
from courses.model import Heading

_EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "sane_lists",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.quotes",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
_SETTINGS: dict[str, dict[str, Any]] = {
    "footnotes": {"UNIQUE_IDS": True},
    "tables": {"use_align_attribute": True},
    "pymdownx.highlight": {
        "use_pygments": True,
        "noclasses": False,
        "guess_lang": False,
        "pygments_lang_class": True,
    },
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.superfences": {"relaxed_headers": True},
    "pymdownx.tilde": {"subscript": False},
}


class TooDeep(ValueError):
    """A text nested or tangled more than any reader could follow."""


@dataclass
class Page:
    """What the texts of one page share: heading ids, the contents list, formulas gone wrong."""

    language: str
    ids: set[str] = field(default_factory=set)
    headings: list[Heading] = field(default_factory=list)
    bad_math: list[tuple[str, str]] = field(default_factory=list)


class MarkdownPage:
    """Renders the Markdown texts of one page, which may be many cells of a notebook."""

    def __init__(self, language: str) -> None:
        self.page = Page(language)
        self._converter = _new_converter(self.page)

    def render(self, text: str) -> str:
        """Unsanitised HTML of one text; raises TooDeep for hostile nesting."""
        if is_too_deep(text):
            raise TooDeep("the text is nested too deeply")
        if is_too_tangled(text):
            raise TooDeep("a paragraph has too many brackets without partners")
        try:
            return self._converter.reset().convert(text)
        except RecursionError as error:
            raise TooDeep("the text is nested too deeply") from error


def _new_converter(page: Page) -> markdown.Markdown:
    own: list[Extension | str] = [PageExtension(page), MathExtension(page.bad_math)]
    settings = {
        **_SETTINGS,
        "footnotes": {**_SETTINGS["footnotes"], "BACKLINK_TITLE": word("footnote", page.language)},
    }
    return markdown.Markdown(
        extensions=[*_EXTENSIONS, *own], extension_configs=settings, tab_length=4
    )


class PageExtension(Extension):
    """Our own steps: list indents, heading ids, titles of notes, scrolling tables."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Register the steps."""
        md.preprocessors.register(ListIndents(md), "list-indents", 24)
        md.treeprocessors.register(NoteTitles(md, self._page.language), "note-titles", 4)
        md.treeprocessors.register(HeadingIds(md, self._page), "heading-ids", 3)
        md.treeprocessors.register(ScrollingTables(md), "scrolling-tables", 2)


class NoteTitles(Treeprocessor):
    """Gives notes without a title of their own the word of the page's language."""

    def __init__(self, md: markdown.Markdown, language: str) -> None:
        super().__init__(md)
        self._language = language

    def run(self, root: ET.Element) -> None:
        """Replace titles that only repeat the kind of the note."""
        for parent in root.iter():
            kinds = parent.get("class", "").split()
            first = next(iter(parent), None)
            if first is None or not (parent.tag == "details" or "admonition" in kinds):
                continue
            kind = next((k for k in kinds if k != "admonition"), "")
            if (first.text or "").strip().lower() == kind and len(first) == 0:
                first.text = word(kind, self._language)


class ScrollingTables(Treeprocessor):
    """Puts each table into a box of its own, which scrolls on a narrow screen."""

    def run(self, root: ET.Element) -> None:
        """Wrap every table."""
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "table":
                    box = ET.Element("div", {"class": "table-scroll", "tabindex": "0"})
                    box.tail, child.tail = child.tail, None
                    box.append(child)
                    parent[index] = box
