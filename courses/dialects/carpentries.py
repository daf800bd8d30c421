"""The boxes of Carpentries lessons, divs whose marks may be of any length, as boxes with titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.markup.headings import slug

_DIV = re.compile(
    r":{3,}[ \t]*(?:\{[ \t]*\.?)?(?P<name>[A-Za-z][\w-]*)[^{}\n]{0,200}?\}?[ \t]*:*[ \t]*\Z"
)
_END = re.compile(r":{3,}[ \t]*\Z")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>\S.*?)[ \t]*#*\Z")
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)\Z")
_SETTING = re.compile(r"\{:[ \t]*(?:auto\\?_ids|\.[\w-]+)[ \t]*\}\s*\Z")
_AUTO_IDS = re.compile(r"^\{:[ \t]*auto\\?_ids", re.MULTILINE)
_TERM = re.compile(r"^(?P<term>[^\W\d][^\[\]{}\n]{0,200})\n(?=:[ \t])", re.MULTILINE)
_BOXES = {
    "callout": ("note", ""),
    "caution": ("caution", ""),
    "challenge": ("admonition", "Challenge"),
    "checklist": ("note", "Checklist"),
    "discussion": ("admonition", "Discussion"),
    "hint": ("dropdown", "Hint"),
    "keypoints": ("admonition", "Key Points"),
    "objectives": ("admonition", "Objectives"),
    "prereq": ("admonition", "Prerequisites"),
    "questions": ("admonition", "Questions"),
    "solution": ("dropdown", "Solution"),
    "spoiler": ("dropdown", "Show details"),
    "testimonial": ("admonition", "Testimonial"),
}
_HIDDEN = "instructor"
_MOST = 40


def boxed(text: str, _path: str = "") -> str:
    """The text with directives for its boxes; what is for instructors only is left out."""
    if ":::" not in text and "{:" not in text:
        return text
    shown = "\n".join(_Boxes().lines(text))
    return _TERM.sub(_with_id, shown) if _AUTO_IDS.search(text) else shown


def _with_id(match: re.Match[str]) -> str:
    """A term as a place to which links may lead."""
    return f"[{match['term']}]{{#{slug(match['term'])}}}\n"


@dataclass
class _Boxes:
    """Reads lines; the first heading in a box is its title."""

    _open: list[str] = field(default_factory=list)
    _waiting: str = ""
    _fence: str = ""

    def lines(self, text: str) -> Iterator[str]:
        for line in text.split("\n"):
            if self._is_code(line):
                yield from self._begun()
                yield from self._shown(line)
            else:
                yield from self._line(line)

    def _is_code(self, line: str) -> bool:
        match = _FENCE.match(line)
        was_open = bool(self._fence)
        if match and not was_open:
            self._fence = match["marks"]
        elif match and match["marks"].startswith(self._fence) and not match["info"].strip():
            self._fence = ""
        return was_open or match is not None

    def _line(self, line: str) -> Iterator[str]:
        div = _DIV.match(line)
        if div and len(self._open) < _MOST:
            yield from self._begun()
            self._waiting = div["name"].lower()
            self._open.append(self._waiting)
        elif self._open and _END.match(line):
            yield from self._begun()
            name = self._open.pop()
            if name != _HIDDEN:
                yield from self._shown(self._marks(len(self._open)) if name in _BOXES else "")
        elif self._waiting and line.strip():
            heading = _HEADING.match(line)
            yield from self._begun(heading["title"] if heading else "")
            if heading is None:
                yield from self._shown(line)
        elif not self._waiting and not _SETTING.match(line):
            yield from self._shown(line)

    def _begun(self, title: str = "") -> Iterator[str]:
        """The beginning of a box whose title is known by now."""
        name, self._waiting = self._waiting, ""
        if name in _BOXES:
            kind, usual = _BOXES[name]
            named = title or usual
            yield from self._shown(f"{self._marks(len(self._open) - 1)}{{{kind}}} {named}".rstrip())
        elif title:
            yield from self._shown(f"**{title}**")

    def _shown(self, line: str) -> Iterator[str]:
        if _HIDDEN not in self._open:
            yield line

    def _marks(self, depth: int) -> str:
        return ":" * (3 + _MOST - depth)
