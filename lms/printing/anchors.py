"""Lessons set one after the other: names that were unique in a page become unique in the whole."""

import re
from collections.abc import Callable, Collection
from html import escape, unescape
from urllib.parse import unquote, urljoin

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z:-]+(?:="[^"]*")?)*)\s*(/?)>')
_ATTRIBUTE = re.compile(r'([a-zA-Z:-]+)="([^"]*)"')
_NAMES = frozenset({"id", "name", "for", "headers", "aria-labelledby", "aria-describedby"})
_ADDRESS = re.compile(r'<a href="(https?://[^"<>]+)"(?=[^<>]*>\1</a>)')
"""A link whose words are its address: paper need not say it twice."""

_HEADING = re.compile(r"h([1-6])")


def chapter_anchor(key: str) -> str:
    """The name of a lesson's beginning."""
    return f"lesson--{key}"


def anchor_in(key: str, name: str) -> str:
    """The name that an anchor of a lesson has in the whole."""
    return f"{key}--{name}"


def as_chapter(html: str, key: str, keys: Collection[str], lessons: str) -> str:
    """A stored, sanitised page as a chapter: headings one level down, folds open, links within.

    Links to a lesson in `keys` lead to its chapter, those to other pages of ours to their address
    below `lessons`. What is loaded lazily is loaded at once, for paper does not scroll.
    """

    def target(to: str) -> str:
        return _target(to, key, keys, lessons)

    def turned(found: re.Match[str]) -> str:
        closes, tag, attributes, ends = found.groups()
        heading = _HEADING.fullmatch(tag)
        if heading:
            tag = f"h{min(int(heading[1]) + 1, 6)}"
        if closes:
            return f"</{tag}>"
        attributes = _ATTRIBUTE.sub(lambda each: _attribute(each, key, target), attributes)
        attributes = attributes.replace(' loading="lazy"', "")
        if tag == "details" and " open" not in attributes:
            attributes += " open"
        return f"<{tag}{attributes}{' /' if ends else ''}>"

    return _TAG.sub(turned, _ADDRESS.sub(r'<a class="address" href="\1"', html))


def _attribute(found: re.Match[str], key: str, target: Callable[[str], str]) -> str:
    name, value = found[1].lower(), unescape(found[2])
    if name in _NAMES:
        value = " ".join(anchor_in(key, each) for each in value.split())
    elif name == "href":
        value = target(value)
    else:
        return found[0]
    return f'{name}="{escape(value)}"'


def _target(target: str, key: str, keys: Collection[str], lessons: str) -> str:
    lesson, mark, anchor = target.partition("#")
    lesson = unquote(lesson.partition("?")[0])
    if not lesson and mark:
        return f"#{anchor_in(key, unquote(anchor))}"
    if lesson in keys:
        return f"#{anchor_in(lesson, unquote(anchor)) if anchor else chapter_anchor(lesson)}"
    return urljoin(lessons, target)
