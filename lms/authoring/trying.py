"""Every notebook of a course run confined, to find the cells that fail."""

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import courses
from assessments.notebooks import BadNotebook, Environment, FailedCell, NoEnvironment, failing_cells
from courses.places import Places

__all__ = ["NoEnvironment", "failures_in", "notebooks_of", "runner"]
Run = Callable[[bytes, Mapping[str, bytes]], list[FailedCell]]


def runner(folder: Path | None) -> Run:
    """What runs notebooks: in the environment that lies in a folder, else in our own.

    Raises NoEnvironment.
    """
    return partial(failing_cells, environment=Environment.read(folder)) if folder else failing_cells


def notebooks_of(course: courses.Course) -> list[tuple[courses.Material, Mapping[str, bytes]]]:
    """Each notebook of the course once, with the files that a lab lays beside it."""
    found: dict[str, tuple[courses.Material, Mapping[str, bytes]]] = {}
    for lesson in course.lessons:
        for one in lesson.materials:
            if one.path.lower().endswith(".ipynb"):
                found.setdefault(one.path, (one, _files_beside(one, lesson.materials)))
    return [found[path] for path in sorted(found)]


def _files_beside(
    notebook: courses.Material, materials: tuple[courses.Material, ...]
) -> dict[str, bytes]:
    here = posixpath.dirname(notebook.path)
    paths = {posixpath.relpath(one.path, here or "."): one.data for one in materials}
    own = posixpath.basename(notebook.path)
    return {path: data for path, data in paths.items() if path != own and ".." not in path}


def failures_in(
    notebook: courses.Material, files: Mapping[str, bytes], run: Run = failing_cells
) -> Iterator[courses.Problem]:
    """A problem for each cell that fails; the line is that of the cell's first words in the file."""
    places = Places(notebook.data.decode("utf-8", "replace"))
    try:
        failed = run(notebook.data, files)
    except BadNotebook as problem:
        yield courses.Problem("error", "bad-notebook", notebook.path, None, str(problem))
        return
    for cell in failed:
        first = cell.source.strip().split("\n")[0]
        line = places.next_line_of(json.dumps(first, ensure_ascii=False)[1:-1])
        message = f"cell {cell.number} fails: {cell.error}"
        yield courses.Problem("error", "failing-cell", notebook.path, line, message)
