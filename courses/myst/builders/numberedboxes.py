"""Theorems and their kin, exercises and their solutions."""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET

from courses.myst.builders.workshop import Children, Workshop, box_for, element, folding_box
from courses.myst.directive import Directive
from courses.myst.labels import anchor_of
from courses.myst.words import numbered


def proof(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    """A theorem or one of its kin under its number."""
    name = directive.name.removeprefix("prf:")
    box = box_for("div", f"proof {name}", directive)
    box.append(element("p", "proof-title", _heading_of(shop, directive.name, directive)))
    box.extend(children)
    return box


def gate_html(shop: Workshop, directive: Directive) -> str:
    """The opening of an exercise or solution whose end stands further down."""
    anchor = f' id="{html.escape(anchor_of(directive.label))}"' if directive.label else ""
    if directive.name == "solution-start":
        title = html.escape(_solution_title(shop, directive))
        return f'<details class="solution"{anchor}><summary>{title}</summary>'
    title = html.escape(_heading_of(shop, "exercise", directive))
    return f'<div class="proof exercise"{anchor}><p class="proof-title">{title}</p>'


def _exercise(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    box = box_for("div", "proof exercise", directive)
    box.append(element("p", "proof-title", _heading_of(shop, "exercise", directive)))
    box.extend(children)
    return box


def _solution(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    return folding_box(directive, "solution", _solution_title(shop, directive), children)


def _solution_title(shop: Workshop, directive: Directive) -> str:
    label = shop.page.labels.find(directive.argument, shop.page.path)
    of = numbered("exercise", label.number, shop.language) if label else ""
    return f"{shop.word('solution')}: {of}" if of else shop.word("solution")


def _heading_of(shop: Workshop, kind: str, directive: Directive) -> str:
    title = numbered(kind, directive.number, shop.language)
    return f"{title} ({directive.argument})" if directive.argument else title


BUILDERS = {"exercise": _exercise, "solution": _solution}
