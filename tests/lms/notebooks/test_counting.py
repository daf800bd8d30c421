"""Which of several attempts counts, and where it is said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.grades.models import Grade
from lms.notebooks.counting import Attempted, Counting, CountRule, counting
from tests.lms.notebooks.conftest import FakeGrader, Lab
from tests.lms.people import World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
PAGE = "/runs/1/assignments/square"
FORM = {
    "opens_at": "2026-03-01T09:00",
    "due_at": "2026-03-04T18:00",
    "closes_at": "2026-03-08T18:00",
    "max_attempts": "5",
}
ATTEMPTS = [Attempted(Decimal(n), Decimal(m)) for n, m in ((4, 8), (6, 8), (3, 4), (1, 4))]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (CountRule.BEST, Counting(Decimal(6), Decimal(8), 1)),
        (CountRule.LAST, Counting(Decimal(1), Decimal(4), 3)),
        (CountRule.FIRST, Counting(Decimal(4), Decimal(8), 0)),
        (CountRule.MEAN, Counting(Decimal("2.25"), Decimal(4), 3)),
    ],
)
def test_each_rule_counts_what_it_says(rule: CountRule, expected: Counting) -> None:
    assert counting(rule, ATTEMPTS) == expected
    assert counting(rule, []) is None


def test_a_work_that_is_worth_nothing_has_a_mean() -> None:
    assert counting(CountRule.MEAN, [Attempted(Decimal(0), Decimal(0))]) == Counting(Decimal(0), Decimal(0), 0)  # fmt: skip


@pytest.fixture
def three_scores(bens_lab: Lab, grader: FakeGrader, run_jobs: Callable[[], int]) -> None:
    """Ben's attempts earned 4, 6 and 2 of 7."""
    for key, score in (("a", 4), ("b", 6), ("c", 2)):
        grader.score = Decimal(score)
        bens_lab.submit(key=key)
        run_jobs()


@pytest.mark.usefixtures("three_scores")
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("best", ("6", "가장 높은 점수가")),
        ("last", ("2", "마지막 제출의 점수가")),
        ("first", ("4", "첫 제출의 점수가")),
        ("mean", ("4", "모든 제출의 평균이")),
    ],
)
def test_a_changed_rule_counts_what_was_handed_in_anew(
    rule: str, said: tuple[str, str], world: World, client_of: ClientOf, session: Session
) -> None:
    earned, words = said
    sent = client_of(world.ann).post(f"{PAGE}/window", data={**FORM, "counts": rule})
    assert sent.status_code == 303

    session.expire_all()
    assert session.scalars(select(Grade)).one().earned == Decimal(earned)
    page = client_of(world.ben).get(PAGE).text
    assert words in page
    assert page.count("성적에 반영") == (3 if rule == "mean" else 1)
    shown = client_of(world.ben).get("/runs/1/assignments").text
    assert f'<strong class="score">{earned}</strong>' in shown


@pytest.mark.usefixtures("three_scores")
@pytest.mark.parametrize(("rule", "attempts"), [("last", 1), ("mean", 3)])
def test_what_counts_is_what_is_marked(
    rule: str, attempts: int, world: World, client_of: ClientOf
) -> None:
    ann = client_of(world.ann)
    ann.post(f"{PAGE}/window", data={**FORM, "counts": rule})

    page = ann.get(f"{PAGE}/marking").text.split('id="by-person"')[1]

    assert page.count("/marking/") == attempts


def test_an_unknown_rule_is_refused(bens_lab: Lab, world: World, client_of: ClientOf) -> None:
    sent = client_of(world.ann).post(f"{PAGE}/window", data={**FORM, "counts": "luck"})

    assert sent.status_code == 422
