"""What is practised next: due, weak, or a mix; and what stays for the mocks."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.model import Outcome
from assessments.practice import (
    Mode,
    Standing,
    by_domain,
    choose,
    is_for_mocks,
    practisable,
    rating_of,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def known(item: str, outcome: Outcome, *, is_sure: bool = True, hours: int = 1) -> Standing:
    ago = NOW - timedelta(hours=hours)
    return Standing(item, "a", outcome, is_sure, ago, ago + timedelta(hours=2))


@pytest.mark.parametrize(
    ("outcome", "is_sure", "rating"),
    [("right", True, 3), ("right", False, 2), ("partly", True, 2), ("wrong", True, 1), ("unanswered", False, 1)],
)  # fmt: skip
def test_right_but_unsure_is_not_known_well(outcome: Outcome, is_sure: bool, rating: int) -> None:
    assert rating_of(outcome, is_sure=is_sure) == rating
    assert Standing("i", "a", outcome, is_sure).is_weak is (rating < 3)


def test_weak_items_come_the_longest_waiting_first() -> None:
    standings = [
        Standing("new", "a"),
        known("well", "right", hours=9),
        known("unsure", "right", is_sure=False, hours=3),
        known("wrong", "wrong", hours=2),
    ]

    assert choose(Mode.WEAK, standings, at=NOW, seed="s") == "unsure"
    assert choose(Mode.WEAK, standings[:2], at=NOW, seed="s") is None


def test_due_items_come_when_they_are_due_and_not_before() -> None:
    standings = [known("later", "right", hours=1), known("due", "wrong", hours=5)]

    assert choose(Mode.DUE, standings, at=NOW, seed="s") == "due"
    assert choose(Mode.DUE, standings[:1], at=NOW, seed="s") is None


def test_a_mix_takes_new_items_first_and_in_a_domain_only_its_own() -> None:
    standings = [known("old", "wrong", hours=9), Standing("new", "a"), Standing("other", "b")]

    assert choose(Mode.MIX, standings, at=NOW, seed="s", domain="a") == "new"
    assert choose(Mode.MIX, standings[:1], at=NOW, seed="s") == "old"
    assert choose(Mode.MIX, standings, at=NOW, seed="s", domain="x") is None
    assert len({choose(Mode.MIX, standings, at=NOW, seed=str(n)) for n in range(20)}) == 2


def test_about_half_is_kept_for_mocks_until_one_has_shown_it() -> None:
    items = [Standing(f"i-{n}", "a") for n in range(400)]
    kept = [each for each in items if is_for_mocks("b", each.item)]

    assert 160 < len(kept) < 240
    assert practisable("b", kept) == []
    met = Standing(kept[0].item, "a", met_in_mock=True)
    assert practisable("b", [met]) == [met]


def test_the_weakest_domain_comes_first() -> None:
    standings = [known("x", "right"), Standing("y", "b", "wrong", True, NOW), Standing("z", "c")]

    found = by_domain(standings)

    assert [each.domain for each in found] == ["b", "a", "c"]
    assert (found[0].n_items, found[0].n_answered, found[0].n_weak) == (1, 1, 1)
