"""Whether text under a condition is meant for readers of a page."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[()]|[\w.]+")
_TRUE = {"html", "builder_html", "format_html", "builder_dirhtml"}
_MOST = 50


def is_for_pages(condition: str) -> bool:
    """Tell whether the condition of ``only`` holds where pages are made; one that is odd does."""
    tokens = _TOKEN.findall(condition)[:_MOST]
    value, rest = _either(tokens)
    return value if not rest else True


def _either(tokens: list[str]) -> tuple[bool, list[str]]:
    value, rest = _both(tokens)
    while rest and rest[0] == "or":
        other, rest = _both(rest[1:])
        value = value or other
    return value, rest


def _both(tokens: list[str]) -> tuple[bool, list[str]]:
    value, rest = _one(tokens)
    while rest and rest[0] == "and":
        other, rest = _one(rest[1:])
        value = value and other
    return value, rest


def _one(tokens: list[str]) -> tuple[bool, list[str]]:
    if not tokens:
        return True, []
    first, rest = tokens[0], tokens[1:]
    if first == "not":
        value, rest = _one(rest)
        return not value, rest
    if first == "(":
        value, rest = _either(rest)
        return value, rest[1:]
    return first in _TRUE, rest
