"""The lines of a file that a page takes in, with links that lead where they led in that file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

INCLUDE_LIMIT = 400_000
"""Characters of one included file."""

_TARGET = re.compile(
    r"(?P<before>\]\(\s*<?|^ {0,3}\[[^\]\n]{1,200}\]:\s*<?|\b(?:href|src)=[\"']"
    r"|^[ >]*[`:~]{3,}\{(?:figure|image|include|literalinclude|csv-table)\}[ \t]+)"
    r"(?P<path>[^\s<>()#?\"'`{}/][^\s<>()#?\"'`{}]*)",
    re.MULTILINE,
)


def included_lines(text: str, name: str, has: Callable[[str], bool]) -> list[str]:
    """The lines of the file ``name``; a text with front matter is taken without it.

    A link is read from the page first, as Sphinx does; what is not there is looked for
    beside the included file. ``has`` tells whether a path, seen from the page, is in the course.
    """
    lines = _relinked(text[:INCLUDE_LIMIT], posixpath.dirname(name), has).expandtabs(4).split("\n")
    if lines and lines[0].strip() == "---" and "---" in lines[1:]:
        lines = lines[lines.index("---", 1) + 1 :]
    return lines


def _relinked(text: str, folder: str, has: Callable[[str], bool]) -> str:
    if not folder:
        return text

    def target(match: re.Match[str]) -> str:
        path = match["path"]
        beside = posixpath.join(folder, path)
        if ":" in path or has(path) or not has(beside):
            return match[0]
        return f"{match['before']}{beside}"

    return _TARGET.sub(target, text)
