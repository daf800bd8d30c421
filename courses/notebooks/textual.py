"""Notebooks written as text: MyST and Jupytext Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.files.yamltext import BadYaml, read_mapping
from courses.notebooks.cells import known_language
from courses.notebooks.formats import CELL_LIMIT, BadNotebook, Cell, Notebook

_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>[^`\n]*)$")
_DIRECTIVE = re.compile(r"\{(?P<name>code-cell|raw-cell)\}[ \t]*(?P<language>\S{0,40})")
_OPTION = re.compile(r"^:(?P<name>[\w-]+):[ \t]*(?P<value>.*)$")
_BREAK = re.compile(r"^\+\+\+[ \t]*(?P<metadata>\{.*\})?[ \t]*$")
_REGION = re.compile(
    r"^<!-- #(?P<end>end)?(?P<kind>region|raw|md|markdown)\b(?P<rest>.*?)-->[ \t]*$"
)
_KEY_VALUE = re.compile(r"([\w.-]+)=(\[[^\]\n]{0,500}\]|\"[^\"\n]{0,500}\"|[\w.-]+)")


def read_text_notebook(values: Mapping[str, Any], body: str) -> Notebook | None:
    """The notebook that a Markdown text with this front matter is, or None when it is none.

    A text is one when it has a ``{code-cell}``, or when Jupytext's front matter
    says that its fences are cells. Raises BadNotebook for too many cells.
    """
    values = settings_in(values)
    if is_jupytext_markdown(values):
        return text_notebook(values, _jupytext_cells(body, language_in(values)))
    if "{code-cell}" not in body:
        return None
    cells = list(_myst_cells(body))
    return text_notebook(values, cells) if any(cell.kind == "code" for cell in cells) else None


def settings_in(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A notebook's own settings: Jupytext writes them below ``jupyter``, MyST at the top."""
    return {**values, **as_mapping(values.get("jupyter"))}


def is_jupytext_markdown(values: Mapping[str, Any]) -> bool:
    """Tell whether front matter is that of Jupytext's own Markdown format."""
    written = as_mapping(as_mapping(values.get("jupytext")).get("text_representation"))
    return written.get("format_name") == "markdown"


def language_in(values: Mapping[str, Any]) -> str:
    """The language that front matter names."""
    spec = as_mapping(values.get("kernelspec"))
    names = (str(spec.get(key, "")) for key in ("language", "name"))
    return next((found for name in names if name and (found := known_language(name))), "python")


def to_ipynb(notebook: Notebook, title: str) -> bytes:
    """The same notebook as a file of format 4.5 for a lab; equal texts give equal bytes."""
    cells = [_as_json(cell, number) for number, cell in enumerate(notebook.cells, start=1)]
    has_title = any(c.source.lstrip().startswith("# ") for c in notebook.cells[:1])
    if title and not has_title:
        cells.insert(0, _as_json(Cell("markdown", f"# {title}"), 0))
    language = language_in(notebook.metadata)
    spec = {k: str(v) for k, v in as_mapping(notebook.metadata.get("kernelspec")).items()}
    if language == "python":
        # an author's environment may have any name; a lab's Python has this one
        spec.update(name="python3", display_name="Python 3")
    spec = {"name": language, "display_name": language, **spec, "language": language}
    metadata = {"kernelspec": spec, "language_info": {"name": language}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value itself if it is a mapping, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def text_notebook(values: Mapping[str, Any], cells: Iterator[Cell] | list[Cell]) -> Notebook:
    """The notebook of some cells, without the empty ones; raises BadNotebook for too many."""
    kept = [cell for cell in cells if cell.source.strip()]
    if len(kept) > CELL_LIMIT:
        raise BadNotebook(f"the notebook has more than {CELL_LIMIT:,} cells")
    metadata = {key: values[key] for key in ("kernelspec", "language_info") if key in values}
    return Notebook(metadata, tuple(kept), is_text=True)


def _as_json(cell: Cell, number: int) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": f"cell-{number}",
        "metadata": _as_metadata(cell.metadata),
    }
    if cell.kind == "code":
        shared.update(execution_count=None, outputs=[])
    return {**shared, "source": cell.source}


def _as_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A cell's metadata with its tags as the format wants them: a list, each once."""
    tags = metadata.get("tags")
    tags = tags if isinstance(tags, list | tuple) else [tags] if tags else []
    rest = {str(name): value for name, value in metadata.items() if name != "tags"}
    return {**rest, **({"tags": list(dict.fromkeys(map(str, tags)))} if tags else {})}


