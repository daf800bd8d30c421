"""Inline marks are looked for only in texts that hold the characters they begin with."""

from __future__ import annotations

from typing import Any

import markdown
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

TRIGGERS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "math-display": ("$$",),
    "math-inline": ("$",),
    "math-spaced": ("$",),
    "math-round": ("\\(",),
    "math-square": ("\\[",),
    "hard-break": ("\\\n",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "marked-span": ("]{",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "book-address": ("<",),
    "cite-brackets": ("@",),
    "cite-key": ("@",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "bare-address": ("http", "www."),
    "entity": ("&",),
    "emoji": (":",),
    "em_strong": ("*", "_"),
    "struck": ("~",),
    "delimiter": ("~",),
}
"""By name of a pattern: every text it matches in holds one of these. Others always run."""


def await_triggers(md: markdown.Markdown) -> None:
    """Let a converter, its patterns all registered, skip those that can match nothing."""
    md.treeprocessors.register(TriggeredInline(md), "inline", 20)


class TriggeredInline(InlineProcessor):
    """Python-Markdown's step for inline marks, with the same result and less to try.

    Without it every pattern searches every text of a page, most of them in vain.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        patterns = md.inlinePatterns
        known = {
            patterns.get_index_for_name(name): triggers
            for name, triggers in TRIGGERS.items()
            if name in patterns
        }
        all_of = [known.get(number, ()) for number in range(len(patterns))]
        self._marks = tuple(
            (each, all_of[n][0] if all_of[n] else "", all_of[n][1:])
            for n, each in enumerate(patterns)
        )

    def _InlineProcessor__handleInline(self, data: str, first: int = 0) -> str:  # noqa: N802
        """Replace the marks of a text from pattern ``first`` on; the library calls it by this name."""
        if isinstance(data, AtomicString):
            return data
        for number, (pattern, trigger, more) in enumerate(self._marks[first:], first):
            # Every text holds "", which stands for no trigger. A generator would cost more here.
            if trigger in data or (more and any(each in data for each in more)):
                data = self._replaced(pattern, data, number)
        return data

    def _replaced(self, pattern: Pattern, data: str, number: int) -> str:
        """The text with every match of a pattern put away."""
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        start, has_matched = 0, True
        while has_matched:
            data, has_matched, start = apply(pattern, data, number, start)
        return data
