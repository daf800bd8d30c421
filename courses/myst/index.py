"""The labels of a course, gathered before its pages are rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from courses.markup.code import is_language
from courses.model import Severity
from courses.myst.askedtitles import HEADING, fragments_asked, titles_asked
from courses.myst.directive import Directive
from courses.myst.glossaries import terms_in
from courses.myst.handler import TooManyLevels
from courses.myst.labels import Label, Labels, anchor_of, term_anchor
from courses.myst.names import CONTAINERS
from courses.myst.numbering import Numbers
from courses.myst.plaintitles import ID, plain_title
from courses.myst.references import cited_keys
from courses.myst.scanner import scanned
from courses.notebooks.cellnames import CellName, name_of
from courses.notebooks.formats import Notebook

_HINTS = (
    ")=",
    ":label:",
    ":name:",
    "label:",
    "name:",
    "$$ (",
    "$$(",
    "\\label{",
    "{glossary}",
    "{bibliography}",
    "{#",
    ":label:`",
    ":eqlabel:`",
    ":bibliography:`",
    '"label"',
)
_SETEXT = re.compile(r"^(?! {4})(\S.{0,200})\n=+[ \t]*$", re.MULTILINE)
_CITED = re.compile(
    r"(?:\{(?:foot)?cite(?::\w+)?\}|:cite[tp]?:)`([^`]{1,500})`|(?<![\w@.])@([\w:./-]{0,120}\w)"
)
_LABEL = re.compile(r"\\label\{([^{}]+)\}")


class Source(Protocol):
    """A file of a lesson as far as labels need it."""

    @property
    def language(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def first_line(self) -> int: ...
    @property
    def notebook(self) -> Notebook | None: ...


def index_labels(sources: Iterable[Source]) -> Labels:
    """Labels, titles and cited works of every file."""
    labels, files = Labels(), tuple(sources)
    asked: set[str] = set()
    for source in files:
        asked.update(_index(source, labels))
    for source in files if asked else ():
        for text in _texts(source):
            for anchor, title in titles_asked(text, asked):
                labels.headings.setdefault((source.path, anchor), title)
    return labels


def _index(source: Source, labels: Labels) -> set[str]:
    """Note what is in a file; the answer is of which places its links have to say the titles."""
    texts = _texts(source)
    labels.languages[source.path] = source.language
    title = source.title
    for text in texts:
        title = title or _title_in(text)
        labels.note_cited(source.path, _cited_in(text))
    labels.titles[source.path] = title or source.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    notebook = source.notebook
    pieces = texts if notebook is None else _pieces(notebook)
    if not all(isinstance(piece, str) and not _may_have_labels(piece) for piece in pieces):
        above = None if notebook else source.first_line
        finder = LabelFinder(source.path, labels, above)
        for piece in pieces:
            finder.take(piece)
    return {fragment for text in texts for fragment in fragments_asked(text)}


def _cited_in(text: str) -> Iterator[str]:
    """Every key that a text may cite, with a role or after an at sign."""
    if "@" not in text and "cite" not in text:
        return
    for match in _CITED.finditer(text):
        yield from cited_keys(match[1] or match[2])


def _texts(source: Source) -> list[str]:
    notebook = source.notebook
    if notebook is None:
        return [source.body]
    return [piece for piece in _pieces(notebook) if isinstance(piece, str)]


def _pieces(notebook: Notebook) -> list[str | CellName]:
    """The texts of a notebook and, among them, the names of cells that have one."""
    pieces: list[str | CellName] = []
    for number, cell in enumerate(notebook.cells, start=1):
        name = cell.source if cell.kind == "markdown" else name_of(cell, number)
        pieces += [] if name is None else [name]
    return pieces


def _may_have_labels(text: str) -> bool:
    return any(hint in text for hint in _HINTS)


def _title_in(text: str) -> str:
    """The first heading of level 1."""
    found = next((match for match in HEADING.finditer(text) if len(match[1]) == 1), None)
    title = plain_title(found[2]) if found else ""
    if not title and "\n==" in text:
        underlined = _SETEXT.search(text)
        title = plain_title(underlined[1]) if underlined else ""
    return title


class LabelFinder:
    """A Handler that only notes labels."""

    def __init__(self, path: str, labels: Labels, lines_above: int | None = None) -> None:
        self._path = path
        self._above = lines_above
        self._labels = labels
        self._numbers = Numbers()
        self._waiting: list[tuple[str, int]] = []
        self._last_heading = ""

    def take(self, piece: str | CellName) -> None:
        """Note the labels of a text, or that of a cell."""
        if isinstance(piece, str):
            self.read(piece)
            return
        number = self._numbers.next("figure") if piece.is_figure else 0
        kind = "figure" if piece.is_figure else "code"
        self._add(piece.label, plain_title(piece.caption), kind, 0, number)

    def read(self, text: str) -> None:
        """Note the labels of one text of the file."""
        try:
            scanned(self, text.expandtabs(4).split("\n"))
        except TooManyLevels:
            return
        for name, line in self._waiting:
            self._add(name, "", "", line)
        self._waiting = []

    def code(self, info: str, body: list[str], line: int) -> str:
        """Code has no labels."""
        return ""

    def directive(self, directive: Directive) -> str:
        """Note a directive's label; a bibliography is where citations lead."""
        if directive.name == "bibliography":
            self._labels.note_bibliography(self._path, directive.options.get("filter", ""))
        if directive.name == "math" and not directive.label:
            labelled = _LABEL.search(directive.text)
            if labelled:
                directive.options["label"] = labelled[1]
        return self._note(directive)

    def opens(self, directive: Directive) -> str:
        """Note a directive's label and, in a glossary, its terms."""
        if directive.name == "glossary":
            self._terms(directive.body)
        return self._note(directive)

    def closes(self, directive: Directive) -> str:
        """Nothing ends for labels."""
        return ""

    def math(self, latex: str, label: str, line: int) -> str:
        """Note a labelled formula."""
        found = _LABEL.search(latex)
        name = label or (found[1] if found else "")
        if name:
            self._add(name, "", "equation", line, self._numbers.next("equation"))
        return ""

    def html(self, source: str) -> str:
        """Raw HTML has no labels."""
        return ""

    def target(self, label: str, line: int) -> str:
        """Wait for the heading that may follow."""
        self._waiting.append((label, line))
        return ""

    def names_last(self, label: str, line: int) -> str:
        """Note a label under the title of the heading before it."""
        self._add(label, self._last_heading, "heading", line)
        return ""

    def classes(self, words: list[str]) -> str:
        """Classes are no labels."""
        return ""

    def substituted(self, text: str) -> str:
        """What a name stands for has no labels."""
        return text

    def heading(self, level: int, title: str, line: int) -> None:
        """Give the waiting labels the title, and note an id in braces."""
        self._last_heading = plain_title(title)
        for name, place in self._waiting:
            self._add(name, plain_title(title), "heading", place)
        self._waiting = []
        match = ID.search(title)
        if match:
            self._add(match["id"], plain_title(title), "heading", line, is_own=True)

    def include(self, directive: Directive) -> list[str]:
        """Included files are indexed by themselves."""
        return []

    def is_language(self, name: str) -> bool:
        """As when the page is rendered."""
        return is_language(name)

    def problem(self, code: str, message: str, line: int, *, severity: Severity = "error") -> None:
        """Problems are reported when the page is rendered."""

    def _note(self, directive: Directive) -> str:
        self._numbers.give(directive)
        title = plain_title(directive.options.get("caption") or _title(directive))
        if directive.label:
            kind = directive.kind or directive.name
            self._add(directive.label, title, kind, directive.line, directive.number)
        for name, line in self._waiting:
            self._add(name, title, directive.kind or directive.name, line, directive.number)
        self._waiting = []
        return ""

    def _terms(self, body: list[str]) -> None:
        for term in terms_in(body):
            name = plain_title(term)
            self._labels.add(f"term:{name}", Label(self._path, term_anchor(name), name, "term"))

    def _add(
        self, name: str, title: str, kind: str, line: int, number: int = 0, *, is_own: bool = False
    ) -> None:
        place = None if self._above is None else self._above + line
        label = Label(self._path, anchor_of(name), title, kind, number, place, is_own)
        self._labels.add(name, label)


def _title(directive: Directive) -> str:
    """The title in a directive's argument, unless the argument is a file or a label."""
    if directive.name not in CONTAINERS or directive.name in ("figure", "solution"):
        return ""
    return directive.argument
