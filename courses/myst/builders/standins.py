"""What stands in the place of a directive that cannot be shown as it is meant."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from courses.markup.code import code_html
from courses.myst.builders.workshop import Children, Workshop, box_for, element
from courses.myst.directive import Directive

_NEED_EXECUTION = (
    "embed",
    "glue",
    "glue:figure",
    "glue:text",
    "glue:md",
    "glue:math",
    "plotly",
    "anywidget",
    "altair-plot",
    "carousel",
    "show-nav",
)


def unknown(shop: Workshop, directive: Directive, children: Children) -> ET.Element:
    """The text of a directive that nobody knows, and a Problem."""
    name = directive.written or directive.name
    shop.page.report(
        "unknown-directive",
        f"the directive {{{name}}} is not known; its text is shown as it is",
        directive.line,
        f"{{{name}}}",
    )
    box = box_for("div", "unknown-directive", directive)
    if directive.argument:
        box.append(element("p", "unknown-directive-title", directive.argument))
    box.extend(children)
    return box if len(box) else element("p", "unknown-directive", name)


def _not_shown(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    shop.page.report(
        "not-shown",
        f"{{{directive.written}}} needs the book to be executed; a sentence stands in its place",
        directive.line,
        f"{{{directive.written}}}",
    )
    box = box_for("p", "stand-in", directive)
    box.text = shop.word("stand-in")
    return box


def _eval_rst(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    shop.page.report(
        "rst-markup",
        "reStructuredText is shown as its source",
        directive.line,
        "{eval-rst}",
        "write it in Markdown or MyST",
    )
    return shop.stashed(code_html(directive.text, "rst"))


def _diagram(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    box = box_for("details", "diagram", directive)
    box.set("open", "open")
    title = shop.word("diagram")
    if directive.name != "mermaid":
        title = title.replace("Mermaid", directive.name)
    ET.SubElement(box, "summary").text = directive.options.get("caption") or title
    box.append(shop.stashed(code_html(directive.text, "text")))
    return box


BUILDERS = {
    **dict.fromkeys(_NEED_EXECUTION, _not_shown),
    "eval-rst": _eval_rst,
    "mermaid": _diagram,
    "graphviz": _diagram,
    "plantuml": _diagram,
}
