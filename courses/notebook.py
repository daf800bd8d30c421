"""Notebooks as HTML; never executed, only the outputs they were saved with are shown."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from courses.languages import word
from courses.markdown import MarkdownPage, TooDeep
from courses.model import Asset
from courses.outputs import Outputs, render_attachments

CELL_LIMIT = 5_000


class BadNotebook(Exception):
    """A file that is not a notebook; the message says why."""


@dataclass
class NotebookPage:
    """A notebook as unsanitised HTML with the pictures its outputs hold."""

    html: str = ""
    title: str = ""
    assets: list[Asset] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def parse_notebook(source: str) -> dict[str, Any]:
    """The notebook as format 4; raises BadNotebook."""
    try:
        raw = json.loads(source)
        if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
            raise BadNotebook("the file has no nbformat number")
        is_old = raw["nbformat"] < 4
        notebook = nbformat.reads(source, as_version=4) if is_old else nbformat.from_dict(raw)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        raise BadNotebook(f"not a notebook: {error}") from error
    except nbformat.ValidationError as error:
        raise BadNotebook(f"not a notebook: {error.message}") from error
    if not isinstance(notebook.get("cells"), list):
        raise BadNotebook("the notebook has no cells")
    if len(notebook.cells) > CELL_LIMIT:
        raise BadNotebook(f"the notebook has more than {CELL_LIMIT:,} cells")
    return dict(notebook)


def notebook_to_html(notebook: Mapping[str, Any], page: MarkdownPage, name: str) -> NotebookPage:
    """Unsanitised HTML of every cell; ``name`` begins the file names of its pictures."""
    result = NotebookPage()
    outputs = Outputs(page, name, result.assets)
    language = _programming_language(notebook)
    pieces = []
    for number, cell in enumerate(notebook["cells"], start=1):
        try:
            pieces.append(_cell(cell, page, outputs, language, number))
        except (TooDeep, KeyError, AttributeError, TypeError, ValueError) as error:
            result.problems.append(("bad-cell", f"cell {number}: {error!r}"))
    result.html = "\n".join(pieces)
    return result


def _cell(
    cell: Mapping[str, Any], page: MarkdownPage, outputs: Outputs, language: str, number: int
) -> str:
    source = _joined(cell.get("source", ""))
    tags = set(cell.get("metadata", {}).get("tags", ()))
    if "remove-cell" in tags or "remove_cell" in tags:
        return ""
    if cell["cell_type"] == "markdown":
        return render_attachments(page.render(source), cell.get("attachments", {}), outputs)
    if cell["cell_type"] == "raw":
        return ""
    parts = [] if "remove-input" in tags else [_code(source, language, page, tags)]
    if "remove-output" not in tags:
        shown = outputs.render(cell.get("outputs", ()), number)
        parts.append(_folded(shown, "hidden-output", page) if "hide-output" in tags else shown)
    return f'<div class="cell">{"".join(parts)}</div>'


def _code(source: str, language: str, page: MarkdownPage, tags: set[str]) -> str:
    if not source.strip():
        return ""
    shown = f'<div class="cell-input">{highlight_code(source, language)}</div>'
    return _folded(shown, "hidden-code", page) if "hide-input" in tags else shown


def _folded(shown: str, label: str, page: MarkdownPage) -> str:
    if not shown:
        return ""
    title = word(label, page.page.language)
    return f'<details class="fold"><summary>{title}</summary>{shown}</details>'


def highlight_code(source: str, language: str) -> str:
    """Code with a class for each kind of word; an unknown language stays plain."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    return highlight(source, lexer, HtmlFormatter(cssclass="highlight", wrapcode=True))


def _programming_language(notebook: Mapping[str, Any]) -> str:
    metadata = notebook.get("metadata", {})
    info = metadata.get("language_info", {})
    spec = metadata.get("kernelspec", {})
    return html.escape(str(info.get("name") or spec.get("language") or "python"))


def _joined(source: str | list[str]) -> str:
    return "".join(source) if isinstance(source, list) else str(source)
