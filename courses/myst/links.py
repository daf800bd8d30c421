"""Links written the MyST way: to labels, and without a text of their own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import quote, unquote

import markdown
from markdown.treeprocessors import Treeprocessor

from courses.myst.labels import Label
from courses.myst.words import numbered
from courses.page import Current

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
        page = self._current.page
        path, _, fragment = target.partition("#")
        name = unquote(path or fragment)
        label = page.labels.find(name, page.path) if not (path and fragment) else None
        is_empty = not len(link) and not (link.text or "").strip()
        place = page.labels.lesson(path, page.path) if path else page.path
        if label is not None and (not path or place is None):
            link.set("href", label.href_from(page.path))
            if is_empty:
                link.text = self._words(label)
        elif place and place in page.labels.titles:
            if path and place != path and not path.endswith((".md", ".ipynb")):
                link.set("href", f"/{quote(place)}" + (f"#{fragment}" if fragment else ""))
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
