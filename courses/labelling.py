"""What the pages of a course share: labels, titles, cited works, commands for formulas."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from courses.lessonsources import VariantSource
from courses.markup.bibliography import BadBibliography, Entry, read_bibliography
from courses.markup.macros import macros_in
from courses.model import Problem
from courses.myst.index import index_labels
from courses.myst.labels import Label, Labels
from courses.myst.otherbooks import books_in
from courses.myst.substituting import substitutions_in
from courses.source import Folder, Unreadable


def labels_of(folder: Folder, sources: Iterable[VariantSource]) -> tuple[Labels, list[Problem]]:
    """The labels of every lesson file, what stands twice, and what is wrong with bibliographies."""
    labels = index_labels(sources)
    _take_settings(folder, labels)
    twice = [_twice(name, second, first) for name, second, first in labels.duplicates()]
    if not labels.cited and not labels.bibliography:
        return labels, twice
    labels.entries, problems = _entries(folder)
    return labels, [*problems, *twice]


def _twice(name: str, second: Label, first: Label) -> Problem:
    place = f"{first.path}:{first.line}" if first.line else first.path
    message = f"the label {name[:80]!r} stands also at {place}"
    return Problem("warning", "duplicate-label", second.path, second.line, message)


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


def _take_settings(folder: Folder, labels: Labels) -> None:
    """Commands for formulas and texts for names out of the settings of a book."""
    for path in folder.files:
        name = path.rsplit("/", 1)[-1]
        if name == "myst.yml":
            project = _at(_yaml(folder, path), "project")
            labels.macros |= macros_in(_at(project, "math"))
            labels.substitutions |= substitutions_in(_at(project, "substitutions"))
            labels.books |= books_in(_at(project, "references"))
        elif name == "conf.py":
            given = _assigned(folder, path, "myst_substitutions")
            labels.substitutions |= substitutions_in(given)
            labels.books |= books_in(_assigned(folder, path, "intersphinx_mapping"))
        elif name == "_config.yml":
            settings = _yaml(folder, path)
            config = _at(settings, "sphinx", "config")
            labels.macros |= macros_in(_at(config, "mathjax_config", "TeX", "Macros"))
            labels.macros |= macros_in(_at(config, "mathjax3_config", "tex", "macros"))
            labels.books |= books_in(_at(config, "intersphinx_mapping"))
            labels.substitutions |= substitutions_in(
                _at(settings, "parse", "myst_substitutions"), _at(config, "myst_substitutions")
            )


def _assigned(folder: Folder, path: str, name: str) -> object:
    """What a settings file in Python assigns to a name, if it is written out; nothing is run."""
    source = folder.peek_text(path)
    if name not in source:
        return None
    try:
        tree = ast.parse(source)
        found = (each for each in tree.body if isinstance(each, ast.Assign))
        values = (
            each.value
            for each in found
            if any(isinstance(to, ast.Name) and to.id == name for to in each.targets)
        )
        return next((ast.literal_eval(value) for value in values), None)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _yaml(folder: Folder, path: str) -> object:
    try:
        return yaml.safe_load(folder.read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError, Unreadable):
        return None  # the layout reports what is wrong with it


def _at(value: object, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
