"""Inline marks as on GitHub: bare addresses, backslashes at line ends, spans with attributes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

_ADDRESS = r"(?<![\w/.@\x03=\"'])(?:https?://|www\.)[^\s<>\"`\x02\x03]{1,2000}"
_HANGUL = re.compile(r"[ᄀ-ᇿ㄰-㆏가-힣]")
_AFTER = "?!.,:;*_~'\"”’"
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_SPAN = r"(?<!!)\[([^\[\]]{1,500})\]\{((?:[.#][\w:-]+ ?)+)\}"
_STRUCK = r"(?<![\w~\\])~(?![\s~/])([^~\n]{1,500})(?<![\s(\[])~(?![\w~/])"
_SCHEME = r"<((?:xref|inv|myst|doi|project|path):[^<>\s`]{1,500})>"
_BREAK = r"\\\n"
_ESCAPED = "\\`*_{}[]()<>#+-.!|~$&\"'%,/:;=?@^"


def register_inline(md: markdown.Markdown) -> None:
    """Register the patterns below those that protect code, links and HTML."""
    md.ESCAPED_CHARS = list(_ESCAPED)
    md.inlinePatterns.register(HardBreak(_BREAK, md), "hard-break", 181)
    md.inlinePatterns.register(MarkedSpan(_SPAN, md), "marked-span", 175)
    md.inlinePatterns.register(BookAddress(_SCHEME, md), "book-address", 119)
    md.inlinePatterns.register(Struck(_STRUCK, md), "struck", 61)
    md.inlinePatterns.register(BareAddress(_ADDRESS, md), "bare-address", 85)


class HardBreak(InlineProcessor):
    """A backslash at the end of a line."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[ET.Element, int, int]:
        """A line break."""
        return ET.Element("br"), m.start(0), m.end(0)


class Struck(InlineProcessor):
    """``~words~``, struck out as on GitHub; ``1~3`` and ``약 ~10분`` are ranges."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[ET.Element, int, int]:
        """The words struck out; the marks inside them are read, too."""
        struck = ET.Element("del")
        struck.text = m[1]
        return struck, m.start(0), m.end(0)


class MarkedSpan(InlineProcessor):
    """``[words]{.class #id}``."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[ET.Element, int, int]:
        """A span; the marks inside it are read, too."""
        span = ET.Element("span")
        span.text = m[1]
        classes = [word[1:] for word in m[2].split() if word[0] == "."]
        ids = [word[1:] for word in m[2].split() if word[0] == "#"]
        if classes:
            span.set("class", " ".join(classes))
        if ids:
            span.set("id", ids[0])
        return span, m.start(0), m.end(0)


class BookAddress(InlineProcessor):
    """``<xref:book#place>``, a link of MyST without a text of its own."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[ET.Element, int, int]:
        """An empty link; a later step gives it the title of what it leads to."""
        return ET.Element("a", {"href": m[1]}), m.start(0), m.end(0)


class BareAddress(InlineProcessor):
    """A web address in running text is a link; what ends a sentence is not part of it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[ET.Element | None, int | None, int | None]:
        """The link, without a closing bracket that was opened before it."""
        address = _end(m[0])
        if address.count(".") == 0 and "localhost" not in address:
            return None, None, None
        link = ET.Element("a", {"href": address if "://" in address else f"https://{address}"})
        link.text = AtomicString(address)
        return link, m.start(0), m.start(0) + len(address)


def _end(address: str) -> str:
    host = address.split("://", 1)[-1].split("/", 1)[0]
    korean = _HANGUL.search(host)
    if korean:
        address = address[: address.index(host) + korean.start()]
    return _balanced(address).rstrip(_AFTER)


def _balanced(address: str) -> str:
    """The address up to a closing bracket that was opened before it."""
    opened: list[str] = []
    for index, character in enumerate(address):
        if character in _PAIRS:
            opened.append(_PAIRS[character])
        elif character in ")]}" and (not opened or opened.pop() != character):
            return address[:index]
    return address
