"""Names in double braces, as MyST has them: ``{{ name }}`` stands for a text of the course."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NAME_LIMIT = 500
TEXT_LIMIT = 20_000

_NAME_OR_CODE = re.compile(
    r"(?<!`)(?P<ticks>`{1,8})(?!`)[^`]{1,500}(?P=ticks)(?!`)"
    r"|\{\{[ \t]*(?P<name>[\w.-]{1,100})[ \t]*(?:\|[^{}]{0,100})?\}\}"
)


def substitutions_in(*values: object) -> dict[str, str]:
    """Texts by name out of several mappings; the later ones count."""
    found: dict[str, str] = {}
    for value in values:
        if isinstance(value, Mapping):
            for name, text in list(value.items())[:NAME_LIMIT]:
                if isinstance(text, (str, int, float)):
                    found[str(name)] = str(text)[:TEXT_LIMIT]
    return found


def substitutions_of_page(values: Mapping[str, Any]) -> dict[str, str]:
    """Those that front matter gives, by itself or under ``myst``."""
    myst = values.get("myst")
    return substitutions_in(
        values.get("substitutions"),
        myst.get("substitutions") if isinstance(myst, Mapping) else None,
    )


def substituted(text: str, known: Mapping[str, str], unknown: list[str]) -> str:
    """The text with every name replaced; one that stands for nothing stays and is noted."""

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        if name not in known:
            unknown.append(name)
            return match[0]
        return known[name].strip("\n")

    return _NAME_OR_CODE.sub(replaced, text)
