"""The author's notebook → what trainees get, and the key that grading needs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assessments.notebooks.cells import (
    Json,
    Kind,
    grade_id_of,
    is_graded,
    kind_of,
    points_of,
    read_notebook,
    write_notebook,
)
from assessments.notebooks.confinement import Limits
from assessments.notebooks.sandbox import Child, Interrupted, Level, Stopped, encoded

KEY_MARK = "baeum_key"
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
NAME = re.compile(r"[a-zA-Z0-9_-]+")
"""What a grade_id may be: the pattern of nbgrader's own schema of a cell's metadata."""

PREPARE_LIMITS = Limits(cell_seconds=60, total_seconds=120)


class NotReleasable(Exception):
    """nbgrader refuses the author's notebook; the text says why."""


@dataclass(frozen=True)
class GradedCell:
    """A cell that carries points; `label` is the heading it stands under."""

    grade_id: str
    kind: Kind
    points: Decimal
    label: str


@dataclass(frozen=True)
class ReleasedAssignment:
    """The trainees' notebook and the key to it.

    The key holds the generated and hidden tests and the checksums, but no solution.
    """

    notebook: bytes
    key: bytes
    max_score: Decimal
    cells: tuple[GradedCell, ...]


def release_assignment(
    source: bytes,
    *,
    files: Mapping[str, bytes] | None = None,
    autotests: str | None = None,
    level: Level | None = None,
) -> ReleasedAssignment:
    """Return the release version of an author's notebook, made by nbgrader's own steps.

    Solutions, hidden tests and mark schemes are cleared, checksums set, AUTOTEST lines
    turned into tests (from `autotests`, the text of an autotests.yml). Raises BadNotebook
    or NotReleasable.
    """
    notebook = read_notebook(source)
    _check_names(notebook["cells"])
    answer = _prepared(notebook, files or {}, autotests, level)
    key = read_notebook(answer["key"].encode())
    key["metadata"][KEY_MARK] = True
    cells = tuple(_graded_cells(key["cells"]))
    if not cells:
        raise NotReleasable("the notebook has no cell that carries points")
    return ReleasedAssignment(
        notebook=write_notebook(read_notebook(answer["release"].encode())),
        key=write_notebook(key),
        max_score=sum((cell.points for cell in cells), Decimal(0)),
        cells=cells,
    )


def _check_names(cells: list[Json]) -> None:
    """Name a cell that nbgrader would refuse without saying which."""
    for number, cell in enumerate(cells, start=1):
        name = grade_id_of(cell)
        if name is not None and not NAME.fullmatch(name):
            raise NotReleasable(
                f"cell {number}: the grade_id {name!r} may hold only letters a to z, A to Z, "
                "digits, hyphens and underscores"
            )


def _graded_cells(cells: list[Json]) -> Iterator[GradedCell]:
    heading = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            heading = (HEADING.findall(cell["source"]) or [heading])[-1]
        if not is_graded(cell):
            continue
        name = grade_id_of(cell)
        if name is None:
            raise NotReleasable("a graded cell has no grade_id")
        yield GradedCell(name, kind_of(cell), points_of(cell), heading or name)


def _prepared(
    notebook: Json, files: Mapping[str, bytes], autotests: str | None, level: Level | None
) -> dict[str, str]:
    limits = PREPARE_LIMITS
    try:
        with Child("prepare", limits, level) as child:
            child.send(
                {
                    "result_fd": child.result_fd,
                    "notebook": write_notebook(notebook).decode(),
                    "files": encoded(files),
                    "autotests": autotests,
                },
                seconds=limits.cell_seconds,
            )
            answer = child.receive(seconds=limits.total_seconds)
    except (Stopped, Interrupted) as stopped:
        raise NotReleasable(f"preparing the notebook stopped: {stopped}") from stopped
    if "error" in answer:
        raise NotReleasable(str(answer["error"]))
    return {"key": str(answer["key"]), "release": str(answer["release"])}


@lru_cache(maxsize=32)
def _key_of_source(source: bytes, level: Level | None) -> bytes:
    return release_assignment(source, level=level).key


def key_notebook(source: bytes, level: Level | None = None) -> Json:
    """Return the key as a notebook, from the key's bytes or from the author's notebook."""
    notebook = read_notebook(source)
    if notebook["metadata"].get(KEY_MARK):
        return notebook
    return read_notebook(_key_of_source(source, level))


def visible(source: str, begin: str = "BEGIN HIDDEN TESTS", end: str = "END HIDDEN TESTS") -> str:
    """Return a test cell's text without its hidden regions."""
    kept, hidden = [], False
    for line in source.split("\n"):
        if begin in line:
            hidden = True
        elif end in line:
            hidden = False
        elif not hidden:
            kept.append(line)
    return "\n".join(kept)
