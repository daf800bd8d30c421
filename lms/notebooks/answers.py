"""One cell of a submission as its marker reads it: the question, the answer, what was expected."""

import json
from dataclasses import dataclass
from typing import Any

import courses
from assessments.notebooks import BadNotebook as UnreadableNotebook
from assessments.notebooks import CellDifference, Change, difference_in, differences
from courses.notebooks import BadNotebook
from lms.notebooks.archives import unpack
from lms.notebooks.feedback import highest_heading, under_heading
from lms.notebooks.models import Submission
from lms.storage import BlobStore

MOST_QUESTION_CELLS = 4
HEADINGS_BELOW = 2

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Parts of the page as sanitised HTML; empty where there is nothing."""

    question: str
    given: str
    expected: str


def answer_to(storage: BlobStore, submission: Submission, cell_name: str) -> Answer:
    """What was asked, what the person wrote (run anew by the grader), what the author wrote."""
    notebook_name = f"{submission.assignment.name}.ipynb"
    given = _read(_executed(storage, submission, notebook_name))
    author = _read(unpack(storage.get(submission.graded_by.source_blob)).get(notebook_name, b""))
    place = _place_of(given, cell_name)
    asked = _place_of(author, cell_name)
    return Answer(
        _html(author, _question_before(author, asked)),
        _html(given, [] if place is None else [given["cells"][place]]),
        _html(author, [] if asked is None else [author["cells"][asked]]),
    )


def changes_in(storage: BlobStore, submission: Submission) -> list[CellDifference]:
    """What the person changed, added and removed; nothing where a notebook cannot be read."""
    try:
        return differences(*_pair(storage, submission))
    except UnreadableNotebook:
        return []


def change_of(storage: BlobStore, submission: Submission, cell_name: str) -> CellDifference | None:
    """What became of one cell; None where it was not changed or a notebook cannot be read."""
    found = difference_in(*_pair(storage, submission), cell_name)
    return None if found is None or found.change is Change.SAME else found


def _pair(storage: BlobStore, submission: Submission) -> tuple[bytes, bytes]:
    """The notebook as it was given out, and as it was handed in."""
    notebook_name = f"{submission.assignment.name}.ipynb"
    given_out = unpack(storage.get(submission.version.release_blob)).get(notebook_name, b"")
    handed_in = unpack(storage.get(submission.blob)) if submission.size else {}
    return given_out, handed_in.get(notebook_name, b"")


def _executed(storage: BlobStore, submission: Submission, notebook_name: str) -> bytes:
    if submission.executed_blob:
        return storage.get(submission.executed_blob)
    return unpack(storage.get(submission.blob)).get(notebook_name, b"")


def _read(data: bytes) -> Notebook:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {"cells": []}
    is_notebook = isinstance(found, dict) and isinstance(found.get("cells"), list)
    return found if is_notebook else {"cells": []}


def _place_of(notebook: Notebook, cell_name: str) -> int | None:
    for place, cell in enumerate(notebook["cells"]):
        if _grading(cell).get("grade_id") == cell_name:
            return place
    return None


def _grading(cell: Any) -> dict[str, Any]:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    grading = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return grading if isinstance(grading, dict) else {}


def _question_before(notebook: Notebook, place: int | None) -> list[Any]:
    """The texts right before a cell, back to the last code or graded cell."""
    question: list[Any] = []
    for cell in reversed(notebook["cells"][: place or 0]):
        is_text = isinstance(cell, dict) and cell.get("cell_type") == "markdown"
        is_graded = bool(_grading(cell).get("grade") or _grading(cell).get("task"))
        if not is_text or is_graded or len(question) == MOST_QUESTION_CELLS:
            break
        question.insert(0, cell)
    return question


def _html(notebook: Notebook, cells: list[Any]) -> str:
    if not cells:
        return ""
    part = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, **notebook, "cells": cells}
    try:
        html = courses.render_notebook(json.dumps(part)).html
    except BadNotebook:
        return ""
    return under_heading(html, HEADINGS_BELOW + 1 - highest_heading(html))
