"""What a notebook's code asks for that a lab or a reader may not have: the network, a secret key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from courses.model import Course, Material, Problem
from courses.places import Places

_CALLS = (
    r"\brequests\.(?:get|post|request|Session)\s*\(",
    r"\bhttpx\.(?:get|post|stream|Client)\s*\(",
    r"\burl(?:open|retrieve)\s*\(",
    r"\bread_(?:csv|json|html|excel|parquet|table)\s*\(\s*[rf]?[\"'](?:https?|ftp)://",
    r"\b(?:load_dataset|from_pretrained|hf_hub_download|snapshot_download|get_file)\s*\(",
    r"\bfetch_(?:openml|california_housing|20newsgroups|lfw_people|covtype|olivetti_faces)\s*\(",
    r"\bdatasets\.\w+\.load_data\s*\(",
    r"\bdownload\s*=\s*True\b",
    r"\bnltk\.download\s*\(",
    r"\bgdown\.download\s*\(",
    r"\bsns\.load_dataset\s*\(",
)
_COMMANDS = r"^[ \t]*[!%][ \t]*(?:\w+[ \t]+)*?(?:wget|curl|gdown|git[ \t]+clone|apt(?:-get)?[ \t]+install|kaggle|(?:pip3?|conda|mamba)[ \t]+install)\b"
_NETWORK = re.compile("|".join((*_CALLS, _COMMANDS)), re.MULTILINE)
_SECRET = re.compile(
    r"\bgetpass\s*\(|\bnotebook_login\s*\(|\bdrive\.mount\s*\(|\bauthenticate_user\s*\("
    r"|\b(?:environ(?:\.get\s*\(|\s*\[)|getenv\s*\(|userdata\.get\s*\()\s*[\"'][A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASSWORD)[A-Z0-9_]*[\"']"
)
_WRITTEN_SECRET = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|ghp_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35})\b"
)
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)

_KINDS = (
    ("error", "secret-in-code", _WRITTEN_SECRET, "a secret key stands in the code"),
    ("warning", "needs-secret", _SECRET, "the code asks for a secret key or a log-in"),
    ("warning", "needs-network", _NETWORK, "the code needs the network"),
)


def code_problems(course: Course) -> list[Problem]:
    """Cells that need the network or a secret key, each kind once a notebook and line."""
    notebooks = {
        m.path: m for lesson in course.lessons for m in lesson.materials if _is_notebook(m)
    }
    return [problem for path in sorted(notebooks) for problem in problems_in(notebooks[path])]


def _is_notebook(material: Material) -> bool:
    return material.path.lower().endswith(".ipynb")


def problems_in(material: Material) -> Iterator[Problem]:
    """The problems of one notebook's code, cell by cell."""
    text = material.data.decode("utf-8", "replace")
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return
    places = Places(text)
    for number, source in _code_cells(notebook):
        for severity, code, pattern, message in _KINDS:
            found = pattern.search(_COMMENT.sub("", source))
            if found:
                line = places.next_line_of(_as_in_json(found[0]))
                what = f"cell {number}: {message}: {_shown(found[0], code)}"
                yield Problem(
                    "error" if severity == "error" else "warning", code, material.path, line, what
                )


def _code_cells(notebook: Any) -> Iterator[tuple[int, str]]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for number, cell in enumerate(cells if isinstance(cells, list) else (), start=1):
        if isinstance(cell, Mapping) and cell.get("cell_type") == "code" and not _is_skipped(cell):
            source = cell.get("source", "")
            yield number, "".join(map(str, source)) if isinstance(source, list) else str(source)


def _is_skipped(cell: Mapping[str, Any]) -> bool:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    return isinstance(tags, list) and bool({"skip-execution", "remove-cell"} & set(map(str, tags)))


def _as_in_json(text: str) -> str:
    return json.dumps(text.strip(), ensure_ascii=False)[1:-1]


def _shown(text: str, code: str) -> str:
    return f"{text[:6]}…" if code == "secret-in-code" else " ".join(text.split())[:60]
