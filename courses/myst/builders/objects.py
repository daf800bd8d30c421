"""Descriptions of functions, classes, options and the like, and what Sphinx makes of a project's code."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from courses.markup.code import code_html
from courses.myst.builders.workshop import Children, Workshop, box_for, element
from courses.myst.directive import Directive

_LANGUAGES = {"doctest": "pycon", "testcode": "python", "prompt": "bash", "plot": "python"}
_NAME = re.compile(r"[\w.:/-]+\Z")


def _object(_shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    """A signature, and below it what is said about it."""
    box = box_for("div", "object", directive)
    if directive.argument:
        _signature(box, directive.argument)
    box.extend(children)
    return box


def _computed(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    """The names of what would be described out of a project's code, and a Problem."""
    name = directive.written
    message = f"{{{name}}} needs the project's code; the name of what it describes is shown"
    shop.page.report("not-shown", message, directive.line, f"{{{name}}}")
    box = box_for("div", "object", directive)
    listed = (line.strip() for line in directive.body)
    for each in filter(None, (directive.argument, *listed)):
        if each == directive.argument or _NAME.match(each):
            _signature(box, each)
    if len(box):
        return box
    return _source(shop, directive, []) if directive.body else element("p", "stand-in", name)


def _signature(box: ET.Element, text: str) -> None:
    line = ET.SubElement(box, "p", {"class": "object-signature"})
    ET.SubElement(line, "code").text = text


def _source(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    """Lines that are code by their directive's name."""
    return shop.stashed(
        code_html(directive.text, _LANGUAGES.get(directive.written.lower(), "text"))
    )


def _lines(_shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    """Lines that stay lines."""
    box = box_for("p", "", directive)
    first, *more = [line.strip() for line in directive.body] or [""]
    box.text = first
    for line in more:
        ET.SubElement(box, "br").tail = line
    return box


BUILDERS = {
    "object": _object,
    "computed": _computed,
    "doctest": _source,
    "testcode": _source,
    "testoutput": _source,
    "prompt": _source,
    "productionlist": _source,
    "line-block": _lines,
}
