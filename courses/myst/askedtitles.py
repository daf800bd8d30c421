"""The titles of headings that links without a text of their own ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from courses.markup.headings import slug
from courses.myst.plaintitles import plain_title

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_WITHOUT_TEXT = re.compile(r"\[\s*\]\s*[(\[]|<[\w./:%-]*#")
_FRAGMENT = re.compile(r"#([^\s#()<>\[\]\"']{1,200})")


def fragments_asked(text: str) -> Iterator[str]:
    """The places whose titles links of a text may have to say: these at least."""
    if "#" in text and _WITHOUT_TEXT.search(text):
        yield from map(unquote, _FRAGMENT.findall(text))


def titles_asked(text: str, asked: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The anchors and titles of those headings of a text whose titles are asked for."""
    wanted = frozenset(asked)
    for match in HEADING.finditer(text):
        title = plain_title(match[2])
        anchor = slug(title)
        if anchor in wanted:
            yield anchor, title
