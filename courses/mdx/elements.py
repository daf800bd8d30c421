"""Elements of HTML as JSX writes them, as HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping

from courses.mdx.tags import Tag
from courses.mdx.values import path_of

VOID = frozenset(["br", "hr", "img", "input", "source", "track", "wbr", "col", "meta", "link"])
WITHOUT_TEXT = frozenset(["style", "script", "Head", "head"])
"""Elements that show nothing of what is in them."""

_LAYOUT = frozenset(
    ["div", "span", "section", "article", "main", "center", "header", "footer", "nav", "p"]
)
_NAMES = {"className": "class", "htmlFor": "for", "colSpan": "colspan", "rowSpan": "rowspan"}


def is_element(name: str) -> bool:
    """Tell whether a name is that of an element, not of a component."""
    return name[:1].islower() and "-" not in name and "." not in name


def shown(tag: Tag, files: Mapping[str, str]) -> str:
    """The tag as HTML; those that only lay a page out leave no more than their id."""
    if tag.name in _LAYOUT:
        place = tag.texts.get("id", "")
        return f'<a id="{html.escape(place)}"></a>' if place else ""
    if tag.is_closing:
        return f"</{tag.name}>"
    end = f"</{tag.name}>" if tag.is_empty and tag.name not in VOID else ""
    return f"<{tag.name}{_attributes(tag, files)}>{end}"


def _attributes(tag: Tag, files: Mapping[str, str]) -> str:
    known = dict(tag.texts)
    for name, expression in tag.expressions.items():
        value = expression if expression.isdigit() else path_of(expression, files)
        if value and not name.startswith("on") and name not in ("style", "dangerouslySetInnerHTML"):
            known[name] = value
    return "".join(
        f' {_NAMES.get(name, name)}="{html.escape(html.unescape(value))}"'
        for name, value in known.items()
        if not name.startswith("on")
    )
