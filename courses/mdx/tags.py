"""The tags of JSX: their names and attributes, which may be expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from courses.mdx.braces import Braces

LIMIT = 20_000
"""Characters that a tag may have."""

_CLOSING = re.compile(r"</(?P<name>[A-Za-z][\w.:-]*)?[ \t]*>")
_OPENING = re.compile(r"<(?P<name>[A-Za-z][\w.:-]*)?")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"(?P<name>[A-Za-z_@:][\w@:.-]*)(?P<is>\s*=\s*)?")
_BARE = re.compile(r"[^\s\"'<>{}`]+")


@dataclass
class Tag:
    """One tag; ``expressions`` are the attributes written in braces, without these."""

    name: str
    start: int
    end: int
    is_closing: bool = False
    is_empty: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)


class Tags:
    """Reads the tags of one text; those that are none cost no more, all in all, than reading it."""

    def __init__(self, text: str, braces: Braces) -> None:
        self._text = text
        self._braces = braces
        self._wasted = 0

    def read(self, start: int) -> Tag | None:
        """The tag that begins here; nothing if none does."""
        closing = _CLOSING.match(self._text, start)
        if closing:
            return Tag(closing["name"] or "", start, closing.end(), is_closing=True)
        opening = _OPENING.match(self._text, start)
        if opening is None or self._wasted > 10 * len(self._text) + LIMIT:
            return None
        tag = Tag(opening["name"] or "", start, opening.end())
        if self._fill(tag):
            return tag
        self._wasted += tag.end - start
        return None

    def _fill(self, tag: Tag) -> bool:
        """Read attributes up to the tag's end; false if something else stands there."""
        text = self._text
        while tag.end - tag.start < LIMIT:
            before = tag.end
            space = _SPACE.match(text, before)
            tag.end = space.end() if space else before
            if text.startswith("/>", tag.end):
                tag.is_empty, tag.end = True, tag.end + 2
                return True
            if text.startswith(">", tag.end):
                tag.end += 1
                return True
            if not tag.name or not self._take_one(tag):
                return False
        return False

    def _take_one(self, tag: Tag) -> bool:
        """Read one attribute, or attributes that an expression gives."""
        if self._text.startswith("{", tag.end):
            end = self._braces.end_of(tag.end)
            tag.end = max(tag.end, end)
            return end > 0
        found = _ATTRIBUTE.match(self._text, tag.end)
        if found is None:
            return False
        tag.end = found.end()
        if found["is"] is None:
            tag.texts[found["name"]] = ""
            return True
        return self._take_value(tag, found["name"])

    def _take_value(self, tag: Tag, name: str) -> bool:
        text, start = self._text, tag.end
        quote = text[start : start + 1]
        if quote == "{":
            end = self._braces.end_of(start)
            tag.expressions[name] = text[start + 1 : end - 1].strip()
        elif quote in ("'", '"'):
            end = text.find(quote, start + 1, start + LIMIT) + 1
            tag.texts[name] = text[start + 1 : end - 1]
        else:
            bare = _BARE.match(text, start)
            end = bare.end() if bare else 0
            tag.texts[name] = bare[0] if bare else ""
        tag.end = max(start, end)
        return end > start