@dataclass
class _Markdown:
    """The Markdown lines since the last cell."""

    lines: list[str] = field(default_factory=list)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def cell(self, following: Mapping[str, Any]) -> Cell:
        """The cell of the lines so far; the lines that follow have other metadata."""
        cell = Cell("markdown", "\n".join(self.lines).strip("\n"), self.metadata)
        self.lines, self.metadata = [], following
        return cell


def _myst_cells(body: str) -> Iterator[Cell]:
    """The cells of a MyST text; directives inside of others are no cells."""
    text = _Markdown()
    for block in _blocks(body):
        directive = _DIRECTIVE.match(block.info)
        separator = None if block.info else _BREAK.match(block.lines[0])
        if directive and block.is_closed:
            yield text.cell({})
            yield _directive_cell(directive, block.lines[1:-1])
        elif separator:
            yield text.cell(_json_mapping(separator["metadata"]))
        else:
            text.lines += block.lines
    yield text.cell({})


def _directive_cell(directive: re.Match[str], lines: list[str]) -> Cell:
    options, code = _options(lines)
    if isinstance(options.get("tags"), str):
        options["tags"] = [tag.strip() for tag in options["tags"].split(",")]
    kind = "raw" if directive["name"] == "raw-cell" else "code"
    return Cell("raw" if kind == "raw" else "code", "\n".join(code), options)


def _options(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    """A directive's options, ``:name: value`` or YAML between ``---``, and the lines below."""
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        end = 1 + [line.strip() for line in lines[1:]].index("---")
        return _yaml("\n".join(lines[1:end])), lines[end + 1 :]
    named = []
    for line in lines:
        option = _OPTION.match(line)
        if option is None:
            break
        named.append(f"{option['name']}: {option['value']}")
    rest = lines[len(named) :]
    return _yaml("\n".join(named)), rest[1:] if named and rest and not rest[0].strip() else rest


def _jupytext_cells(body: str, language: str) -> Iterator[Cell]:
    """The cells of Jupytext Markdown: fences in the notebook's language, text between them."""
    text = _Markdown()
    region = ""
    for block in _blocks(body):
        name, _, rest = block.info.partition(" ")
        mark = None if block.info else _REGION.match(block.lines[0])
        is_code = block.is_closed and not region and name and known_language(name) == language
        if is_code and ".noeval" not in rest:
            yield text.cell({})
            yield Cell("code", "\n".join(block.lines[1:-1]), cell_metadata(rest))
        elif mark and not mark["end"]:
            yield text.cell(cell_metadata(mark["rest"]))
            region = mark["kind"]
        elif mark:
            cell = text.cell({})
            yield Cell("raw", cell.source, cell.metadata) if region == "raw" else cell
            region = ""
        else:
            text.lines += block.lines
    yield text.cell({})


@dataclass(frozen=True)
class _Block:
    """A line, or a fence with all its lines; ``info`` stands behind the opening marks."""

    lines: list[str]
    info: str = ""
    is_closed: bool = True


def _blocks(body: str) -> Iterator[_Block]:
    """The lines of a text, those of a top-level fence together."""
    opened: list[str] = []
    fence = info = ""
    for line in body.split("\n"):
        match = _FENCE.match(line)
        if not fence:
            if match and (match["info"] or match["fence"][0] != ":"):
                fence, info, opened = match["fence"], match["info"].strip(), [line]
            else:
                yield _Block([line])
            continue
        opened.append(line)
        if match and not match["info"].strip() and match["fence"].startswith(fence):
            yield _Block(opened, info or "text")
            fence = ""
    if fence:
        yield _Block(opened, info or "text", is_closed=False)


def _yaml(text: str) -> dict[str, Any]:
    try:
        return dict(read_mapping(text, ""))
    except BadYaml:
        return {}


def _json_mapping(text: str | None) -> Mapping[str, Any]:
    try:
        return as_mapping(json.loads(text or "{}"))
    except (ValueError, RecursionError):
        return {}


def cell_metadata(text: str) -> dict[str, Any]:
    """Metadata behind a cell's mark: ``tags=["a", "b"] name="x"``, or JSON."""
    start = text.find("{")
    if start >= 0:
        return dict(_json_mapping(text[start:].strip()))
    found: dict[str, Any] = {}
    for name, value in _KEY_VALUE.findall(text):
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found
