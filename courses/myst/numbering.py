"""Numbers of figures, tables, equations, theorems and exercises, from 1 on in every lesson."""

from __future__ import annotations

from collections import Counter

from courses.myst.directive import Directive

_TITLED = {"table": "table", "list-table": "table", "csv-table": "table"}
_COUNTED = {"figure": "figure", "subfigure": "figure"}
_EXERCISES = {"exercise", "exercise-start"}
_UNNUMBERED = {"prf:proof", "proof"}


class Numbers:
    """Counts what is numbered, in the order of the text."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._reserved: set[tuple[str, int]] = set()

    def next(self, kind: str) -> int:
        """The next number of a kind."""
        self._seen[kind] += 1
        while (kind, self._seen[kind]) in self._reserved:
            self._seen[kind] += 1
        return self._seen[kind]

    def reserve(self, kind: str, number: int) -> None:
        """Keep a number for a thing that is not counted in the order of the text."""
        self._reserved.add((kind, number))

    def give(self, directive: Directive) -> None:
        """Number a directive if things of its kind are numbered."""
        kind = counted_as(directive)
        if kind and "nonumber" not in directive.options and not _is_unnumbered(directive):
            directive.kind = kind
            directive.number = self.next(kind)
        elif kind:
            directive.kind = kind


def counted_as(directive: Directive) -> str:
    """The kind a directive is counted as; nothing for one that has no number."""
    name = directive.name
    if name in _COUNTED:
        return _COUNTED[name]
    if name in _TITLED and (directive.argument or directive.label):
        return _TITLED[name]
    if name in _EXERCISES:
        return "exercise"
    if name == "math" and directive.label:
        return "equation"
    if name in ("code-block", "literalinclude") and directive.label:
        return "code"
    return name if name.startswith("prf:") and name not in _UNNUMBERED else ""


def _is_unnumbered(directive: Directive) -> bool:
    return directive.options.get("enumerated", "").lower() == "false"
