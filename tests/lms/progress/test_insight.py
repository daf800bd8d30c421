"""What attempts say about each question: by hand calculation, and on the page."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.gradebook.book import Trainee
from lms.notebooks.marks import Result
from lms.notebooks.models import Assignment, Submission, SubmissionState
from lms.progress.insight import Try, error_type, questions_of
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

__all__ = ["assignment"]

ClientOf = Callable[[User], FlaskClient]
PEOPLE = {number: Trainee(number, name, "") for number, name in ((1, "벤"), (2, "길"), (3, "한"))}


def tried(
    user_id: int, hours: int, score: int | None, error: str | None = None, *, manual: bool = False
) -> Try:
    found = None if score is None else Decimal(score)
    result = Result("q", "평균", Decimal(2), found, manual=manual, error=error)
    return Try(user_id, NOW + timedelta(hours=hours), {"q": result})


def test_each_question_counts_people_not_attempts() -> None:
    """Ben right at the third try after 4 h, Gil at once, Han never in two tries."""
    (found,) = questions_of(
        [
            tried(1, 0, 0, "NameError: name 'x' is not defined"),
            tried(2, 1, 2),
            tried(3, 1, 1, "AssertionError: 3 != 4"),
            tried(1, 2, 1, "AssertionError"),
            tried(1, 4, 2),
            tried(3, 5, 0, "NameError"),
            tried(9, 5, 2),
        ],
        PEOPLE,
    )

    assert (found.n_people, found.n_right_at_first, found.n_right) == (3, 1, 2)
    assert found.share_right == 66
    assert (found.median_tries, found.median_time) == (2, timedelta(hours=2))
    assert sorted(found.errors) == [("AssertionError", 1), ("NameError", 1)]
    assert [one.name for one in found.stuck] == ["한"]


def test_what_waits_for_a_person_is_no_try_and_one_failure_is_not_stuck() -> None:
    assert questions_of([tried(1, 0, None, manual=True)], PEOPLE) == []
    (found,) = questions_of([tried(1, 0, 0)], PEOPLE)

    assert (found.stuck, found.median_tries, found.errors) == ([], None, [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ValueError: math domain error", "ValueError"),
        ("numpy.linalg.LinAlgError: Singular matrix", "LinAlgError"),
        ("in line 3\nZeroDivisionError: division by zero", "ZeroDivisionError"),
        ("KeyboardInterrupt", "KeyboardInterrupt"),
        ("평균이 다릅니다\n더 보세요", "평균이 다릅니다"),
    ],
)
def test_an_error_has_the_kind_that_python_names(text: str, kind: str) -> None:
    assert error_type(text) == kind


def hand_in(
    session: Session, world: World, work: Assignment, person: User, attempt: int, *, is_right: bool
) -> None:
    """An attempt of which every question is right, or fails with a NameError."""
    version = work.current_version
    assert version is not None
    cells = [
        {
            "grade_id": cell["grade_id"],
            "score": cell["points"] if is_right else 0,
            "manual": False,
            "error": None if is_right else "NameError: name 'x' is not defined",
        }
        for cell in version.cells
    ]
    session.add(
        Submission(
            run=world.run, assignment_id=work.id, version_id=version.id, user_id=person.id,
            attempt=attempt, blob="0" * 64, sha256="0" * 64, size=1, idempotency_key=str(attempt),
            received_at=NOW + timedelta(hours=attempt), state=SubmissionState.GRADED, graded_at=NOW,
            score=Decimal(0), max_score=version.max_score, report={"cells": cells},
        )
    )  # fmt: skip
    session.commit()


def test_the_page_names_who_is_stuck_and_what_went_wrong(
    session: Session, world: World, assignment: Assignment, client_of: ClientOf
) -> None:
    ann, address = client_of(world.ann), f"/runs/1/assignments/{assignment.name}/insight"
    assert "아직 채점된 제출이 없습니다" in ann.get(address).text

    hand_in(session, world, assignment, world.ben, 1, is_right=False)
    hand_in(session, world, assignment, world.ben, 2, is_right=False)
    page = ann.get(address).text

    assert "막혀 있는 사람" in page
    assert "<code>NameError</code>" in page
    assert "1명 가운데 0명 (0%)" in page
    hand_in(session, world, assignment, world.ben, 3, is_right=True)
    assert "제출 3번" in ann.get(address).text
    assert "첫 제출에서 2.0시간" in ann.get(address).text
    assert address in ann.get("/runs/1/gradebook/statistics").text


def test_only_who_teaches_or_operates_may_look(
    world: World, assignment: Assignment, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/runs/1/assignments/{assignment.name}/insight"

    answers = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("ann", "eun", "ben", "cho", "dan")
    }
    assert answers == {"ann": 200, "eun": 200, "ben": 403, "cho": 404, "dan": 404}
    assert anonymous.get(address).status_code == 303
    assert client_of(world.ann).get("/runs/1/assignments/none/insight").status_code == 404


def test_queries_do_not_grow_with_attempts(
    app: Flask, session: Session, world: World, assignment: Assignment, client_of: ClientOf
) -> None:
    browser, counts = client_of(world.ann), []
    for attempts in ((1, 2), (3, 4, 5, 6)):
        for attempt in attempts:
            hand_in(session, world, assignment, world.ben, attempt, is_right=False)
        with counted_queries(app) as sent:
            browser.get(f"/runs/1/assignments/{assignment.name}/insight")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 12
