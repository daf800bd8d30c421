"""Titles taken from texts and file names."""

from __future__ import annotations

import html
import re

_LINE_LIMIT = 1_000
_HASHES = re.compile(r"# +(?P<title>.*?)(?: +#+)? *\Z")
_UNDERLINE = re.compile(r"=+ *\Z")
_ELEMENT = re.compile(r"<h1\b[^<>]*>(?P<title>[^\n]*?)</h1>", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?: [^()]*)?\)")
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\([^()\s]*(?: [^()]*)?\)")
_ROLE = re.compile(r"\{[\w:+-]+\}(?=`)")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_TAGS = re.compile(r"<[^<>]*>")
_ATTRIBUTES = re.compile(r" *\{ *[#.:][^{}]*\} *\Z")
_NUMBER = re.compile(r"^\d+(?:[-_. ]+|(?=[^\W\d]))")
_DIGITS = re.compile(r"(\d+)")


def first_heading(text: str) -> str:
    """The text of the first level 1 heading of a Markdown text, or nothing."""
    fence = ""
    before = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark["mark"].startswith(fence)):
            fence = "" if fence else mark["mark"]
        elif not fence:
            title = _title_in(line, before)
            if title:
                return title
            before = line.strip()
    return ""


def plain_title(title: str) -> str:
    """A heading's Markdown as plain words: no pictures, links, marks or tags."""
    text = _ATTRIBUTES.sub("", title[:_LINE_LIMIT])
    text = _LINK.sub(lambda link: link["text"], _PICTURE.sub("", text))
    text = _MARKS.sub("", _ROLE.sub("", _TAGS.sub("", text)))
    return " ".join(html.unescape(text).split())


def title_of_name(name: str) -> str:
    """A file's or folder's name as a title: ``01-first_steps`` is ``First steps``."""
    words = _NUMBER.sub("", name).replace("-", " ").replace("_", " ").strip() or name
    return words[:1].upper() + words[1:]


def natural_order(path: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """A sorting key for paths by which ``2-b`` comes before ``10-a``."""
    return tuple(
        tuple(
            (0, int(piece), "") if piece.isdecimal() and len(piece) < 19 else (1, 0, piece)
            for piece in _DIGITS.split(part.casefold())
            if piece
        )
        for part in path.split("/")
    )


def _title_in(line: str, before: str) -> str:
    line = line[:_LINE_LIMIT]
    match = _HASHES.match(line) or _ELEMENT.search(line)
    if match:
        return plain_title(match["title"])
    return plain_title(before) if before and _UNDERLINE.match(line) else ""
