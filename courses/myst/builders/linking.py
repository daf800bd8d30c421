"""Directives that lead elsewhere: contents, references, videos, buttons."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import quote

from courses.myst.builders.workshop import Children, Workshop, box_for
from courses.myst.directive import Directive
from courses.myst.references import reference_list

_YOUTUBE = re.compile(r"[\w-]{6,20}\Z")


def _toctree(shop: Workshop, directive: Directive, _children: Children) -> ET.Element | None:
    if directive.body == [] or "hidden" in directive.options:
        return None
    page = shop.page
    items = ET.Element("ul", {"class": "toctree"})
    for line in directive.body:
        title, _, target = line.strip().rpartition("<")
        target = target.rstrip(">").strip()
        place = page.labels.lesson(target, page.path) if target else None
        if place:
            link = ET.SubElement(ET.SubElement(items, "li"), "a", {"href": f"/{quote(place)}"})
            link.text = title.strip() or page.labels.titles.get(place, target)
        elif target.startswith(("https://", "http://")):
            link = ET.SubElement(ET.SubElement(items, "li"), "a", {"href": target})
            link.text = title.strip() or target
    return items if len(items) else None


def _bibliography(shop: Workshop, directive: Directive, _children: Children) -> ET.Element | None:
    page = shop.page
    keys = page.labels.entries if "all" in directive.options else page.labels.cited
    if "docname" in directive.options.get("filter", ""):
        keys = page.labels.cited_in.get(page.path, {})
    page.shows_references = True
    return reference_list(page, keys)


def _video(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    target = directive.argument
    if directive.written == "youtube" and _YOUTUBE.match(target):
        target = f"https://www.youtube.com/watch?v={target}"
    box = box_for("p", "video-link", directive)
    ET.SubElement(box, "a", {"href": target}).text = f"▶ {shop.word('video')}"
    return box


def _button(_shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    box = box_for("p", "", directive)
    target = directive.options.get("link") or directive.argument
    words = directive.options.get("text") or directive.text or target
    ET.SubElement(box, "a", {"href": target}).text = words
    return box


BUILDERS = {
    "toctree": _toctree,
    "bibliography": _bibliography,
    "video": _video,
    "button": _button,
    "download": _button,
}
