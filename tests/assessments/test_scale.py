"""Results worked out by hand: sums, percentages, domains, pass."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessments import result_of
from assessments.model import Band, Demand, Form, FormItem, Mark, Scale, Section
from assessments.points import share
from tests.assessments.samples import exam_of

ONE = Decimal(1)
RIGHT, WRONG = Mark(ONE, ONE, "right"), Mark(Decimal(0), ONE, "wrong")


def form_of(domains: str) -> Form:
    return Form(
        "seed",
        tuple(FormItem(place, f"i{place}", each, ()) for place, each in enumerate(domains, 1)),
    )


def test_points_are_added_up_in_all_and_by_domain() -> None:
    exam = exam_of(Demand("a", 3), Demand("b", 2))

    result = result_of(exam, form_of("abaab"), [RIGHT, WRONG, RIGHT, WRONG, RIGHT])

    assert (result.earned, result.possible, result.percent) == (
        Decimal(3),
        Decimal(5),
        Decimal("60.0"),
    )
    assert result.is_passed
    assert [(each.domain, each.count, each.right, each.percent) for each in result.domains] == [
        ("a", 3, 2, Decimal("66.6")),
        ("b", 2, 1, Decimal("50.0")),
    ]


@pytest.mark.parametrize(
    ("right", "is_passed", "percent"),
    [(17, False, "56.6"), (18, True, "60.0"), (30, True, "100.0")],
)
def test_the_cut_itself_passes_and_one_point_less_does_not(
    right: int, is_passed: bool, percent: str
) -> None:
    marks = [RIGHT] * right + [WRONG] * (30 - right)

    result = result_of(exam_of(Demand("a", 30)), form_of("a" * 30), marks)

    assert (result.is_passed, result.percent) == (is_passed, Decimal(percent))


def test_a_score_just_under_the_cut_is_not_rounded_up_to_it() -> None:
    """1,799 of 3,000 points are 59.966… %."""
    marks = [Mark(Decimal("17.99"), Decimal(30), "partly")]

    result = result_of(exam_of(Demand("a", 1)), form_of("a"), marks)

    assert (result.is_passed, result.percent) == (False, Decimal("59.9"))


def test_three_thirds_are_one() -> None:
    third = Mark(share(ONE, 1, 3), ONE, "partly")

    result = result_of(exam_of(Demand("a", 3), cut="33.3333"), form_of("aaa"), [third] * 3)

    assert result.earned == 1
    assert result.is_passed


def test_a_domain_under_its_minimum_fails_the_whole() -> None:
    exam = exam_of(Demand("a", 4), Demand("b", 2, Decimal(50)), Demand("c", 1, Decimal(100)))
    marks = [RIGHT] * 4 + [WRONG] * 2 + [RIGHT]

    result = result_of(exam, form_of("aaaabbc"), marks)

    assert result.percent == Decimal("71.4")
    assert not result.is_passed
    assert [each.is_below_minimum for each in result.domains] == [False, True, False]


def test_a_domain_at_its_minimum_is_enough() -> None:
    exam = exam_of(Demand("a", 2), Demand("b", 2, Decimal(50)))

    result = result_of(exam, form_of("aabb"), [RIGHT, RIGHT, RIGHT, WRONG])

    assert result.is_passed


def scaled(right: int, of: int, *, cut: str = "60") -> Decimal | None:
    exam = exam_of(Demand("a", of), cut=cut)
    exam = replace(exam, scale=Scale(Decimal(100), Decimal(1000), Decimal(700)))
    marks = [RIGHT] * right + [WRONG] * (of - right)
    return result_of(exam, form_of("a" * of), marks).scaled


@pytest.mark.parametrize(
    ("right", "score"),
    [
        (0, 100),
        (15, 400),  # half way to the cut of 30
        (29, 680),
        (30, 700),
        (40, 850),  # half way from the cut to all
        (50, 1000),
    ],
)
def test_a_scaled_score_runs_straight_to_the_cut_and_from_there_to_the_top(
    right: int, score: int
) -> None:
    assert scaled(right, 50) == score


def test_a_scaled_score_under_the_cut_never_reads_as_the_cut() -> None:
    """1,799 of 3,000: 100 + 600 * 1799/1800 = 699.67."""
    assert scaled(1799, 3000) == 699


@pytest.mark.parametrize(
    ("cut", "right", "score"), [("0", 0, 700), ("0", 5, 850), ("100", 10, 1000), ("100", 9, 640)]
)
def test_a_cut_at_an_end_has_one_piece_only(cut: str, right: int, score: int) -> None:
    assert scaled(right, 10, cut=cut) == score


def test_without_a_scale_there_is_no_scaled_score() -> None:
    assert result_of(exam_of(Demand("a", 1)), form_of("a"), [RIGHT]).scaled is None


@pytest.mark.parametrize(
    ("right", "low", "high", "error", "standing"),
    [
        # Wilson, n = 4, z = 1: 2 right: (.625 -+ sqrt(.0625 + .015625)) / 1.25, sqrt = .27951
        (2, "27.6", "72.3", "28.8", "near"),
        # all right: (1.125 -+ .125) / 1.25
        (4, "80.0", "100.0", "0.0", "above"),
        (0, "0.0", "20.0", "0.0", "below"),
    ],
)
def test_a_domain_has_a_band_of_one_standard_error(
    right: int, low: str, high: str, error: str, standing: str
) -> None:
    """Lord: sqrt(2 * 2 / 3) / 4 = .2887."""
    marks = [RIGHT] * right + [WRONG] * (4 - right)

    (domain,) = result_of(exam_of(Demand("a", 4)), form_of("aaaa"), marks).domains

    assert domain.band == Band(Decimal(low), Decimal(high), Decimal(error), standing)  # type: ignore[arg-type]


def test_one_item_has_a_band_but_no_standard_error() -> None:
    (domain,) = result_of(exam_of(Demand("a", 1)), form_of("a"), [RIGHT]).domains

    assert domain.band is not None
    assert domain.band.standard_error is None


def test_a_section_has_the_sum_of_its_domains_and_a_band_to_the_cut() -> None:
    """2 of 4: Wilson with z = 1 is (.5 + .125 -+ sqrt(.0625 + .015625)) / 1.25."""
    exam = replace(
        exam_of(Demand("a", 3, Decimal(40)), Demand("b", 1), Demand("c", 2)),
        sections=(Section({"ko": "하나"}, ("a", "b")), Section({"ko": "둘"}, ("c",))),
    )

    first, second = result_of(
        exam, form_of("aaabcc"), [RIGHT, WRONG, WRONG, RIGHT, RIGHT, RIGHT]
    ).sections

    assert (first.earned, first.possible) == (Decimal(2), Decimal(4))
    assert [each.domain for each in first.domains] == ["a", "b"]
    assert first.domains[0].is_below_minimum
    assert first.band is not None
    assert (first.band.low, first.band.high, first.band.standing) == (
        Decimal("27.6"),
        Decimal("72.3"),
        "near",
    )
    assert second.band is not None
    assert second.band.standing == "above"
