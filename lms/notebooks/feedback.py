"""The executed notebook as part of a page that has headings of its own."""

import re

_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")


def highest_heading(html: str) -> int:
    """The level of the highest heading, 1 if there is none."""
    return min((int(level) for _, level in _HEADING.findall(html)), default=1)


def under_heading(html: str, level: int) -> str:
    """The page part with its headings below a heading of this level."""
    return _HEADING.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + level, 6)}", html)
