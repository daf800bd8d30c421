"""nbgrader's gradebook.db, read and written by nbgrader itself in a confined process."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from assessments.notebooks.confinement import MIB, Limits
from assessments.notebooks.sandbox import Child, Interrupted, Level, Stopped

MAGIC = b"SQLite format 3\0"
MAX_BYTES = 32 * MIB
LIMITS = Limits(
    cell_seconds=60,
    total_seconds=300,
    memory_bytes=1024 * MIB,
    disk_bytes=256 * MIB,
    processes=16,
    total_output_bytes=128 * MIB,
)
HUNDREDTH = Decimal("0.01")


class NotAGradebook(Exception):
    """A database that is not taken; `problem` is one word for why, `detail` what it is about."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


@dataclass(frozen=True)
class BookStudent:
    """A person by nbgrader's name; `lms_user_id` is what another system calls them."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str = ""


@dataclass(frozen=True)
class FoundScore:
    """What a student has for an assignment; `waits` while a person still has to mark some of it."""

    student: str
    assignment: str
    earned: Decimal
    waits: bool


@dataclass(frozen=True)
class FoundGradebook:
    """Assignments with what they are worth, students and scores of a database."""

    assignments: Mapping[str, Decimal]
    students: Sequence[BookStudent]
    scores: Sequence[FoundScore]


@dataclass(frozen=True)
class BookCell:
    """A cell that carries points; a task is marked by people alone."""

    name: str
    points: float
    is_task: bool = False
    cell_type: str = "code"


@dataclass(frozen=True)
class BookAssignment:
    """An assignment with one notebook of its name."""

    name: str
    cells: Sequence[BookCell]


@dataclass(frozen=True)
class BookScore:
    """What a student earned: (found, marked) by cell, less the penalty, plus `extra`.

    `at` is a moment as nbgrader writes it, with its zone; `waits` while some cell is not marked.
    """

    student: str
    assignment: str
    at: str
    cells: Mapping[str, tuple[float | None, float | None]]
    penalty: float = 0.0
    extra: float = 0.0
    waits: bool = False


def read_gradebook(data: bytes, level: Level | None = None) -> FoundGradebook:
    """Return what a gradebook.db of nbgrader's present schema holds; raises NotAGradebook.

    The file is opened to read alone, after its tables have been found to be nbgrader's own.
    """
    if not data.startswith(MAGIC):
        raise NotAGradebook("not_sqlite")
    if len(data) > MAX_BYTES:
        raise NotAGradebook("too_large")
    answer = _asked({"database": base64.b64encode(data).decode()}, level)
    return FoundGradebook(
        {name: _points(most) for name, most in answer["assignments"]},
        [BookStudent(*student) for student in answer["students"]],
        [
            FoundScore(student, name, _points(earned), waits)
            for student, name, earned, waits in answer["scores"]
        ],
    )


def write_gradebook(
    course: str,
    assignments: Sequence[BookAssignment],
    students: Sequence[BookStudent],
    scores: Sequence[BookScore],
    level: Level | None = None,
) -> bytes:
    """Return a gradebook.db that nbgrader opens; raises NotAGradebook when it could not be made."""
    answer = _asked(
        {
            "course": course,
            "assignments": [asdict(one) for one in assignments],
            "students": [asdict(one) for one in students],
            "scores": [asdict(one) for one in scores],
        },
        level,
    )
    return base64.b64decode(answer["database"])


def _asked(request: Mapping[str, Any], level: Level | None) -> Mapping[str, Any]:
    try:
        with Child("gradebook_file", LIMITS, level, is_warm=False) as child:
            child.send({"result_fd": child.result_fd, **request}, seconds=LIMITS.cell_seconds)
            answer = child.receive(seconds=LIMITS.total_seconds)
    except (Stopped, Interrupted) as stopped:
        raise NotAGradebook("stopped", str(stopped)) from stopped
    if "error" in answer:
        raise NotAGradebook(str(answer["error"]), str(answer["detail"]))
    return answer


def _points(value: float) -> Decimal:
    return Decimal(str(value)).quantize(HUNDREDTH)
