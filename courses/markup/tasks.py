"""Boxes of task lists get the words beside them as their label, so that they can be heard."""

from __future__ import annotations

import re

_BLOCKS = "ul|ol|p|div|pre|table|blockquote|details|figure|section|h[1-6]|hr"
_TASK = re.compile(
    r'(<li class="task-list-item[^"<>]*">\s*(?:<p>)?\s*)(<input [^<>]*>.*?)'
    rf"(?=</li>|</p>|<(?:{_BLOCKS})\b)",
    re.DOTALL,
)


def label_tasks(html: str) -> str:
    """The same sanitised HTML with a label around each task's box and its words."""
    return _TASK.sub(r"\1<label>\2</label>", html)
