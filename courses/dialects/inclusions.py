"""mdBook's marks in double braces: files, or parts of files, that a chapter takes in."""

from __future__ import annotations

import posixpath
import re

from courses.source import Folder, Unreadable

INCLUDE_LIMIT = 200_000
"""Characters that one file adds to a chapter."""

PAGE_LIMIT = 1_000_000
"""Characters after which a chapter takes nothing more in."""

_DEEPEST = 5
_MARK = re.compile(
    r"(?P<escape>\\?)\{\{[ \t]{0,9}#(?P<kind>include|rustdoc_include|playground|playpen|title)"
    r"[ \t]{1,9}(?P<rest>[^{}\n]{1,300})\}\}"
)
_ANCHOR = re.compile(r"ANCHOR(?P<end>_END)?:[ \t]{0,9}(?P<name>[\w-]+)")


class Inclusions:
    """Puts in place of the marks of a text what they mean; a file that is not there leaves its mark."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def expand(self, text: str, path: str) -> str:
        """The text of a file with everything that it takes in."""
        return self._expanded(text, path, 0) if "{{" in text else text

    def _expanded(self, text: str, path: str, depth: int) -> str:
        size = 0

        def taken(match: re.Match[str]) -> str:
            nonlocal size
            shown = self._shown(match, path, depth) if size < PAGE_LIMIT else match[0]
            size += len(shown)
            return shown

        return _MARK.sub(taken, text)

    def _shown(self, mark: re.Match[str], path: str, depth: int) -> str:
        if mark["escape"]:
            return mark[0].removeprefix("\\")
        if mark["kind"] == "title":
            return ""
        name, _, part = mark["rest"].strip().partition(":")
        if mark["kind"] in ("playground", "playpen"):
            name = name.split()[0]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        try:
            text = self._folder.read_text(self._folder.find(place))
        except Unreadable:
            return mark[0]
        shown = part_of(text, part.strip())[:INCLUDE_LIMIT]
        if mark["kind"] == "include" and depth < _DEEPEST:
            return self._expanded(shown, place, depth + 1)
        is_program = mark["kind"].startswith("play")
        return f"```rust\n{shown}\n```" if is_program else shown


def part_of(text: str, part: str) -> str:
    """The lines of a text that ``2``, ``2:5``, ``:5`` or the name of an anchor means."""
    lines = text.rstrip("\n").split("\n")
    first, colon, last = part.partition(":")
    if not part:
        chosen = lines
    elif (first or last).isdigit():
        start = int(first) if first.isdigit() else 1
        end = (int(last) if last.isdigit() else len(lines)) if colon else start
        chosen = lines[max(0, start - 1) : end]
    else:
        chosen = _anchored(lines, part)
    return "\n".join(line for line in chosen if not _ANCHOR.search(line))


def _anchored(lines: list[str], name: str) -> list[str]:
    """The lines between the marks of an anchor."""
    chosen: list[str] = []
    is_inside = False
    for line in lines:
        mark = _ANCHOR.search(line)
        if mark and mark["name"] == name:
            is_inside = not mark["end"]
        elif is_inside:
            chosen.append(line)
    return chosen
