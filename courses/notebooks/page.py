"""Notebooks as HTML; never executed, only the outputs they were saved with are shown."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.markup.highlighting import highlight_code
from courses.markup.markdown import MarkdownPage, TooDeep
from courses.model import Asset
from courses.myst.labels import anchor_of
from courses.myst.words import numbered
from courses.naming.languages import word
from courses.notebooks.cellnames import CellName, name_of
from courses.notebooks.cells import (
    Show,
    View,
    is_live,
    language_of_cell,
    language_of_notebook,
    magic_line,
    view_of,
)
from courses.notebooks.formats import Cell, Notebook
from courses.notebooks.outputs import Outputs
from courses.notebooks.pictures import Pictures, with_attachments
from courses.notebooks.texts import folded
from courses.pythoncells import CELL_CLASS, NOT_LIVE

MARKDOWN_LIMIT = 500_000
"""Characters of one Markdown cell; a longer one is shown as it was written."""

CODE_LIMIT = 1_000_000
"""Characters of one code cell that the page shows."""


@dataclass
class NotebookPage:
    """A notebook as unsanitised HTML with the pictures its outputs hold."""

    html: str = ""
    assets: list[Asset] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def notebook_to_html(
    notebook: Notebook, page: MarkdownPage, name: str, *, may_be_svg: bool = True
) -> NotebookPage:
    """Unsanitised HTML of every cell; ``name`` begins the file names of its pictures."""
    result = NotebookPage(problems=list(notebook.problems))
    result.html = "\n".join(_Cells(notebook, page, name, result, may_be_svg=may_be_svg).render())
    return result


class _Cells:
    """Renders the cells of one notebook one after the other."""

    def __init__(
        self,
        notebook: Notebook,
        page: MarkdownPage,
        name: str,
        result: NotebookPage,
        *,
        may_be_svg: bool,
    ) -> None:
        self._notebook = notebook
        self._page = page
        self._result = result
        self._pictures = Pictures(name, result.assets, may_be_svg=may_be_svg)
        self._outputs = Outputs(page, self._pictures)
        self._language = language_of_notebook(notebook.metadata)

    def render(self) -> list[str]:
        """The HTML of every cell that is shown."""
        self._reserve_numbers()
        if self._notebook.is_text:
            return [self._one_text()]
        shown = (self._cell(cell, n) for n, cell in enumerate(self._notebook.cells, start=1))
        return [piece for piece in shown if piece]

    def _reserve_numbers(self) -> None:
        """Keep the numbers of the figures that cells draw: cells and texts are rendered apart."""
        page = self._page.page
        for number, cell in enumerate(self._notebook.cells, start=1):
            name = name_of(cell, number)
            label = page.labels.find(name.label, page.path) if name else None
            if name and name.is_figure and label:
                page.numbers.reserve("figure", label.number)

    def _one_text(self) -> str:
        """A text notebook: its footnotes, labels and references reach over the cells."""
        digest = hashlib.sha256(
            "".join(c.source for c in self._notebook.cells).encode()
        ).hexdigest()
        code: dict[str, str] = {}
        parts = []
        for number, cell in enumerate(self._notebook.cells, start=1):
            if cell.kind == "markdown" and view_of(cell) == View():
                parts.append(cell.source)
            elif shown := self._cell(cell, number):
                place = f"cell{digest}n{number}"
                code[place] = shown if code else self._without_outputs() + shown
                parts.append(place)
        return _put_in(self._whole("\n\n".join(parts)), code)

    def _whole(self, text: str) -> str:
        try:
            return self._page.render(text)
        except TooDeep as error:
            self._note("too-deep", str(error))
            return f"<pre>{html.escape(text[:MARKDOWN_LIMIT])}</pre>"

    def _without_outputs(self) -> str:
        return f'<p class="stand-in">{html.escape(self._word("no-outputs"))}</p>'

    def _cell(self, cell: Cell, number: int) -> str:
        view = view_of(cell)
        if view.cell is Show.GONE:
            return ""
        try:
            shown = (
                self._code(cell, view, number) if cell.kind == "code" else self._text(cell, number)
            )
        except TooDeep as error:
            self._note("bad-cell", f"cell {number}: {error}")
            return ""
        return self._framed(shown, view)

    def _framed(self, shown: str, view: View) -> str:
        if not shown:
            return ""
        if view.cell is Show.FOLDED:
            shown = folded(shown, self._word("hidden-cell"))
        return f'<div class="{view.width}">{shown}</div>' if view.width else shown

    def _text(self, cell: Cell, number: int) -> str:
        if cell.kind == "raw":
            return self._raw(cell)
        if len(cell.source) > MARKDOWN_LIMIT:
            self._note(
                "cell-too-large", f"cell {number} has more than {MARKDOWN_LIMIT:,} characters"
            )
            return f"<pre>{html.escape(cell.source[:MARKDOWN_LIMIT])}</pre>"
        shown = self._page.render(cell.source)
        return with_attachments(
            shown,
            cell.attachments,
            self._pictures,
            lambda name: self._note(
                "missing-image", f"cell {number} has no attachment {name[:80]!r}"
            ),
        )

    def _raw(self, cell: Cell) -> str:
        """Raw cells are for other programs, but some say that they are HTML or Markdown."""
        kind = cell.metadata.get("raw_mimetype", cell.metadata.get("format"))
        is_shown = kind in ("text/html", "text/markdown") and len(cell.source) <= MARKDOWN_LIMIT
        return self._page.render(cell.source) if is_shown else ""

    def _code(self, cell: Cell, view: View, number: int) -> str:
        parts = [self._input(cell, view), self._output(cell, view, number)]
        shown = "".join(parts)
        if not shown:
            return ""
        box = f'<div class="cell">{shown}</div>'
        name = name_of(cell, number)
        return self._named(box, name) if name else box

    def _named(self, box: str, name: CellName) -> str:
        """A cell under the name that others refer to it by."""
        anchor = html.escape(anchor_of(name.label))
        if not name.is_figure:
            return f'<div id="{anchor}">{box}</div>'
        page = self._page.page
        label = page.labels.find(name.label, page.path)
        number = numbered("figure", label.number if label else 0, page.language)
        caption = self._page.render(f"**{number}.** {name.caption}")
        return f'<figure id="{anchor}">{box}<figcaption>{caption}</figcaption></figure>'

    def _input(self, cell: Cell, view: View) -> str:
        source = cell.source
        if not source.strip() or view.code is Show.GONE:
            return ""
        if len(source) > CODE_LIMIT:
            source = f"{source[:CODE_LIMIT]}\n…"
        count = f'<span class="cell-count">[{cell.count}]</span>' if cell.count else ""
        code = _highlighted(source, language_of_cell(cell, self._language))
        kind = CELL_CLASS if is_live(cell) else f"{CELL_CLASS} {NOT_LIVE}"
        shown = f'<div class="{kind}">{count}{code}</div>'
        if view.code is Show.FOLDED:
            return folded(shown, view.title or self._word("hidden-code"))
        return shown

    def _output(self, cell: Cell, view: View, number: int) -> str:
        if view.output is Show.GONE:
            return ""
        shown = self._outputs.render(cell.outputs, number, view)
        is_folded = shown and view.output is Show.FOLDED
        return folded(shown, self._word("hidden-output")) if is_folded else shown

    def _word(self, name: str) -> str:
        return word(name, self._page.page.language)

    def _note(self, code: str, message: str) -> None:
        self._result.problems.append((code, message))


def _put_in(shown: str, code: Mapping[str, str]) -> str:
    """The page with every code cell in its place, in one pass."""
    if not code:
        return shown
    places = re.compile(r"<p>(cell[0-9a-f]{64}n\d+)</p>|(cell[0-9a-f]{64}n\d+)")
    return places.sub(lambda m: code.get(m[1] or m[2], m[0]), shown)


def _highlighted(source: str, language: str) -> str:
    """Code whose ``%%magic`` line does not confuse the language below it."""
    end = magic_line(source) if language not in ("python", "ipython") else 0
    if not end:
        return highlight_code(source, language)
    magic = f'<span class="cp">{html.escape(source[:end])}</span>\n'
    return highlight_code(source[end:].removeprefix("\n"), language).replace(
        "<code>", f"<code>{magic}", 1
    )
