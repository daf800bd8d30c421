"""nbgrader's gradebook.db: written and read back by nbgrader's own classes, and what is refused."""

import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from assessments.notebooks.gradebook_file import (
    MAGIC,
    MAX_BYTES,
    BookAssignment,
    BookCell,
    BookScore,
    BookStudent,
    NotAGradebook,
    read_gradebook,
    write_gradebook,
)
from assessments.notebooks.worker.gradebook_file import PLACE, answer, opened

AT = "2026-03-02 09:00:00 UTC"
ASSIGNMENTS = [
    BookAssignment("반복문", [BookCell("tests", 3), BookCell("essay", 2, is_task=True, cell_type="markdown")]),
    BookAssignment("mock", [BookCell("total", 20)]),
]  # fmt: skip
STUDENTS = [BookStudent("u1", "벤", "", "ben@test.example", "1"), BookStudent("u2", "길", "", "")]
SCORES = [
    BookScore("u1", "반복문", AT, {"tests": (3.0, None), "essay": (None, 1.5)}, penalty=0.5),
    BookScore("u1", "mock", AT, {"total": (5.0, None)}, extra=2.25),
    BookScore("u2", "반복문", AT, {"tests": (1.0, None), "essay": (None, None)}, waits=True),
]


@pytest.fixture(scope="module")
def database() -> bytes:
    return write_gradebook("작은 과정", ASSIGNMENTS, STUDENTS, SCORES)


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worker's program writes where it is started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def changed(database: bytes, folder: Path, *statements: str) -> bytes:
    """The database after somebody has been at it."""
    path = folder / "changed.db"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path.read_bytes()


def test_what_is_written_is_read_back(database: bytes) -> None:
    found = read_gradebook(database)

    assert found.assignments == {"반복문": Decimal(5), "mock": Decimal(20)}
    assert {(one.id, one.first_name, one.email) for one in found.students} == {
        ("u1", "벤", "ben@test.example"),
        ("u2", "길", ""),
    }
    scores = {(one.student, one.assignment): (one.earned, one.waits) for one in found.scores}
    assert scores == {
        ("u1", "반복문"): (Decimal(4), False),
        ("u1", "mock"): (Decimal("7.25"), False),
        ("u2", "반복문"): (Decimal(1), True),
    }


def test_each_cell_is_kept_as_nbgrader_keeps_it(database: bytes, tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as connection:
        cells = connection.execute(
            "SELECT base_cell.name, base_cell.type, auto_score, manual_score, extra_credit "
            "FROM grade JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "WHERE student_id = 'u1' ORDER BY base_cell.name"
        ).fetchall()

    assert cells == [
        ("essay", "TaskCell", None, 1.5, None),
        ("tests", "GradeCell", 3.0, None, None),
        ("total", "GradeCell", 5.0, None, 2.25),
    ]


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (["CREATE TABLE more (x)"], "unknown"),
        (["CREATE VIEW more AS SELECT 1"], "unknown"),
        (["CREATE TRIGGER t AFTER INSERT ON student BEGIN DELETE FROM grade; END"], "unknown"),
        (["DROP TABLE comment"], "missing"),
        (["UPDATE alembic_version SET version_num = 'b6d005d67074'"], "version"),
        (["DROP TABLE grade", "CREATE TABLE grade (x)"], "broken"),
    ],
)
def test_what_is_not_nbgraders_is_refused(
    database: bytes, in_folder: Path, statements: list[str], problem: str
) -> None:
    data = changed(database, in_folder, *statements)

    assert answer({"database": b64encode(data).decode()})["error"] == problem


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:5000],
        lambda data: data[:4096] + b"\xff" * (len(data) - 4096),
        lambda _: MAGIC + b"\0" * 5000,
    ],
)
def test_what_is_no_whole_database_is_refused(
    database: bytes, in_folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    assert answer({"database": b64encode(spoil(database)).decode()})["error"] == "broken"


def test_a_database_is_opened_to_read_alone(database: bytes, in_folder: Path) -> None:
    PLACE.write_bytes(database)

    with closing(opened()) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM grade")


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"PK\x03\x04", "not_sqlite"), (MAGIC + b"\0" * MAX_BYTES, "too_large")],
)
def test_what_is_no_database_is_not_given_to_a_worker(data: bytes, problem: str) -> None:
    with pytest.raises(NotAGradebook) as caught:
        read_gradebook(data)

    assert caught.value.problem == problem


def test_a_refusal_of_the_confined_process_says_why(database: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotAGradebook) as caught:
        read_gradebook(changed(database, tmp_path, "CREATE TABLE more (x)"))

    assert (caught.value.problem, caught.value.detail) == ("unknown", "more")
