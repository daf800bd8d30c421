"""Moving pictures and sound in a page: links to the files, which every browser can play."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from courses.files.assets import media_type_of
from courses.naming.languages import word

_ELEMENT = re.compile(r"<(?P<tag>video|audio|source|img)\b(?P<attributes>[^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\ssrc\s{0,9}=\s{0,9}(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\s(?:alt|title)\s{0,9}=\s{0,9}\"(?P<words>[^\"]+)\"", re.IGNORECASE)
_SET = re.compile(
    r"\ssrcset\s{0,9}=\s{0,9}(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE
)


def media_as_links(page: str, language: str) -> str:
    """The page with a link in place of each video or sound, also where it stands as a picture."""

    def link(match: re.Match[str]) -> str:
        address = _address(match["attributes"])
        kind = _kind(address)
        if not address or (kind is None and match["tag"].lower() in ("img", "source")):
            return match[0]
        given = _WORDS.search(match["attributes"])
        shown = given["words"] if given else word(f"is-{kind or match['tag'].lower()}", language)
        return f'<a class="video-link" href="{html.escape(address)}">▶ {shown}</a>'

    return _ELEMENT.sub(link, page)


def sources_in(page: str) -> Iterator[str]:
    """The pictures that ``srcset`` attributes name; the page shows the one in ``src``."""
    for element in _ELEMENT.finditer(page):
        found = _SET.search(element["attributes"])
        for part in (found["double"] or found["single"] or "").split(",") if found else ():
            if words := html.unescape(part).split():
                yield words[0]


def _address(attributes: str) -> str:
    found = _ADDRESS.search(attributes)
    return html.unescape(found["double"] or found["single"] or found["bare"] or "") if found else ""


def _kind(address: str) -> str | None:
    """``video`` or ``audio`` for the address of such a file."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return None
    kind = (media_type_of(path) or "").partition("/")[0]
    return kind if kind in ("video", "audio") else None
