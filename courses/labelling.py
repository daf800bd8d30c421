"""What the pages of a course share: labels, titles, cited works, commands for formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from courses.bibliography import BadBibliography, Entry, read_bibliography
from courses.lessonsources import VariantSource
from courses.model import Problem
from courses.myst.index import index_labels
from courses.myst.labels import Labels
from courses.source import Folder, Unreadable

_NAME = re.compile(r"\\?[A-Za-z]+\Z")


def labels_of(folder: Folder, sources: Iterable[VariantSource]) -> tuple[Labels, list[Problem]]:
    """The labels of every lesson file, and what is wrong with the bibliographies."""
    labels = index_labels(sources)
    labels.macros = _macros(folder)
    if not labels.cited and not labels.bibliography:
        return labels, []
    labels.entries, problems = _entries(folder)
    return labels, problems


def macros_in(value: object) -> dict[str, str]:
    """Commands without arguments out of a ``math:`` or ``macros:`` mapping."""
    if not isinstance(value, Mapping):
        return {}
    found = {}
    for name, given in value.items():
        text = given.get("macro") if isinstance(given, Mapping) else given
        if isinstance(text, str) and "#1" not in text and _NAME.match(str(name)):
            found[f"\\{str(name).lstrip(chr(92))}"] = text[:500]
    return dict(list(found.items())[:200])


def _entries(folder: Folder) -> tuple[dict[str, Entry], list[Problem]]:
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path in (path for path in folder.files if path.lower().endswith(".bib")):
        try:
            entries.update(read_bibliography(folder.read_text(path)))
        except Unreadable as error:
            problems.append(error.problem)
        except BadBibliography as error:
            problems.append(Problem("warning", "bad-bibliography", path, None, str(error)))
    return entries, problems


def _macros(folder: Folder) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in folder.files:
        name = path.rsplit("/", 1)[-1]
        if name == "myst.yml":
            found.update(macros_in(_at(_yaml(folder, path), "project", "math")))
        elif name == "_config.yml":
            tex = _at(_yaml(folder, path), "sphinx", "config", "mathjax3_config", "tex", "macros")
            found.update(macros_in(tex))
    return found


def _yaml(folder: Folder, path: str) -> object:
    try:
        return yaml.safe_load(folder.read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError, Unreadable):
        return None  # the layout reports what is wrong with it


def _at(value: object, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
