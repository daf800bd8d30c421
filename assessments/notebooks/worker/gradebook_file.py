"""Reads and writes nbgrader's gradebook.db with nbgrader's own classes, inside a confined process.

Reads one JSON line from standard input: ``{"result_fd", "database"}`` to read, or
``{"result_fd", "course", "assignments", "students", "scores"}`` to write. Writes one JSON line
to the result descriptor: what the database holds, ``{"database"}``, or ``{"error", "detail"}``.
"""

import base64
import json
import os
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, func
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

PLACE = Path("gradebook.db")
MOST_LETTERS = 4 * 1024 * 1024
MOST_STUDENTS, MOST_ASSIGNMENTS = 10_000, 140
HARMLESS_KINDS = {"table", "index"}


class Refused(Exception):
    """Why a database is not read: a word, and what it is about."""


def main() -> None:
    """Answer the one request on standard input."""
    request = json.loads(sys.stdin.readline())
    with os.fdopen(request["result_fd"], "w", encoding="utf-8") as channel:
        json.dump(answer(request), channel)
        channel.write("\n")


def warm_up(_libraries: Iterable[str]) -> None:
    """Nothing more than what stands above is needed."""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for, or why it is refused."""
    try:
        return read(request) if "database" in request else written(request)
    except Refused as refused:
        return {"error": refused.args[0], "detail": refused.args[1]}
    except (sqlite3.Error, SQLAlchemyError, ValueError, TypeError, LookupError) as problem:
        return {"error": "broken", "detail": f"{type(problem).__name__}: {problem}"[:200]}


def read(request: dict[str, Any]) -> dict[str, Any]:
    """Return assignments, students and scores of a database that is opened to read alone."""
    PLACE.write_bytes(base64.b64decode(request["database"]))
    with closing(opened()) as connection:
        refuse_unknown(connection)
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        with Session(engine) as session:
            return contents(session)


def opened() -> sqlite3.Connection:
    """Return a connection that can change nothing and trusts nothing of the schema."""
    connection = sqlite3.connect(f"file:{PLACE}?mode=ro&immutable=1", uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_LETTERS)
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def refuse_unknown(connection: sqlite3.Connection) -> None:
    """Raise Refused for anything but nbgrader's own tables in its present version."""
    known = {*api.Base.metadata.tables, "alembic_version"}
    found = set()
    for kind, name, table in connection.execute("SELECT type, name, tbl_name FROM sqlite_master"):
        if kind not in HARMLESS_KINDS or table not in known:
            raise Refused("unknown", str(name)[:80])
        found.add(table)
    if missing := known - found:
        raise Refused("missing", min(missing))
    version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if version != [(present_version(),)]:
        raise Refused("version", str(version[:1])[:80])


def present_version() -> str:
    """Return what nbgrader calls the schema of its present release; it would start a program to ask."""
    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR)
    return str(ScriptDirectory.from_config(config).get_current_head())


def contents(session: Session) -> dict[str, Any]:
    """Return what counts in nbgrader's own export: the score less what lateness costs."""
    assignments = session.query(api.Assignment.name, api.Assignment.max_score).all()
    students = session.query(
        api.Student.id, api.Student.first_name, api.Student.last_name, api.Student.email
    ).limit(MOST_STUDENTS + 1).all()  # fmt: skip
    if len(assignments) > MOST_ASSIGNMENTS or len(students) > MOST_STUDENTS:
        raise Refused("too_many", f"{len(assignments)}, {len(students)}")
    scores = session.query(
        api.SubmittedAssignment.student_id,
        api.Assignment.name,
        api.SubmittedAssignment.id,
        func.sum(api.Grade.score),
        func.max(api.Grade.needs_manual_grade),
    )
    scores = scores.join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
    scores = scores.outerjoin(
        api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id
    )
    scores = scores.outerjoin(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
    scores = scores.group_by(api.SubmittedAssignment.id)
    late = session.query(
        api.SubmittedNotebook.assignment_id,
        func.sum(api.SubmittedNotebook.late_submission_penalty),
    )
    penalties = dict(late.group_by(api.SubmittedNotebook.assignment_id).all())
    return {
        "assignments": [[str(name), number(most)] for name, most in assignments],
        "students": [[text(value) for value in student] for student in students],
        "scores": [
            [text(who), text(name), earned(score, penalties.get(key)), bool(waits)]
            for who, name, key, score, waits in scores
        ],
    }


def earned(score: Any, penalty: Any) -> float:
    """Return the score less what lateness costs, never below nothing."""
    return max(0.0, number(score) - number(penalty))


def number(value: Any) -> float:
    """Return a number; nothing is 0."""
    return float(value or 0)


def text(value: Any) -> str:
    """Return a short text; nothing is empty."""
    return "" if value is None else str(value)[:300]


def written(request: dict[str, Any]) -> dict[str, Any]:
    """Return a database with everything of the request in it."""
    api.get_alembic_version = present_version
    with api.Gradebook(f"sqlite:///{PLACE}", request["course"]) as book:
        for assignment in request["assignments"]:
            add_assignment(book, assignment)
        for student in request["students"]:
            book.update_or_create_student(student.pop("id"), **student)
        for score in request["scores"]:
            add_score(book, score)
    return {"database": base64.b64encode(PLACE.read_bytes()).decode()}


def add_assignment(book: Any, assignment: dict[str, Any]) -> None:
    """Add an assignment with one notebook of its name, and the cells that carry points."""
    name = assignment["name"]
    book.update_or_create_assignment(name)
    book.update_or_create_notebook(name, name)
    for cell in assignment["cells"]:
        kind = "task" if cell["is_task"] else "grade"
        add = getattr(book, f"update_or_create_{kind}_cell")
        add(cell["name"], name, name, max_score=cell["points"], cell_type=cell["cell_type"])


def add_score(book: Any, score: dict[str, Any]) -> None:
    """Add a submission with what each cell earned; `extra` goes to its first cell."""
    submission = book.update_or_create_submission(
        score["assignment"], score["student"], timestamp=score["at"]
    )
    extra = score["extra"]
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = score["penalty"]
        for grade in sorted(notebook.grades, key=lambda one: str(one.cell.name)):
            auto, manual = score["cells"].get(grade.cell.name, (None, None))
            grade.auto_score, grade.manual_score = auto, manual
            grade.needs_manual_grade = score["waits"] and auto is None and manual is None
            if extra:
                grade.auto_score = auto if manual is not None else auto or 0.0
                grade.extra_credit, extra = extra, 0
    book.db.commit()


if __name__ == "__main__":
    main()
