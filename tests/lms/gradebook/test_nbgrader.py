"""The gradebook as nbgrader keeps it: taken away, and brought."""

import io
from collections.abc import Callable
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.notebooks.gradebook_file import (
    BookAssignment,
    BookCell,
    BookScore,
    BookStudent,
    FoundGradebook,
    FoundScore,
    read_gradebook,
    write_gradebook,
)
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.gradebook import jobs
from lms.gradebook.book import Trainee
from lms.gradebook.models import NbgraderFile
from lms.gradebook.nbgrader_values import contents_of, sheet_of_gradebook
from lms.grades.models import Grade, GradeImport
from lms.notebooks.models import Assignment, CellMark, Submission, SubmissionState
from lms.storage import blobs
from tests.lms.gradebook.conftest import Class, GiveGrade
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

__all__ = ["assignment"]

ClientOf = Callable[[User], FlaskClient]
AT = "2026-03-02 09:00:00 UTC"


def run_jobs(app: Flask) -> None:
    app.extensions["queue"].run_waiting()


def handed_in(session: Session, world: World, assignment: Assignment) -> Submission:
    """Ben's submission: the first cell found right, another marked by Ann, a tenth off for lateness."""
    version = assignment.current_version
    assert version is not None
    first, *others = version.cells
    found = [{"grade_id": first["grade_id"], "score": first["points"], "manual": False}]
    found += [{"grade_id": one["grade_id"], "score": None, "manual": True} for one in others]
    submission = Submission(
        run=world.run, assignment_id=assignment.id, version_id=version.id, user_id=world.ben.id,
        attempt=1, blob="0" * 64, sha256="0" * 64, size=1, idempotency_key="k", received_at=NOW,
        state=SubmissionState.GRADED, graded_at=NOW, score=Decimal(0), max_score=version.max_score,
        report={"cells": found},
    )  # fmt: skip
    session.add(submission)
    session.flush()
    session.add(
        CellMark(
            submission_id=submission.id,
            cell_name=others[0]["grade_id"],
            points=Decimal(1),
            marked_by_id=world.ann.id,
            marked_at=NOW,
        )
    )
    session.commit()
    return submission


def test_each_cell_goes_with_what_was_found_and_what_a_person_gave(
    app: Flask, session: Session, world: World, assignment: Assignment, give_grade: GiveGrade
) -> None:
    submission = handed_in(session, world, assignment)
    first, second = (cell["grade_id"] for cell in submission.version.cells[:2])
    summed = Decimal(str(submission.version.cells[0]["points"])) + 1
    give_grade(
        world.ben, assignment.name, str(summed - Decimal("0.5")), "7", source_id=submission.id
    )

    with app.test_request_context():
        contents = contents_of(session, world.run)

    (score,) = contents.scores
    assert score.cells[first] == (float(submission.version.cells[0]["points"]), None)
    assert score.cells[second] == (None, 1.0)
    assert (score.student, score.penalty, score.extra) == (f"u{world.ben.id}", 0.5, 0.0)
    (book,) = contents.assignments
    assert [cell.name for cell in book.cells] == [
        cell["grade_id"] for cell in submission.version.cells
    ]


def test_the_file_is_made_by_the_worker_and_taken_away(
    app: Flask,
    session: Session,
    world: World,
    classmates: Class,
    give_grade: GiveGrade,
    *,
    client_of: ClientOf,
) -> None:
    give_grade(world.ben, "mock", "15", "20", work_kind="exam")
    give_grade(world.ben, "mock", "8")
    give_grade(classmates.ina, "mock", "9")
    ann, address = client_of(world.ann), f"/runs/{world.run.id}/gradebook"
    assert ann.post(f"{address}/gradebook.db").status_code == 404

    assert ann.post(f"{address}/nbgrader").status_code == 303
    assert "파일을 만들고 있습니다" in ann.get(f"{address}/nbgrader").text
    run_jobs(app)
    assert "내려받기" in ann.get(f"{address}/nbgrader").text
    answer = ann.post(f"{address}/gradebook.db")

    found = read_gradebook(answer.data)
    assert found.assignments == {"mock": Decimal(10), "mock-exam": Decimal(20)}
    scores = {(one.student, one.assignment): one.earned for one in found.scores}
    ben = f"u{world.ben.id}"
    assert scores == {(ben, "mock"): Decimal(8), (ben, "mock-exam"): Decimal(15)}
    assert {one.email for one in found.students} >= {world.ben.email, classmates.gil.email}
    kept = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("gradebook")))  # fmt: skip
    assert sorted(kept) == ["gradebook.download", "gradebook.nbgrader_file"]


