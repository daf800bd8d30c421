"""Notebook task: a notebook that candidates fill in, marked as an assignment is."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.fields import Fields
from assessments.items.criteria import Criterion
from assessments.items.kind import Data, ItemType
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in
from assessments.notebooks.cells import (
    BadNotebook,
    Kind,
    grade_id_of,
    is_graded,
    kind_of,
    points_of,
    read_notebook,
)

MOST_BYTES = 1_000_000
MOST_SECONDS = 60
USUAL_SECONDS = 30
RECEIPT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Task(Body):
    """The author's notebook as JSON text, and what candidates get of it once it is released."""

    notebook: str
    released: str
    seconds: int
    rationale: Text


def criteria_of_cells(body: Task) -> tuple[Criterion, ...]:
    """Give what earns points: the cells with tests, by their permanent names."""
    cells = [cell for cell in read_notebook(body.notebook.encode())["cells"] if is_graded(cell)]
    named = [(grade_id_of(cell) or "", points_of(cell)) for cell in cells]
    return tuple(Criterion(name, {"": name}, points) for name, points in named)


class NotebookTask(ItemType[Task, str]):
    """An answer is the SHA-256 of an uploaded notebook, or null; its mark waits for the tests."""

    name = "notebook"
    fields = ("notebook", "released", "seconds", "rationale")
    is_marked_by_tests = True

    def parse(self, fields: Fields) -> Task:
        """Read the notebook, which has cells with points that tests give and none that people do."""
        notebook = fields.scalar("notebook")
        if fields.get("notebook") is not None:
            _note_unfit(fields, notebook)
        seconds = fields.whole("seconds", 1, MOST_SECONDS, USUAL_SECONDS)
        return Task(notebook, fields.scalar("released", ""), seconds, fields.text("rationale"))

    def data(self, body: Task) -> Data:
        """Give the body as plain values."""
        return {
            "notebook": body.notebook,
            **({"released": body.released} if body.released else {}),
            "seconds": body.seconds,
            "rationale": dict(body.rationale),
        }

    def with_texts(self, body: Task, convert: Callable[[Text], Text]) -> Task:
        """Give the body with its rationale converted; the notebook stays as it is."""
        return replace(body, rationale=convert(body.rationale))

    def present(self, body: Task, labels: Sequence[Label], language: str) -> Data:
        """Give how long a cell may run; the released notebook is a file of its own."""
        return {"seconds": body.seconds}

    def read(self, body: Task, given: object, labels: Sequence[Label]) -> str | None:
        """Give the hash of the file."""
        if given in (None, ""):
            return None
        if not isinstance(given, str) or not RECEIPT.fullmatch(given):
            raise WrongShape("a notebook is named by the SHA-256 of its file")
        return given

    def mark(self, body: Task, answer: str, scoring: Scoring, points: Decimal) -> Decimal:
        """Give nothing: tests mark it, cell by cell."""
        return Decimal(0)

    def explain(
        self, body: Task, answer: str | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give the receipt of the own file, the cells that earn points, and the rationale."""
        return {
            "given": answer,
            "tests": [
                {
                    "name": each.id,
                    "points": f"{each.points:f}",
                    "code": "",
                    "is_hidden": False,
                    "message": "",
                }
                for each in criteria_of_cells(body)
            ],
            "solution": "",
            "rationale": text_in(body.rationale, language),
        }


def _note_unfit(fields: Fields, notebook: str) -> None:
    at = fields.get("notebook")
    if len(notebook.encode()) > MOST_BYTES:
        fields.problem("bad-notebook", f"the notebook is larger than {MOST_BYTES} bytes", at=at)
        return
    try:
        cells = read_notebook(notebook.encode())["cells"]
    except BadNotebook as error:
        hint = "name a file beside the items, in a bank"
        fields.problem("bad-notebook", str(error), at=at, hint=hint)
        return
    graded = [cell for cell in cells if is_graded(cell)]
    if not sum((points_of(cell) for cell in graded), Decimal(0)):
        fields.problem("bad-notebook", "no cell of the notebook carries points", at=at)
    if any(kind_of(cell) is not Kind.TESTS for cell in graded):
        message = "only tests can mark in an exam; a cell waits for people"
        fields.problem("bad-notebook", message, at=at)
    if any(grade_id_of(cell) is None for cell in graded):
        fields.problem("bad-notebook", "a graded cell has no grade_id", at=at)
