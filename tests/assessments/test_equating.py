"""Equating by the worked example of Kolen & Brennan (2004), section 2.5, and by hand."""

import pytest

from assessments.equating import (
    equipercentile_equating,
    linear_equating,
    mean_equating,
    scores_of,
)

NEW = [0, 0, 1, 1, 1, 2, 2, 3, 3, 4]
OLD = [0, 1, 1, 2, 2, 3, 3, 3, 4, 4]
"""The distributions of Kolen & Brennan's forms X and Y, ten persons standing for all."""


def test_percentile_ranks_of_the_example() -> None:
    # form X: 0.2, 0.3, 0.2, 0.2, 0.1, so half of each share lies below its score
    ranks = [scores_of(NEW, highest=4).percentile_rank(score) for score in range(5)]

    assert ranks == pytest.approx([0.10, 0.35, 0.60, 0.80, 0.95])


def test_equipercentile_equating_of_the_example() -> None:
    equated = equipercentile_equating(scores_of(OLD, highest=4), scores_of(NEW, highest=4))

    # for a score of 2: rank 0.6, and form Y rises from 0.5 to 0.8 between 2.5 and 3.5
    assert [equated(score) for score in range(5)] == pytest.approx(
        [0.50, 1.75, 2.50 + 0.1 / 0.3, 3.50, 4.25]
    )


def test_equating_a_form_to_itself_changes_nothing() -> None:
    same = scores_of(NEW, highest=4)

    for equated in (equipercentile_equating(same, same), linear_equating(NEW, NEW)):
        assert [equated(score) for score in range(5)] == pytest.approx(list(range(5)))


def test_linear_and_mean_equating_by_hand() -> None:
    # means 1.7 and 2.3, variances 1.61 and 1.61: only the means differ
    assert linear_equating(OLD, NEW)(2) == pytest.approx(2.6)
    assert mean_equating(OLD, NEW)(2) == pytest.approx(2.6)
    # means 2 and 5, deviations 1 and 2
    assert linear_equating([3, 7], [1, 3])(3.5) == pytest.approx(8)


def test_scores_that_nobody_has_lie_between_their_neighbours() -> None:
    equated = equipercentile_equating(
        scores_of([0, 3], highest=3), scores_of([0, 1, 2, 3], highest=3)
    )

    assert [equated(score) for score in range(4)] == pytest.approx([-0.25, 0.25, 2.75, 3.25])


def test_scores_outside_the_form_and_forms_without_spread_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 4"):
        scores_of([5], highest=4)
    with pytest.raises(ValueError, match="0 to 4"):
        scores_of([], highest=4)
    with pytest.raises(ValueError, match="do not vary"):
        linear_equating([1, 2], [3, 3])
