"""The text of a role, taken apart, and the plain elements that roles become."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markdown.util import AtomicString

Shown = ET.Element | str
"""What a role shows: an element, or a text that other steps have stashed."""

_TITLED = re.compile(r"(?P<title>.*?)\s*<(?P<target>[^<>]+)>\Z", re.DOTALL)


def titled(text: str) -> tuple[str, str]:
    """Title and target of ``title <target>``; without a target, the text and nothing."""
    match = _TITLED.match(text)
    return (match["title"] or match["target"], match["target"]) if match else (text, "")


def link_to(href: str, text: str) -> ET.Element:
    """A link whose text is read no further."""
    made = text_element("a", text)
    made.set("href", href)
    return made


def text_element(tag: str, text: str, css: str = "") -> ET.Element:
    """An element whose text is read no further."""
    made = ET.Element(tag, {"class": css} if css else {})
    made.text = AtomicString(text)
    return made
