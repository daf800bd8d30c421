"""Where the labels of a course lead: known before the first page is rendered."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from courses.markup.bibliography import Entry
from courses.markup.headings import slug

_SPACE = re.compile(r"\s+")
_SUFFIXES = ("", ".md", ".ipynb", ".mdx", ".qmd", ".rst", "/index.md", "/README.md")


@dataclass(frozen=True)
class Label:
    """A place that can be referred to, with what a reference to it says.

    ``line`` counts in the author's file, where that is known; an id in braces behind a heading
    is the own of its file.
    """

    path: str
    anchor: str
    title: str = ""
    kind: str = ""
    number: int = 0
    line: int | None = None
    is_own: bool = False

    def href_from(self, path: str) -> str:
        """The target as a link in a file: inside it, or from the root of the course."""
        anchor = f"#{quote(self.anchor)}"
        return anchor if path == self.path else f"/{quote(self.path)}{anchor}"


@dataclass
class Labels:
    """Labels by name, titles of files and of headings that a link asks for, and the bibliography."""

    named: dict[str, list[Label]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    headings: dict[tuple[str, str], str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    cited: dict[str, None] = field(default_factory=dict)
    cited_in: dict[str, dict[str, None]] = field(default_factory=dict)
    bibliography: str = ""
    own_bibliographies: set[str] = field(default_factory=set)
    macros: dict[str, str] = field(default_factory=dict)
    substitutions: dict[str, str] = field(default_factory=dict)
    books: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, label: Label) -> None:
        """Note a label; the same name in another file (a translation) stands beside it."""
        self.named.setdefault(normal(name), []).append(label)

    def note_cited(self, path: str, keys: Iterable[str]) -> None:
        """Note works that a file cites."""
        here = self.cited_in.setdefault(path, {})
        here.update(dict.fromkeys(keys))
        self.cited.update(here)

    def note_bibliography(self, path: str, chosen_by: str) -> None:
        """Note that a file lists works: all that are cited, or those that the file itself cites."""
        if "docname" in chosen_by:
            self.own_bibliographies.add(path)
        else:
            self.bibliography = self.bibliography or path

    def duplicates(self) -> Iterator[tuple[str, Label, Label]]:
        """Names that two places of one language have: the name, the second place, the first.

        A formula's label counts in its own file only, as where MathJax numbers formulas.
        """
        for name, places in self.named.items():
            seen: dict[str, Label] = {}
            for label in places if len(places) > 1 else ():
                if label.is_own or label.kind in ("equation", "term"):
                    scope = label.path
                else:
                    scope = self.languages.get(label.path, "")
                first = seen.setdefault(scope, label)
                if first is not label and (first.path, first.line) != (label.path, label.line):
                    yield name, label, first

    def find(self, name: str, path: str) -> Label | None:
        """The label of that name nearest to a file: in it, in its language, anywhere."""
        found = self.named.get(normal(name))
        if not found:
            return None
        return min(found, key=lambda label: self._distance(label.path, path))

    def lesson(self, target: str, path: str) -> str | None:
        """The file a document name leads to, seen from a file; None when there is none."""
        return first_known(self.titles, target, path)

    def _distance(self, there: str, here: str) -> int:
        if there == here:
            return 0
        return 1 if self.languages.get(there) == self.languages.get(here) else 2


def normal(name: str) -> str:
    """A label's name as it is compared: in lower case, with single spaces."""
    return _SPACE.sub(" ", name.strip()).lower()


def anchor_of(name: str) -> str:
    """The id an element has for a label."""
    return _SPACE.sub("-", name.strip())


def term_anchor(name: str) -> str:
    """The id of a glossary's term."""
    return f"term-{slug(normal(name)) or 'term'}"


def first_known(known: Iterable[str], target: str, path: str) -> str | None:
    """The first of the files a document name may mean; ``/`` begins at the root."""
    target = unquote(target)
    folder = "" if target.startswith("/") else posixpath.dirname(path)
    place = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
    return next((place + end for end in _SUFFIXES if place + end in known), None)
