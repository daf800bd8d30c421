"""Figures, pictures and tables."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from courses.myst.builders.workshop import Children, Workshop, box_for, element
from courses.myst.directive import Directive
from courses.myst.tables import csv_table, list_table
from courses.myst.words import numbered

_WIDTH = re.compile(r"(\d{1,5})(?:px)?\Z")


def _figure(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("figure", "figure", directive)
    if directive.argument and directive.argument != "#":
        _add_picture(box, directive)
    pictures = [child for child in children if _is_picture(child)]
    box.extend(pictures)
    rest = [child for child in children if not _is_picture(child)]
    caption = ET.SubElement(box, "figcaption")
    number = numbered("figure", directive.number, shop.language)
    if rest and rest[0].tag == "p":
        rest[0].text = f"**{number}.** {rest[0].text or ''}"
    else:
        caption.append(element("p", "", f"**{number}**"))
    caption.extend(rest)
    return box


def _image(_shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    box = box_for("p", "", directive)
    _add_picture(box, directive)
    return box


def _add_picture(box: ET.Element, directive: Directive) -> None:
    values = {"src": directive.argument, "alt": directive.options.get("alt", "")}
    width = _WIDTH.match(directive.options.get("width", ""))
    if width and directive.options["width"].endswith("px"):
        values["width"] = width[1]
    link = directive.options.get("target")
    ET.SubElement(ET.SubElement(box, "a", {"href": link}) if link else box, "img", values)


def _is_picture(child: ET.Element) -> bool:
    """Tell whether a paragraph of a figure is only its picture."""
    text = (child.text or "").strip()
    return child.tag == "figure" or (child.tag == "p" and text.startswith("!["))


def _captioned(shop: Workshop, directive: Directive, inner: Children) -> ET.Element:
    box = box_for("figure", "table-figure", directive)
    title = directive.argument or directive.options.get("caption", "")
    if title or directive.number:
        head = numbered("table", directive.number, shop.language)
        caption = f"**{head}.** {title}" if title else f"**{head}**"
        ET.SubElement(box, "figcaption").text = caption
    box.extend(inner)
    return box


def _list_table(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    return _captioned(shop, directive, list_table(directive, children))


def _csv_table(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    text = directive.text
    if directive.options.get("file"):
        directive.body = []
        text = shop.file_text(directive, directive.options["file"]) or ""
    return _captioned(shop, directive, [csv_table(directive, text)])


BUILDERS = {
    "figure": _figure,
    "subfigure": _figure,
    "image": _image,
    "table": _captioned,
    "list-table": _list_table,
    "csv-table": _csv_table,
}
