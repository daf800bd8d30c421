"""What completes a course, as arithmetic."""

from decimal import Decimal

import pytest

from lms.completion.conditions import Achieved, Condition, Demand, Kind, are_met, conditions

QUIZ, EXAM = ("assignment", "quiz"), ("exam", "mock-1")


def achieved(done: int = 0, lessons: int = 10, **marks: tuple[int, int]) -> Achieved:
    works = {
        ("assignment", key): (Decimal(earned), Decimal(possible))
        for key, (earned, possible) in marks.items()
    }
    return Achieved(done, lessons, works)


@pytest.mark.parametrize(
    ("done", "lessons", "percent", "is_met"),
    [
        (10, 10, 100, True),
        (9, 10, 100, False),
        (8, 10, 80, True),
        (799, 1000, 80, False),
        (0, 0, 1, False),
    ],
)
def test_lessons_are_counted_in_percent(
    done: int, lessons: int, percent: int, is_met: bool
) -> None:
    found = conditions(Demand(percent), achieved(done, lessons))

    assert [one.is_met for one in found] == [is_met]


@pytest.mark.parametrize(
    ("marks", "reached"),
    [
        ({}, 0),
        ({"a": (7, 10)}, 70),
        ({"a": (10, 10), "b": (0, 30)}, 25),
        ({"a": (2, 3)}, 66),
        ({"a": (0, 0)}, 0),
    ],
)
def test_the_score_is_points_of_points_rounded_down(
    marks: dict[str, tuple[int, int]], reached: int
) -> None:
    (found,) = conditions(Demand(0, 70), achieved(**marks))

    assert found == Condition(Kind.SCORE, 70, reached)


def test_each_work_asked_for_is_a_condition() -> None:
    found = conditions(Demand(0, 0, frozenset({QUIZ, EXAM})), achieved(quiz=(0, 5)))

    assert [(one.work, one.is_met) for one in found] == [(QUIZ, True), (EXAM, False)]


def test_a_run_that_asks_for_nothing_is_never_completed() -> None:
    assert not are_met(conditions(Demand(0, 0), achieved(10)))


def test_everything_must_hold() -> None:
    demand = Demand(100, 60, frozenset({QUIZ}))

    assert are_met(conditions(demand, achieved(10, quiz=(6, 10))))
    assert not are_met(conditions(demand, achieved(10, quiz=(5, 10))))
    assert not are_met(conditions(demand, achieved(9, quiz=(6, 10))))
