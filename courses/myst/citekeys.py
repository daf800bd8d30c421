"""``@label`` and ``[@key; @key]``: citations and references without a role."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
from markdown.inlinepatterns import InlineProcessor

from courses.markup.page import Current
from courses.myst.otherbooks import doi_address
from courses.myst.referring import References

_BARE = r"(?<![\w@.`/\\:\[-])@(?P<key>[A-Za-z0-9][\w:./-]{0,120}\w)"
_BRACKETS = r"\[(?P<inside>[^\[\]@`]{0,80}@[^\[\]`]{1,400})\](?![(\[:])"
_KEY = re.compile(r"@(?P<key>[\w:./-]{0,120}\w)")


def register_cite_keys(md: markdown.Markdown, current: Current) -> None:
    """Register the patterns below those that protect code and escapes, above links."""
    md.inlinePatterns.register(Bracketed(_BRACKETS, md, current), "cite-brackets", 172)
    md.inlinePatterns.register(Bare(_BARE, md, current), "cite-key", 118)


class _Keys(InlineProcessor):
    """Keys that the course knows; all others are the text they are."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: markdown.Markdown, current: Current) -> None:
        super().__init__(pattern, md)
        self._current = current
        self._references = References(current)

    def _is_known(self, key: str) -> bool:
        page = self._current.page
        is_named = page.labels.find(key, page.path) is not None
        return is_named or key in page.labels.entries or doi_address(key) is not None


class Bare(_Keys):
    """``@label`` in running text."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ET.Element | str | None, int | None, int | None]:
        """A reference to a label, or a work cited in running text."""
        key = m["key"]
        if not self._is_known(key):
            return None, None, None
        page = self._current.page
        if page.labels.find(key, page.path):
            return self._references.ref(key), m.start(0), m.end(0)
        return self._references.cite("cite:t", key), m.start(0), m.end(0)


class Bracketed(_Keys):
    """``[@key; @key]``."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ET.Element | str | None, int | None, int | None]:
        """Works cited in brackets; a label among them leaves the brackets to the text."""
        keys = [found["key"] for found in _KEY.finditer(m["inside"])]
        page = self._current.page
        is_work = [key in page.labels.entries or bool(doi_address(key)) for key in keys]
        if not keys or not all(is_work):
            return None, None, None
        return self._references.cite("cite:p", ",".join(keys)), m.start(0), m.end(0)
