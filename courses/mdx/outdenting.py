"""Takes away the indent that lines have only because they stand inside of elements."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outdenting:
    """The elements that are open at a line; in MDX indented text is never code."""

    _opened: dict[int, list[bool]] = field(default_factory=dict)

    def note(self, line: int, *, is_closing: bool) -> None:
        """Remember that an element begins or ends on a line, counted from 0."""
        self._opened.setdefault(line, []).append(is_closing)

    def apply(self, source: list[str], lines: list[str]) -> list[str]:
        """The lines without that indent; ``source`` has them as they were written."""
        if not self._opened:
            return lines
        own: list[int] = []
        more: list[int | None] = []
        total, kept = 0, []
        for number, line in enumerate(lines):
            written = source[number] if number < len(source) else ""
            indent = _indent(written)
            if more and more[-1] is None and written.strip():
                deeper = max(0, indent - own[-1])
                more[-1], total = deeper, total + deeper
            kept.append(line[min(total, _indent(line)) :])
            for is_closing in self._opened.get(number, ()):
                if not is_closing:
                    own.append(indent)
                    more.append(None)
                elif more:
                    own.pop()
                    total -= more.pop() or 0
        return kept


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
