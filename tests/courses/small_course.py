"""A small course that tests change as they need it, and the pieces it is made of."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>'
COURSE = """\
slug: small
title: {ko: 작은 과정, en: A small course}
summary: {ko: 시험용, en: For tests}
level: foundation
languages: [ko, en]
units:
  - {dir: 01-one, title: {ko: 하나, en: One}}
  - {dir: 02-two, title: {ko: 둘, en: Two}}
"""


def lesson(key: str, title: str, body: str) -> str:
    return f"---\nid: {key}\ntitle: {title}\nminutes: 10\n---\n\n{body}\n"


def notebook(*cells: dict[str, Any], key: str = "lab", title: str = "실습") -> str:
    metadata = {
        "baeum": {"id": key, "title": title, "minutes": 20},
        "language_info": {"name": "python"},
    }
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)},
        ensure_ascii=False,
        indent=1,
    )


def markdown_cell(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "m", "metadata": {}, "source": source, **more}


def code_cell(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "c",
        "metadata": {"tags": list(tags)},
        "execution_count": 1,
        "source": source,
        "outputs": list(outputs),
    }


def display(**data: Any) -> dict[str, Any]:
    named = {name.replace("__", "/").replace("_plus_", "+"): value for name, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": named}


FILES: dict[str, str | bytes] = {
    "course.yml": COURSE,
    "01-one/01-start.md": lesson("start", "시작", "## 인사\n\n[다음](../02-two/01-lab.ipynb)"),
    "01-one/01-start.en.md": lesson("start", "Start", "## Hello\n\n[next](../02-two/01-lab.ipynb)"),
    "01-one/02-more.md": lesson("more", "더", "![점](images/dot.png)\n\n[처음](01-start.md#인사)"),
    "01-one/02-more.en.md": lesson("more", "More", "![dot](images/dot.png)"),
    "01-one/images/dot.png": PNG,
    "02-two/01-lab.ipynb": notebook(markdown_cell("# 실습\n\n안녕"), code_cell("1 + 1")),
    "02-two/01-lab.en.ipynb": notebook(markdown_cell("# Lab\n\nhello"), title="Lab"),
    "02-two/data/numbers.csv": "a,b\n1,2\n",
    "assignments/first/first.ipynb": notebook(code_cell("pass")),
    "assignments/first/assignment.yml": "title: {ko: 첫 과제, en: First}\n",
    "items/bank.yml": "bank: small\n",
    "exams/mock-1.yml": "id: mock-1\n",
}


def write_course(root: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the small course with some files changed, added or (None) left out."""
    for name, content in {**FILES, **(changes or {})}.items():
        path = root / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root
