"""Runs nbgrader's own release steps on one notebook, inside a confined process.

Reads one JSON line from standard input, ``{"notebook", "autotests", "files", "result_fd"}``,
and writes one JSON line to the result descriptor: ``{"release", "key"}`` or ``{"error"}``.
"""

import base64
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    InstantiateTests,
    LockCells,
)

TO_THE_KEY = (
    InstantiateTests,
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
)
TO_THE_RELEASE = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)


def main() -> None:
    """Answer the one request on standard input."""
    request = json.loads(sys.stdin.readline())
    with os.fdopen(request["result_fd"], "w", encoding="utf-8") as channel:
        json.dump(answer(request), channel)
        channel.write("\n")


def warm_up(_libraries: Iterable[str]) -> None:
    """Nothing more than what stands above is needed."""


def answer(request: dict[str, Any]) -> dict[str, str]:
    """Return the release version and the key, or what nbgrader has against the notebook."""
    try:
        write_files(request)
        return prepared(request["notebook"])
    except Exception as problem:  # noqa: BLE001 - whatever nbgrader says is the answer
        return {"error": f"{type(problem).__name__}: {problem}"}


def write_files(request: dict[str, Any]) -> None:
    """Lay out the files that generated tests may read."""
    for name, content in request["files"].items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    if request["autotests"]:
        Path("autotests.yml").write_text(request["autotests"], encoding="utf-8")


def prepared(text: str) -> dict[str, str]:
    """Return the notebook before and after hidden tests and mark schemes are cleared."""
    notebook = nbformat.reads(text, as_version=4)
    MetadataValidator().upgrade_notebook_metadata(notebook)
    resources: dict[str, Any] = {"metadata": {"path": str(Path.cwd())}}
    for step in TO_THE_KEY:
        notebook, resources = step().preprocess(notebook, resources)
    key = nbformat.writes(notebook)
    for step in TO_THE_RELEASE:
        notebook, resources = step().preprocess(notebook, resources)
    return {"key": key, "release": nbformat.writes(notebook)}
