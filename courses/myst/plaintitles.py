"""Headings, captions and terms as they read once their markup is gone."""

from __future__ import annotations

import re

ID = re.compile(r"\s*\{[^}]*?#(?P<id>[\w:.-]+)[^}]*\}\s*$")
"""An id in braces at the end of a heading."""

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ROLE = re.compile(r"\{[\w:.-]+\}`([^`<]*)[^`]*`")
_MARKS = re.compile(r"[*`]|<[^<>]*>|\\(?=[^\w\s])")


def plain_title(markdown: str) -> str:
    """A heading or caption without its markup."""
    text = _ROLE.sub(r"\1", _LINK.sub(r"\1", ID.sub("", markdown[:1000])))
    return " ".join(_MARKS.sub("", text).split())
