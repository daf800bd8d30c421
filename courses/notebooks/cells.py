"""What a cell's tags and metadata ask of its page: what is shown, folded or left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from courses.markup.highlighting import is_language, language_of_file
from courses.notebooks.formats import Cell

_MAGIC = re.compile(r"\s*%%(?P<name>!|[\w.]+)[ \t]*(?P<rest>[^\n]*)")
_FORM_TITLE = re.compile(r"^#[ \t]*@title[ \t]+([^\n{]{1,200})", re.MULTILINE)
_VERSION = re.compile(r"[-_.]?\d[\d.]*\Z")
_MAGIC_LANGUAGES = {
    "!": "bash",
    "sh": "bash",
    "system": "bash",
    "js": "javascript",
    "svg": "xml",
    "python2": "python",
    "python3": "python",
    "pypy": "python",
    "ruby": "ruby",
    "R": "r",
    "sql": "sql",
    "bigquery": "sql",
}
_SAME_NAME = {"bash", "html", "javascript", "latex", "markdown", "perl", "cython", "julia"}
_AROUND_PYTHON = {"time", "timeit", "capture", "python", "python3"}
_FILE_MAGICS = {"file", "writefile", "writetemplate"}
_KERNELS = {
    "ir": "r",
    "ipython": "python",
    "conda-env": "python",
    "xpython": "python",
    "xcpp": "c++",
    "xc": "c",
    "tslab": "typescript",
    "deno": "typescript",
    "jslab": "javascript",
    "ijavascript": "javascript",
    ".net-csharp": "csharp",
    ".net-fsharp": "fsharp",
    ".net-powershell": "powershell",
    "evcxr": "rust",
    "gophernotes": "go",
    "sagemath": "python",
    "pyspark": "python",
    "q#": "qsharp",
}


class Show(Enum):
    """How a part of a cell appears."""

    OPEN = "open"
    FOLDED = "folded"
    GONE = "gone"


@dataclass(frozen=True)
class View:
    """How a cell appears; ``title`` is that of a folded form."""

    code: Show = Show.OPEN
    output: Show = Show.OPEN
    cell: Show = Show.OPEN
    width: str = ""
    scrolls: bool = False
    expects_error: bool = False
    title: str = ""
    left_out_streams: frozenset[str] = frozenset()


def view_of(cell: Cell) -> View:
    """The view that Jupyter Book's tags, JupyterLab's switches and Colab's forms ask for."""
    metadata = cell.metadata
    tags = tags_of(metadata)
    jupyter = metadata.get("jupyter")
    jupyter = jupyter if isinstance(jupyter, Mapping) else {}
    is_form = metadata.get("cellView") == "form"
    title = _FORM_TITLE.search(cell.source[:2000]) if is_form else None
    folds_code = "hide-input" in tags or is_form or _is_on(metadata.get("hide_input"))
    folds_code = folds_code or _is_on(jupyter.get("source_hidden"))
    folds_output = "hide-output" in tags or _is_on(jupyter.get("outputs_hidden"))
    folds_output = folds_output or _is_on(metadata.get("collapsed"))
    return View(
        code=_show("remove-input" in tags, folds_code),
        output=_show("remove-output" in tags, folds_output),
        cell=_show("remove-cell" in tags, "hide-cell" in tags),
        width=next((name for name in ("full-width", "margin") if name in tags), ""),
        scrolls="scroll-output" in tags
        or "output-scroll" in tags
        or _is_on(metadata.get("scrolled")),
        expects_error="raises-exception" in tags,
        title=title[1].strip() if title else "",
        left_out_streams=frozenset(n for n in ("stdout", "stderr") if f"remove-{n}" in tags),
    )


def tags_of(metadata: Mapping[str, Any]) -> frozenset[str]:
    """A cell's tags, written with hyphens as Jupyter Book does today."""
    tags = metadata.get("tags", ())
    tags = tags.split(",") if isinstance(tags, str) else tags
    if not isinstance(tags, list | tuple):
        return frozenset()
    return frozenset(str(tag).strip().replace("_", "-") for tag in tags)


def language_of_notebook(metadata: Mapping[str, Any]) -> str:
    """The language of the cells, from whatever the kernel of the day left behind."""
    info = metadata.get("language_info")
    info = info if isinstance(info, Mapping) else {}
    spec = metadata.get("kernelspec")
    spec = spec if isinstance(spec, Mapping) else {}
    names = (info.get("name"), info.get("pygments_lexer"), spec.get("language"), spec.get("name"))
    given = [str(name) for name in (*names, metadata.get("language")) if name]
    found = (known_language(name) for name in given)
    return next((name for name in found if name), "text" if given else "python")


def language_of_cell(cell: Cell, language: str) -> str:
    """The language of one cell: its magic, its own metadata, or that of the notebook."""
    magic = _MAGIC.match(cell.source)
    if magic:
        return _language_of_magic(magic["name"], magic["rest"]) or language
    vscode = cell.metadata.get("vscode")
    own = vscode.get("languageId") if isinstance(vscode, Mapping) else None
    own = own or cell.metadata.get("language")
    return (known_language(str(own)) if own else "") or language


def is_live(cell: Cell) -> bool:
    """Tell whether a cell of Python is for Python itself, not for a shell, a file or another one."""
    magic = _MAGIC.match(cell.source)
    if magic and magic["name"] not in _AROUND_PYTHON:
        return False
    lines = (line.strip() for line in cell.source.split("\n"))
    said = [line for line in lines if line and not line.startswith("#")]
    return any(not line.startswith(("!", "%")) for line in said)


def magic_line(source: str) -> int:
    """How many characters the ``%%magic`` line takes that begins a cell; 0 without one."""
    magic = _MAGIC.match(source)
    return magic.end() if magic else 0


def known_language(name: str) -> str:
    """The name the highlighter knows a language or a kernel by, or nothing."""
    lower = name.lower().strip()
    for candidate in (lower, _VERSION.sub("", lower)):
        kernel = next((v for k, v in _KERNELS.items() if _is_kernel(candidate, k)), candidate)
        if is_language(kernel):
            return kernel
    return ""


def _is_kernel(name: str, kernel: str) -> bool:
    return name == kernel or name.startswith((f"{kernel}-", f"{kernel}1"))


def _language_of_magic(name: str, rest: str) -> str:
    if name in _FILE_MAGICS:
        return language_of_file(rest.rsplit(maxsplit=1)[-1]) if rest.split() else "text"
    if name == "script":
        name = rest.split(maxsplit=1)[0] if rest.split() else "bash"
    if name in _SAME_NAME:
        return name
    return _MAGIC_LANGUAGES.get(name, "")


def _show(is_gone: bool, is_folded: bool) -> Show:
    if is_gone:
        return Show.GONE
    return Show.FOLDED if is_folded else Show.OPEN


def _is_on(value: object) -> bool:
    return value is True or value == "true"
