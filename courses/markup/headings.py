"""Anchors for headings, and the list of contents made of them."""

from __future__ import annotations

import html
import re
import unicodedata
import xml.etree.ElementTree as ET
from typing import Protocol

import markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from courses.model import Heading

_NOT_IN_SLUG = re.compile(r"[^\w\- ]+")
_TAGS = re.compile(r"<[^<>]*>")
_RAW = re.compile(
    r"<h(?P<level>[1-6])(?P<more>(?:\s[^<>]{0,500})?)>(?P<title>.{0,2000}?)</h(?P=level)\s*>",
    re.DOTALL | re.IGNORECASE,
)
_ID = re.compile(r"\sid\s*=\s*[\"']?(?P<id>[^\s\"'<>]+)", re.IGNORECASE)
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


class HeadingsOfPage(Protocol):
    """Where the ids and headings of a page are gathered."""

    ids: dict[str, int]
    headings: list[Heading]


class CurrentPage(Protocol):
    """Which page is being converted."""

    @property
    def page(self) -> HeadingsOfPage:
        """The page."""


class HeadingIds(Treeprocessor):
    """Gives every heading an id that is unique in the page and notes it down."""

    def __init__(self, md: markdown.Markdown, current: CurrentPage) -> None:
        super().__init__(md)
        self._markdown = md
        self._current = current

    def run(self, root: ET.Element) -> None:
        """Walk the headings in the order of the page."""
        page = self._current.page
        for element in root.iter():
            level = _LEVELS.get(str(element.tag))
            if level is None:
                self._raw(element, page)
                continue
            title = self._title(element)
            anchor = unique(element.get("id") or slug(title) or "section", page.ids)
            element.set("id", anchor)
            page.headings.append(Heading(level, anchor, title))

    def _raw(self, element: ET.Element, page: HeadingsOfPage) -> None:
        """Headings in HTML that stands in an element's text as it was written."""
        if not element.text or "\x02" not in element.text:
            return
        blocks = self._markdown.htmlStash.rawHtmlBlocks
        for match in HTML_PLACEHOLDER_RE.finditer(element.text):
            block = blocks[int(match[1])]
            if isinstance(block, str) and "</h" in block.lower():
                blocks[int(match[1])] = _RAW.sub(lambda m: _with_anchor(m, page), block)

    def _title(self, element: ET.Element) -> str:
        text = HTML_PLACEHOLDER_RE.sub(self._stashed_text, "".join(element.itertext()))
        return " ".join(html.unescape(text).split())

    def _stashed_text(self, match: re.Match[str]) -> str:
        block = self._markdown.htmlStash.rawHtmlBlocks[int(match[1])]
        source = block if isinstance(block, str) else "".join(block.itertext())
        return _TAGS.sub("", source)


def _with_anchor(match: re.Match[str], page: HeadingsOfPage) -> str:
    """A heading with an id, noted down; one without words is left as it is."""
    title = " ".join(html.unescape(_TAGS.sub("", match["title"])).split())
    if not title:
        return match[0]
    given = _ID.search(match["more"])
    anchor = unique(given["id"] if given else slug(title) or "section", page.ids)
    page.headings.append(Heading(int(match["level"]), anchor, title))
    if given:
        return match[0]
    start = len("<h1")
    return f'{match[0][:start]} id="{html.escape(anchor)}"{match[0][start:]}'


def slug(title: str) -> str:
    """The anchor GitHub would give a heading: lower case, words joined by hyphens."""
    text = unicodedata.normalize("NFC", title).strip().lower()
    return _NOT_IN_SLUG.sub("", text).replace(" ", "-")


def unique(wanted: str, taken: dict[str, int]) -> str:
    """``wanted``, or ``wanted-1``, ``wanted-2`` …: the first not yet taken, now taken.

    ``taken`` holds the last number tried for each name, so that a thousand equal
    headings are no more work each than the first.
    """
    name, number = wanted, taken.get(wanted, 0)
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken[wanted] = number
    taken.setdefault(name, 0)
    return name
