"""The nbgrader assignments that lie beside the lessons of a course."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from courses.files.yamltext import BadYaml, as_minutes, as_text, read_mapping
from courses.model import AssignmentSource, Problem
from courses.source import Folder, Unreadable

FOLDER = "assignments"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")


def assignment_names(folder: Folder) -> list[str]:
    """The names of the assignments' folders, by the alphabet."""
    return sorted({p.split("/")[1] for p in folder.below(FOLDER) if p.count("/") > 1})


def read_assignments(
    folder: Folder,
    languages: tuple[str, ...],
    order: tuple[str, ...] = (),
    *,
    is_ours: bool = True,
) -> tuple[tuple[AssignmentSource, ...], list[Problem]]:
    """Every ``assignments/<name>/<name>.ipynb`` in this order, and what is wrong with them.

    Those that the order leaves out come last, by name. In a course that is not
    ours, other folders of that name are nothing special.
    """
    place = {name: number for number, name in enumerate(order)}
    names = [n for n in assignment_names(folder) if is_ours or _notebook(n) in folder]
    problems: list[Problem] = []
    found = []
    for name in sorted(names, key=lambda name: place.get(name, len(place))):
        try:
            found.append(_read(folder, name, languages))
        except (BadYaml, Unreadable) as error:
            problems.append(error.problem)
    return tuple(found), problems


def _read(folder: Folder, name: str, languages: tuple[str, ...]) -> AssignmentSource:
    here = f"{FOLDER}/{name}"
    settings, notebook = f"{here}/assignment.yml", _notebook(name)
    if not _NAME.match(name):
        message = "an assignment's name is lower-case letters, digits, - and _"
        raise BadYaml(Problem("error", "bad-assignment", here, None, message))
    if notebook not in folder:
        message = f"the notebook {name}.ipynb is missing"
        raise BadYaml(Problem("error", "bad-assignment", here, None, message))
    values = read_mapping(folder.read_text(settings), settings) if settings in folder else {}
    others = [p for p in folder.below(here) if p not in (settings, notebook)]
    return AssignmentSource(
        name=name,
        title=as_text(values.get("title"), languages) or {languages[0]: name},
        notebook=folder.path(notebook),
        files=tuple(folder.path(p) for p in others if PurePosixPath(p).suffix != ".pyc"),
        summary=as_text(values.get("summary"), languages),
        minutes=as_minutes(values.get("minutes")),
    )


def _notebook(name: str) -> str:
    return f"{FOLDER}/{name}/{name}.ipynb"
