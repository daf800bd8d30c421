"""Admonitions and other plain boxes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from courses.myst.builders.workshop import Children, Workshop, box_for, element, folding_box
from courses.myst.conditions import is_for_pages
from courses.myst.directive import Directive
from courses.myst.labels import term_anchor
from courses.myst.plaintitles import plain_title


def admonition(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    """A box with a title; one that is to drop down folds."""
    name, title = directive.name, directive.argument
    if title and not children and name != "admonition":
        children, title = [element("p", "", title)], ""
    title = title or shop.word("note" if name == "admonition" else name)
    kind = "note" if name == "admonition" else name
    if "dropdown" in directive.classes.split() or directive.options.get("open"):
        return folding_box(directive, kind, title, children)
    box = box_for("div", f"admonition {kind}", directive)
    box.append(element("p", "admonition-title", title))
    box.extend(children)
    return box


def _details(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    title = directive.argument or shop.word("details")
    return folding_box(directive, "dropdown", title, children)


def _aside(_shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("div", "sidebar", directive)
    if directive.argument:
        box.append(element("p", "sidebar-title", directive.argument))
    box.extend(children)
    return box


def _quote(_shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("blockquote", "", directive)
    if directive.argument:
        box.append(element("p", "", directive.argument))
    box.extend(children)
    last = box[-1] if len(box) else None
    if last is not None and (last.text or "").startswith("-- "):
        last.set("class", "attribution")
        last.text = f"— {(last.text or '')[3:]}"
    return box


def _only(_shop: Workshop, directive: Directive, children: Children) -> ET.Element | None:
    """What is meant for pages, as far as a condition says that; settings of a book hold."""
    if directive.name == "only" and not is_for_pages(directive.argument):
        return None
    box = box_for("div", "", directive)
    box.extend(children)
    return box


def _version(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("div", "admonition version", directive)
    version, _, text = directive.argument.partition(" ")
    box.append(element("p", "admonition-title", shop.word(directive.name).format(version)))
    if text:
        box.append(element("p", "", text))
    box.extend(children)
    return box


def _glossary(_shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("div", "glossary", directive)
    for child in children:
        for term in child.iter("dt"):
            term.set("id", term_anchor(plain_title("".join(term.itertext()))))
    box.extend(children)
    return box


def _rubric(_shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    return element("p", directive.name, directive.argument or directive.text)


BUILDERS = {
    "details": _details,
    "aside": _aside,
    "blockquote": _quote,
    "versionadded": _version,
    "versionchanged": _version,
    "deprecated": _version,
    "versionremoved": _version,
    "only": _only,
    "ifconfig": _only,
    "glossary": _glossary,
    "rubric": _rubric,
    "centered": _rubric,
    "attribution": _rubric,
}
