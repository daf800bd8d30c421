"""Cards, tabs, and the boxes that arrange them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import quote

from courses.myst.builders.workshop import Children, Workshop, box_for, element
from courses.myst.directive import Directive


def _box(_shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    css = {"div": directive.argument, "grid": "card-grid", "tab-set": "tab-set"}
    box = box_for("div", css.get(directive.name, ""), directive)
    box.extend(children)
    if directive.name == "tab-set" and len(box):
        box[0].set("open", "open")
    return box


def _tab(_shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("details", "tab-item", directive)
    ET.SubElement(box, "summary").text = directive.argument or "…"
    box.extend(children)
    return box


def _card(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("div", "card", directive)
    picture = directive.options.get("img-top") or directive.options.get("img-background")
    if picture:
        ET.SubElement(box, "img", {"src": picture, "alt": directive.options.get("img-alt", "")})
    title = _card_title(shop, directive)
    if title is not None:
        box.append(title)
    box.extend(children)
    footer = directive.options.get("footer")
    if footer:
        box.append(element("p", "card-footer", footer))
    return box


def _card_title(shop: Workshop, directive: Directive) -> ET.Element | None:
    """The title of a card, which is its link if it has one."""
    link = directive.options.get("link") or directive.options.get("url", "")
    title = directive.argument or directive.options.get("header", "")
    if not link:
        return element("p", "card-title", title) if title else None
    head = ET.Element("p", {"class": "card-title"})
    target = _card_link(shop, link, directive)
    ET.SubElement(head, "a", {"href": target}).text = title or target
    return head


def _card_link(shop: Workshop, link: str, directive: Directive) -> str:
    page = shop.page
    kind = directive.options.get("link-type", "")
    if kind in ("doc", "any", "") and "://" not in link:
        place = page.labels.lesson(link, page.path)
        if place:
            return page.led(link, f"/{quote(place)}")
    label = page.labels.find(link, page.path) if kind in ("ref", "any", "") else None
    return page.led(link, label.href_from(page.path)) if label else link


BUILDERS = {
    "card": _card,
    "tab-item": _tab,
    "tab-set": _box,
    "grid": _box,
    "grid-item": _box,
    "div": _box,
    "compound": _box,
    "hlist": _box,
}
