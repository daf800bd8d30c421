"""Where in a lesson's source the targets of its links stand."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from courses.lessonsources import VariantSource

_TARGET = re.compile(
    r"""\]\(\s*<?(?P<inline>[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)
    |^[ >]*\[[^\]]{1,500}\]:\s*<?(?P<reference>[^\s<>]+)
    |\b(?:href|src|srcset|poster|data)\s{0,9}=\s{0,9}["']?(?P<html>[^"'<>]+)
    |\}`(?:[^`<>]*<)?(?P<role>[^`<>]+)
    |^[ >]*[`:~]{3,}\{[\w:-]+\}\s*(?P<directive>\S.*)""",
    re.VERBOSE,
)
_FENCE = re.compile(r"[ >\t]*(?:[-*+] +|\d+\. +)?(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)")
_CODE = re.compile(
    r"\s*(?!\{)|\s*\{(?:code|code-block|code-cell|literalinclude|math|mermaid|raw)\}"
)
_MISSES = 50


class Place(NamedTuple):
    """A line of the file, and the number of the cell if it is a notebook."""

    line: int | None
    cell: int | None = None


class TargetPlaces(Protocol):
    """Says where in an author's file a target stands."""

    def next_place_of(self, target: str) -> Place:
        """The next place of a target; no line if it stands nowhere."""
        ...


class LinkPlaces:
    """Finds where the targets of a page stand; asked for one again, it gives the next place."""

    def __init__(self, source: VariantSource) -> None:
        self._source = source
        self._found: dict[str, list[Place]] | None = None

    def next_place_of(self, target: str) -> Place:
        """The next place of a target, or the last one again; no line if it stands nowhere."""
        if self._found is None:
            self._found = self._index()
        places = self._found.get(target) or self._found.get(unquote(target))
        if not places:
            return self._anywhere(target)
        return places.pop(0) if len(places) > 1 else places[0]

    def _anywhere(self, target: str) -> Place:
        """Where a target that stands in no ordinary link is first written, such as in code."""
        text = self._source.source if target else ""
        at = text.find(target) if target else -1
        return Place(text.count("\n", 0, at) + 1 if at >= 0 else None)

    def _index(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        is_json = self._source.path.lower().endswith(".ipynb")
        for target, place in self._cells() if is_json else self._lines():
            found[target].append(place)
            if unquote(target) != target:
                found[unquote(target)].append(place)
        return found

    def _lines(self) -> Iterator[tuple[str, Place]]:
        for number, line in _prose(self._source.source):
            for target in _targets(line):
                yield target, Place(number)

    def _cells(self) -> Iterator[tuple[str, Place]]:
        """The targets of a notebook's texts, with the lines of the file their lines stand on."""
        finder = _JsonLines(self._source.source)
        notebook = self._source.notebook
        cells = notebook.cells if notebook else ()
        for number, cell in enumerate(cells, start=1):
            if cell.kind != "markdown":
                continue
            for _, line in _prose(cell.source):
                targets = list(_targets(line))
                place = Place(finder.line_of(line), number) if targets else Place(None)
                for target in targets:
                    yield target, place


class _JsonLines:
    """Finds lines of text in the JSON they are written in, one after the other."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._line = 1
        self._misses = 0

    def line_of(self, text: str) -> int | None:
        """The line of the file that a line of a cell stands on."""
        for is_ascii in (False, True):
            written = json.dumps(text, ensure_ascii=is_ascii)[1:-1]
            at = self._source.find(written, self._position) if self._misses < _MISSES else -1
            if at >= 0:
                self._line += self._source.count("\n", self._position, at)
                self._position = at
                return self._line
        self._misses += 1
        return None


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines of a Markdown text that are not code."""
    fences: list[tuple[str, bool]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _FENCE.match(line)
        is_code = bool(fences) and fences[-1][1]
        if match:
            mark, info = match["mark"], match["info"].strip()
            if fences and mark.startswith(fences[-1][0]) and not info:
                fences.pop()
            elif not is_code and "`" not in info:
                fences.append((mark, _CODE.match(info) is not None and mark[0] != ":"))
                yield number, line
        elif not is_code:
            yield number, line


def _targets(line: str) -> Iterator[str]:
    for match in _TARGET.finditer(line):
        kind = match.lastgroup or ""
        target = (match[kind] or "").strip()
        yield target
        if kind == "html" and " " in target:
            yield from (part.split()[0] for part in target.split(",") if part.split())
