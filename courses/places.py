"""Where in a source text something stands."""

from __future__ import annotations

from collections import Counter


class Places:
    """Finds line numbers of pieces of text; asked again, it gives the next occurrence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen: Counter[str] = Counter()

    def next_line_of(self, needle: str) -> int | None:
        """The 1-based line of the next occurrence, or None if there is none at all."""
        first = self._text.find(needle) if needle else -1
        if first < 0:
            return None
        position = first
        for _ in range(self._seen[needle]):
            following = self._text.find(needle, position + 1)
            position = following if following >= 0 else position
        self._seen[needle] += 1
        return self._text.count("\n", 0, position) + 1
