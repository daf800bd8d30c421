"""Nested lists of links as tables of contents: docsify's sidebar, the summaries of GitBook and mdBook."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from courses.layouts.contents import Entry
from courses.layouts.placing import entry_file
from courses.model import Problem
from courses.naming.titles import plain_title
from courses.source import Folder

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<text>\S.*)")
_ALONE = re.compile(r"(?P<indent>)(?P<text>\[.*\)[ \t]*)\Z")
_LINK = re.compile(
    r"\[(?P<title>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?(?P<target>[^\s()<>]+(?: [^\s()<>\"']+)*)"
)
_HEADING = re.compile(r"#{1,6} +(?P<title>.+)")
_LINE_LIMIT = 1_000


@dataclass
class _Item:
    indent: int
    title: str
    file: str
    is_part: bool = False
    children: list[_Item] = field(default_factory=list)

    def entry(self) -> Entry:
        """The item with everything below it."""
        below = tuple(child.entry() for child in self.children)
        return Entry(self.title, self.file, below, self.is_part and bool(below))


class Summary:
    """Reads a nested list of links; in a ``SUMMARY.md`` links may stand alone, too."""

    def __init__(self, folder: Folder, path: str) -> None:
        self._folder = folder
        self._path = path
        self._is_book = posixpath.basename(path).lower() == "summary.md"
        self._listed: set[str] = set()
        self.problems: list[Problem] = []

    def entries(self) -> tuple[Entry, ...]:
        """The items at the top with those below them."""
        root = _Item(-1, "", "")
        stack = [root]
        for item in self._items():
            while stack[-1].indent >= item.indent:
                stack.pop()
            stack[-1].children.append(item)
            if len(stack) < 40:
                stack.append(item)
        return tuple(item.entry() for item in root.children if item.file or item.children)

    def _items(self) -> Iterator[_Item]:
        """The items one after the other, without the list's own title."""
        text = self._folder.peek_text(self._path)
        lines = [line[:_LINE_LIMIT].expandtabs(4) for line in text.split("\n")]
        found = [item for n, line in enumerate(lines, start=1) if (item := self._item(line, n))]
        headings = [item for item in found if not item.indent]
        has_title = found[:1] == headings[:1] and (self._is_book or len(headings) == 1)
        return iter(found[1:] if has_title else found)

    def _item(self, line: str, number: int) -> _Item | None:
        heading = _HEADING.match(line)
        if heading:
            return _Item(0, plain_title(heading["title"]), "", is_part=True)
        match = _ITEM.match(line) or (_ALONE.match(line) if self._is_book else None)
        if match is None:
            return None
        link = _LINK.search(match["text"])
        indent = 1 + len(match["indent"])
        if link is None:
            return _Item(indent, plain_title(match["text"]), "", is_part=True)
        return _Item(indent, plain_title(link["title"]), self._file(link["target"], number))

    def _file(self, target: str, line: int) -> str:
        path = unquote(target.partition("?")[0])
        if path.startswith(("#/", "/#/")):
            path = path.partition("#")[2]
        path = path.partition("#")[0]
        if "://" in path or path.startswith("mailto:") or not path:
            return ""
        for found in filter(None, self._candidates(path)):
            is_section = "#" in target and found in self._listed
            self._listed.add(found)
            return "" if is_section else found
        message = f"the page {target} is not there"
        self.problems.append(Problem("warning", "missing-page", self._path, line, message))
        return ""

    def _candidates(self, path: str) -> Iterator[str]:
        near = posixpath.dirname(self._path)
        for base in dict.fromkeys((near, "")):
            name = path.removesuffix(".html")
            yield entry_file(self._folder, base, name)
            for index in ("README.md", "index.md"):
                yield entry_file(self._folder, base, posixpath.join(name, index))
