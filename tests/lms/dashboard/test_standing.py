"""Who falls behind, by value."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.dashboard.standing import Standing, falling_behind

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
BEGAN = NOW - timedelta(days=30)


def one(
    number: int, n_done: int = 6, n_missed: int = 0, quiet: float = 1, since: datetime = BEGAN
) -> Standing:
    return Standing(number, f"n{number}", since, n_done, n_missed, NOW - timedelta(days=quiet))


def test_nobody_falls_behind_alone_or_in_step() -> None:
    assert falling_behind([], at=NOW) == []
    assert falling_behind([one(1), one(2, n_done=5), one(3, n_done=9)], at=NOW) == []


@pytest.mark.parametrize(
    ("middle", "own", "lacks"), [(6, 4, 2), (6, 5, 0), (3, 1, 2), (2, 1, 0), (9, 7, 0), (9, 6, 3)]
)
def test_lessons_count_from_two_fewer_and_at_most_two_thirds_of_the_middle(
    middle: int, own: int, lacks: int
) -> None:
    found = falling_behind([one(1, middle), one(2, middle), one(3, own)], at=NOW)

    assert [(each.standing.user_id, each.n_lessons_behind) for each in found] == (
        [(3, lacks)] if lacks else []
    )


def test_seven_days_without_a_sign_count_from_when_the_person_could_begin() -> None:
    late = one(2, quiet=20, since=NOW - timedelta(days=3))
    never = Standing(3, "n3", BEGAN, 6, 0, None)

    found = falling_behind([one(1, quiet=7), late, never, one(4, quiet=6.9)], at=NOW)

    assert [(each.standing.user_id, each.n_quiet_days) for each in found] == [(3, 30), (1, 7)]


def test_who_has_most_reasons_comes_first() -> None:
    found = falling_behind(
        [
            one(1),
            one(2),
            one(3, n_missed=1),
            one(4, n_missed=2),
            one(5, n_done=0, n_missed=1, quiet=9),
        ],
        at=NOW,
    )

    assert [each.standing.user_id for each in found] == [5, 4, 3]
