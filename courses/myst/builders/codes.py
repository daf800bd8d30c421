"""Code, displayed formulas and raw HTML."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET

from courses.markup.code import code_html, line_numbers
from courses.myst.builders.workshop import Children, Workshop, box_for, element
from courses.myst.choosing import chosen_lines
from courses.myst.directive import Directive
from courses.myst.labels import anchor_of
from courses.myst.words import numbered


def equation_html(shop: Workshop, directive: Directive) -> str:
    """A displayed formula with its number, if it has one."""
    shown = "".join(
        shop.formulas.html(part, display=True)
        for part in re.split(r"\n[ \t]*\n", directive.text.strip("\n"))
        if part.strip()
    )
    if not directive.label:
        return f'<div class="equation">{shown}</div>'
    anchor = html.escape(anchor_of(directive.label))
    number = f'<span class="equation-number">({directive.number})</span>'
    return f'<div class="equation numbered" id="{anchor}">{shown}{number}</div>'


def _math(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    if directive.argument:
        directive.body = [directive.argument, *directive.body]
    return shop.stashed(equation_html(shop, directive))


def _code(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    language = directive.argument.split()[0] if directive.argument else "text"
    if directive.written == "code-cell" and language.startswith("ipython"):
        language = "python"
    return _code_box(shop, directive, directive.text, language)


def _literalinclude(shop: Workshop, directive: Directive, _children: Children) -> ET.Element:
    text = shop.file_text(directive)
    if text is None:
        return element("p", "", directive.argument)
    language = directive.options.get("language") or directive.argument.rsplit(".", 1)[-1]
    return _code_box(shop, directive, "\n".join(chosen_lines(text, directive.options)), language)


def _code_box(shop: Workshop, directive: Directive, source: str, language: str) -> ET.Element:
    title = directive.options.get("caption") or directive.options.get("filename", "")
    lines = line_numbers(directive.options.get("emphasize-lines", ""))
    if directive.number:
        title = f"{numbered('code', directive.number, shop.language)} {title}".strip()
    shown = code_html(source, language.strip("{}"), title, lines)
    if not directive.label:
        return shop.stashed(shown)
    box = box_for("div", "code-block", directive)
    box.append(shop.stashed(shown))
    return box


def _raw(shop: Workshop, directive: Directive, _children: Children) -> ET.Element | None:
    if directive.argument.strip().lower() != "html":
        return None
    return shop.stashed(f"<div>{directive.text}</div>")


BUILDERS = {
    "code-block": _code,
    "parsed-literal": _code,
    "literalinclude": _literalinclude,
    "math": _math,
    "raw": _raw,
}