def test_a_database_is_read_by_the_worker_looked_at_and_applied(
    app: Flask,
    session: Session,
    world: World,
    classmates: Class,
    give_grade: GiveGrade,
    *,
    client_of: ClientOf,
) -> None:
    give_grade(world.ben, "loops", "4")
    data = write_gradebook(
        "c",
        [BookAssignment("loops", [BookCell("total", 10)])],
        [
            BookStudent(f"u{world.ben.id}", "Ben", "", ""),
            BookStudent("gil", "", "", classmates.gil.email),
        ],
        [
            BookScore(f"u{world.ben.id}", "loops", AT, {"total": (9.0, None)}),
            BookScore("gil", "loops", AT, {"total": (None, None)}, waits=True),
        ],
    )
    ann = client_of(world.ann)

    page = ann.post(
        f"/runs/{world.run.id}/gradebook/import",
        data={"file": (io.BytesIO(data), "gradebook.db")},
        follow_redirects=True,
    )
    assert "파일을 읽고 있습니다" in page.text
    assert ann.post(f"{page.request.path}/apply").status_code == 409
    run_jobs(app)
    page = ann.get(page.request.path)

    assert "바뀌는 점수 1개" in page.text
    assert "남은 점수 1개는 비워 두었습니다" in page.text
    form = {
        "seen": page.text.split('name="seen" value="')[1].split('"')[0],
        "use": ["email", "name", "points:assignment/loops", "possible:assignment/loops"],
    }
    assert ann.post(f"{page.request.path}/apply", data=form).status_code == 303
    session.expire_all()
    assert session.scalars(select(Grade.earned).where(Grade.user_id == world.ben.id)).one() == 9


def test_a_database_that_cannot_be_read_is_refused_with_the_reason(
    app: Flask, session: Session, world: World, client_of: ClientOf
) -> None:
    ann = client_of(world.ann)
    data = b"SQLite format 3\0" + b"\0" * 2000

    page = ann.post(
        f"/runs/{world.run.id}/gradebook/import",
        data={"file": (io.BytesIO(data), "gradebook.db")},
        follow_redirects=True,
    )
    with app.app_context():
        blobs().remove(session.scalars(select(GradeImport.blob)).one() or "")
    run_jobs(app)

    page = ann.get(page.request.path)
    assert "망가졌거나 읽을 수 없는 파일입니다" in page.text
    assert ann.post(f"{page.request.path}/discard").status_code == 303


def test_what_nobody_fetched_or_applied_is_forgotten(
    app: Flask, session: Session, world: World, client_of: ClientOf
) -> None:
    session.add(NbgraderFile(run_id=world.run.id, asked_by_id=world.ann.id, asked_at=NOW.replace(year=2025)))  # fmt: skip
    session.commit()
    client_of(world.ann).post(
        f"/runs/{world.run.id}/gradebook/import",
        data={"file": (io.BytesIO("이름,loops\n벤,1\n".encode()), "marks.csv")},
    )

    with app.app_context():
        jobs.forget_files()

    session.expire_all()
    assert session.scalars(select(NbgraderFile)).all() == []
    assert len(session.scalars(select(GradeImport)).all()) == 1


def test_students_are_known_by_the_labs_name_else_by_mail(app: Flask) -> None:
    people = [Trainee(7, "벤", "ben@x"), Trainee(8, "길", "gil@x")]
    found = FoundGradebook(
        {"loops": Decimal(10), "bonus": Decimal(0)},
        [BookStudent("u7", "B", "en", "other@x"), BookStudent("g", "", "", "gil@x"), BookStudent("z", "", "", "")],
        [FoundScore("u7", "loops", Decimal("8.50"), waits=False)],
    )  # fmt: skip

    with app.test_request_context():
        sheet, n_waiting = sheet_of_gradebook(found, people)

    assert n_waiting == 0
    assert [list(line.cells) for line in sheet.lines] == [
        ["ben@x", "B en", "8.50", "10", "", ""],
        ["gil@x", "", "", "", "", ""],
        ["z", "", "", "", "", ""],
    ]


def test_queries_do_not_grow_with_the_grades(
    app: Flask, session: Session, world: World, classmates: Class, give_grade: GiveGrade
) -> None:
    counts = []
    for n_works in (1, 9):
        for number in range(n_works):
            give_grade(world.ben, f"work-{number}", "1")
            give_grade(classmates.gil, f"work-{number}", "1")
        with (
            app.test_request_context(),
            app.extensions["sessions"]() as own,
            counted_queries(app) as sent,
        ):
            contents_of(own, world.run)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 12


def test_only_who_teaches_or_operates_takes_it_away(
    world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/runs/{world.run.id}/gradebook/nbgrader"

    answers = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("ann", "eun", "ben", "cho", "dan")
    }
    assert answers == {"ann": 200, "eun": 200, "ben": 403, "cho": 404, "dan": 404}
    assert anonymous.get(address).status_code == 303
    for path in (address, f"/runs/{world.run.id}/gradebook/gradebook.db"):
        assert client_of(world.ben).post(path).status_code == 403
