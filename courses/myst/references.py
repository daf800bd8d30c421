"""Citations and the list of the works they mean."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from urllib.parse import quote

from markdown.util import AtomicString

from courses.markup.page import Page
from courses.myst.otherbooks import doi_address
from courses.myst.words import word

_APART = re.compile(r"[,;]")
_IN_BRACES = re.compile(r"\{[^{}]{0,200}\}")


def reference_list(page: Page, keys: Iterable[str]) -> ET.Element | None:
    """The cited works as a list, by author; nothing when none of them is known."""
    found = {key: page.labels.entries[key] for key in keys if key in page.labels.entries}
    if not found:
        return None
    items = ET.Element("ul", {"class": "bibliography"})
    for key, entry in sorted(found.items(), key=lambda pair: pair[1].text.lower()):
        item = ET.SubElement(items, "li", {"id": f"bib-{key}"})
        item.text = AtomicString(f"{entry.text} ")
        if entry.url:
            link = ET.SubElement(item, "a", {"href": entry.url})
            link.text = AtomicString(entry.url)
    return items


def citation(page: Page, keys: list[str], *, in_text: bool) -> ET.Element:
    """``(Kim & Lee, 2020)``, or ``Kim & Lee (2020)`` in running text, linked to the list."""
    box = ET.Element("span", {"class": "citation"})
    box.text = AtomicString("" if in_text else "(")
    for index, key in enumerate(keys):
        link = ET.SubElement(box, "a", {"href": _place(page, key)})
        link.text = AtomicString(_shown(page, key, in_text=in_text))
        link.tail = AtomicString("; " if index < len(keys) - 1 else ("" if in_text else ")"))
    return box


def cited_keys(text: str) -> list[str]:
    """The keys in the text of a citation, without what stands before or after them in braces."""
    parts = _APART.split(_IN_BRACES.sub("", text))
    return [part.strip().removeprefix("@") for part in parts if part.strip()]


def references_html(page: Page) -> str:
    """The list at the end of a page that cites, in a course without a list of its own."""
    if not page.cited or page.shows_references or page.labels.bibliography:
        return ""
    found = reference_list(page, page.cited)
    title = word("references", page.language)
    shown = "" if found is None else ET.tostring(found, encoding="unicode")
    return f'<section class="references"><p class="rubric">{title}</p>{shown}</section>'


def _shown(page: Page, key: str, *, in_text: bool) -> str:
    entry = page.labels.entries.get(key)
    if entry is None:
        return key
    page.cited[key] = None
    if not entry.year:
        return entry.authors
    return f"{entry.authors} ({entry.year})" if in_text else f"{entry.authors}, {entry.year}"


def _place(page: Page, key: str) -> str:
    """Where a citation leads: to the list of works, or to the work's own identifier."""
    elsewhere = None if key in page.labels.entries else doi_address(key)
    if elsewhere:
        return elsewhere
    is_here = page.path in page.labels.own_bibliographies
    there = "" if is_here else page.labels.bibliography
    return f"/{quote(there)}#bib-{quote(key)}" if there else f"#bib-{quote(key)}"
