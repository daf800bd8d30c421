"""Links written the MyST way: to labels, and without a text of their own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import quote, unquote

import markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from courses.markup.page import Current
from courses.myst.labels import Label
from courses.myst.otherbooks import address_of
from courses.myst.words import numbered

OTHER_BOOKS = ("xref", "inv", "myst", "doi")
"""Schemes of links that MyST leads to other books and works."""

_HERE = ("project", "path")
_OTHER = ("http:", "https:", "mailto:", "//", "data:")


class LabelLinks(Treeprocessor):
    """Leads links to labels where the labels are, and fills empty links with a title."""

    def __init__(self, md: markdown.Markdown, current: Current) -> None:
        super().__init__(md)
        self._current = current

    def run(self, root: ET.Element) -> None:
        """Look at every link."""
        for link in root.iter("a"):
            target = link.get("href", "")
            if target and not target.startswith(_OTHER):
                self._lead(link, target)

    def _lead(self, link: ET.Element, target: str) -> None:
        scheme = target.partition(":")[0]
        if scheme in OTHER_BOOKS:
            self._lead_elsewhere(link, target)
        elif scheme in _HERE:
            self._lead_here(link, target.partition(":")[2], target)
        else:
            self._lead_here(link, target, target)

    def _lead_elsewhere(self, link: ET.Element, target: str) -> None:
        """Lead a link to another book; without a text of its own it says what it means there."""
        page = self._current.page
        there = address_of(page.labels.books, target)
        if not (len(link) or (link.text or "").strip()):
            rest = target.partition(":")[2]
            link.text = AtomicString(unquote(rest.rpartition("#")[2] or rest))
        if there is None:
            del link.attrib["href"]
            link.tag = "span"
            message = f"no book of that name is known: {target[:80]}"
            page.report("unknown-book", message, None, target)
        else:
            link.set("href", there)

    def _lead_here(self, link: ET.Element, target: str, written: str) -> None:
        page = self._current.page
        link.set("href", target)
        path, _, fragment = target.partition("#")
        name = unquote(path or fragment)
        label = page.labels.find(name, page.path) if not (path and fragment) else None
        is_empty = not len(link) and not (link.text or "").strip()
        place = page.labels.lesson(path, page.path) if path else page.path
        if label is not None and (not path or place is None):
            link.set("href", page.led(written, label.href_from(page.path)))
            if is_empty:
                link.text = self._words(label)
        elif place and place in page.labels.titles:
            if path and place != path and not path.endswith((".md", ".mdx", ".qmd", ".ipynb")):
                href = f"/{quote(place)}" + (f"#{fragment}" if fragment else "")
                link.set("href", page.led(written, href))
            if is_empty:
                link.text = self._title(place, unquote(fragment))
        elif is_empty:
            link.text = unquote(target)

    def _title(self, place: str, fragment: str) -> str:
        labels = self._current.page.labels
        return labels.headings.get((place, fragment), "") or labels.titles.get(place, place)

    def _words(self, label: Label) -> str:
        if label.number:
            return numbered(label.kind, label.number, self._current.page.language)
        return label.title or label.anchor
