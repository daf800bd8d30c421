"""Books that Sphinx or D2L-Book makes: every page lists the pages below it in a ``toctree``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from courses.files.yamltext import BadYaml
from courses.layouts.contents import Contents, Entry
from courses.layouts.outline import Outline
from courses.layouts.placing import entry_file
from courses.layouts.survey import Survey
from courses.model import Problem
from courses.naming.titles import natural_order, plain_title
from courses.source import Folder

_ROOTS = ("index.md", "docs/index.md", "source/index.md", "docs/source/index.md", "doc/index.md")
_OPENING = re.compile(r" {0,3}(?P<marks>`{3,}|:{3,}|~{3,}) *(?:\{toctree\}|toc) *$")
_CLOSING = re.compile(r" {0,3}(?:`{3,}|:{3,}|~{3,}) *$")
_OPTION = re.compile(r" *:(?P<name>[\w-]+):(?P<value>.*)$")
_TITLED = re.compile(r"(?P<title>.*?) *<(?P<target>[^<>]+)>\Z")
_DEPTH = 12
_LINE_LIMIT = 1_000


class ToctreeLayout:
    """The pages in the order of the toctrees that lead to them from the first page on."""

    name = "sphinx"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a first page with a toctree that leads to other pages."""
        root = _root(folder)
        if not root:
            return False
        return any(True for entry in _Trees(folder).below(root) for _ in entry.files())

    def outline(self, folder: Folder) -> Outline:
        """The book as its toctrees order it."""
        root = _root(folder)
        base = root.rpartition("/")[0]
        survey = Survey(folder, base)
        trees = _Trees(folder)
        entries = (Entry("", root), *trees.below(root))
        title = survey.title_of(root) or survey.folder_title("")
        contents = Contents(root, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", root, 1, "no page of it was found"))
        outline = survey.outline(title, units, (*trees.problems, *contents.problems))
        return replace(outline, base=base, titled_by=root)


@dataclass
class _Trees:
    """Follows toctrees from page to page; no page is read twice."""

    folder: Folder
    problems: list[Problem] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def below(self, page: str, depth: int = 0) -> tuple[Entry, ...]:
        """The entries that a page lists; a toctree with a caption is a part."""
        self._seen.add(page)
        found: list[Entry] = []
        for caption, lines in _toctrees(self.folder.peek_text(page)):
            entries = tuple(e for at, line in lines for e in self._entries(page, line, at, depth))
            if caption and entries:
                found.append(Entry(caption, "", entries, is_part=True))
            else:
                found += entries
        return tuple(found)

    def _entries(self, page: str, line: str, at: int, depth: int) -> Iterator[Entry]:
        match = _TITLED.match(line)
        title, target = (plain_title(match["title"]), match["target"]) if match else ("", line)
        if "://" in target or target == "self" or target.endswith(".rst"):
            return
        here = "" if target.startswith("/") else page.rpartition("/")[0]
        if "*" in target:
            yield from self._matching(posixpath.join(here, target.lstrip("/")), depth)
            return
        file = entry_file(self.folder, here, target)
        if file:
            yield from self._entry(title, file, depth)
        else:
            message = f"the page {target} is not there"
            self.problems.append(Problem("warning", "missing-page", page, at, message))

    def _entry(self, title: str, file: str, depth: int) -> Iterator[Entry]:
        if file in self._seen:
            return
        below = self.below(file, depth + 1) if depth < _DEPTH else ()
        yield Entry(title, file, below)

    def _matching(self, pattern: str, depth: int) -> Iterator[Entry]:
        for path in sorted(self.folder.files, key=natural_order):
            stem = path.rpartition(".")[0]
            is_deep = path.count("/") != pattern.count("/")
            if is_deep or not (fnmatchcase(path, pattern) or fnmatchcase(stem, pattern)):
                continue
            if entry_file(self.folder, "", path) == path:
                yield from self._entry("", path, depth)


def _root(folder: Folder) -> str:
    """The first page: the nearest to the top that has a toctree."""
    return next((p for p in _ROOTS if p in folder and any(_toctrees(folder.peek_text(p)))), "")


def _toctrees(text: str) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """The caption of every toctree of a text, and what it lists with the numbers of the lines."""
    caption, is_inside = "", False
    listed: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not is_inside:
            is_inside = _OPENING.match(line) is not None
            caption, listed = "", []
        elif _CLOSING.match(line):
            is_inside = False
            yield caption, listed
        elif option := _OPTION.match(line):
            caption = option["value"].strip() if option["name"] == "caption" else caption
        elif line.strip():
            listed.append((number, line[:_LINE_LIMIT].strip()))
