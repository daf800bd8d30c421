"""The part of a file that options of a directive choose."""

from __future__ import annotations

import re
from collections.abc import Mapping

from courses.markup.code import line_numbers

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?=\s|$)")
_FENCE = re.compile(r"[ >]*(?P<mark>`{3,}|~{3,}|:{3,})")


def chosen_lines(text: str, options: Mapping[str, str]) -> list[str]:
    """The lines that ``lines``, ``start-at``, ``end-before`` and their kin leave of a file."""
    lines = text.split("\n")
    for option, start in (("start-after", 1), ("start-at", 0)):
        mark = options.get(option)
        if mark:
            found = next((n for n, line in enumerate(lines) if mark in line), -start)
            lines = lines[found + start :]
    for option, more in (("end-before", 0), ("end-at", 1)):
        mark = options.get(option)
        if mark:
            found = next((n for n, line in enumerate(lines) if mark in line), len(lines))
            lines = lines[: found + more]
    wanted = options.get("lines")
    if wanted:
        open_end = re.sub(r"-\s*(?=,|$)", f"-{len(lines)}", wanted)
        lines = [lines[n - 1] for n in line_numbers(open_end) if 0 < n <= len(lines)]
    return lines


def between(text: str, options: Mapping[str, str]) -> str:
    """The text between two line numbers, counted from 0, as ``include`` has them."""
    start, end = (_whole(options.get(name, "")) for name in ("start-line", "end-line"))
    return "\n".join(text.split("\n")[start:end]) if (start, end) != (None, None) else text


def as_code(lines: list[str], language: str) -> list[str]:
    """Lines in a fence that none of them ends."""
    longest = max((len(mark[0]) for line in lines if (mark := re.search("`+", line))), default=0)
    marks = "`" * max(3, longest + 1)
    return [f"{marks}{language}", *lines, marks]


def deeper(lines: list[str], offset: str) -> list[str]:
    """The lines with their headings some levels lower; those in fences stay."""
    levels = _whole(offset) or 0
    if levels <= 0:
        return lines
    found, fence = [], ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or mark["mark"].startswith(fence)):
            fence = "" if fence else mark["mark"]
        heading = None if fence else _HEADING.match(line)
        more = min(levels, 6 - len(heading["marks"])) if heading else 0
        found.append(f"{'#' * more}{line.lstrip()}" if more else line)
    return found


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,7}", text.strip()) else None
