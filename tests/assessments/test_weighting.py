"""Weighted groups, by hand calculation and by what must hold of all of them."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assessments.weighting import Group, Scored, percent_of, result_of, weighted


def scored(earned: str, possible: str = "10") -> Scored:
    return Scored(Decimal(earned), Decimal(possible))


def group(*scores: Scored, weight: str = "1", drop: int = 0) -> Group:
    return Group(Decimal(weight), drop, {str(place): one for place, one in enumerate(scores)})


possible = st.decimals("0.25", "200", places=2)
scores = st.builds(
    lambda whole, part: Scored((whole * part / 100).quantize(Decimal("0.0001")), whole),
    possible,
    st.integers(0, 100),
)
groups = st.builds(
    Group,
    st.integers(0, 100).map(Decimal),
    st.integers(0, 3),
    st.dictionaries(st.sampled_from("abcdef"), scores, max_size=6),
)


def test_groups_count_by_their_weight() -> None:
    homework, exam = group(scored("8"), scored("9"), weight="40"), group(scored("7"), weight="60")

    result = weighted([homework, exam])

    assert result.share == Fraction(76, 100)
    assert result.percent == Decimal("76.0")
    assert [one.share for one in result.groups] == [Fraction(85, 100), Fraction(7, 10)]


def test_a_group_without_marks_gives_its_weight_to_the_others() -> None:
    assert weighted([group(scored("8"), weight="40"), group(weight="60")]).percent == Decimal(80)
    assert weighted([group(weight="60")]).share is None
    assert weighted([]).percent is None
    assert weighted([group(scored("8"), weight="0")]).share is None


def test_the_lowest_is_dropped_and_one_is_always_kept() -> None:
    assert result_of(group(scored("8"), scored("2"), drop=1)).dropped == {"1"}
    assert result_of(group(scored("2"), drop=1)).share == Fraction(2, 10)
    assert result_of(group(scored("2"), scored("4"), drop=5)).share == Fraction(4, 10)


def test_what_is_dropped_is_what_helps_most_not_what_has_the_lowest_percent() -> None:
    """Without the second: 1050/1100; without the third, whose percent is higher: 1000.1/1001."""
    result = result_of(group(scored("1000", "1000"), scored("0.1", "1"), scored("50", "100"), drop=1))  # fmt: skip

    assert result.dropped == {"2"}
    assert result.share == Fraction(10001, 10010)


def test_works_worth_nothing_add_their_points() -> None:
    assert result_of(group(scored("8"), scored("1", "0"))).share == Fraction(9, 10)
    assert result_of(group(scored("1", "0"))).share is None


def test_a_percent_is_rounded_down() -> None:
    assert percent_of(Fraction(59999, 100000)) == Decimal("59.9")
    assert percent_of(Fraction(2, 3)) == Decimal("66.6")


@given(groups)
def test_no_other_choice_of_what_is_dropped_gives_more(one: Group) -> None:
    result = result_of(one)
    names = list(one.scores)
    n_kept = max(1, len(names) - one.drop_lowest)

    shares = [
        sum(Fraction(one.scores[name].earned) for name in kept)
        / sum(Fraction(one.scores[name].possible) for name in kept)
        for kept in combinations(names, n_kept)
    ]

    assert result.share == max(shares, default=None)
    assert len(result.dropped) == (len(names) - n_kept if names else 0)


@given(st.lists(groups, max_size=4), st.data())
def test_a_better_mark_never_lowers_the_whole(every: list[Group], data: st.DataObject) -> None:
    places = [(place, name) for place, one in enumerate(every) for name in one.scores]
    if not places:
        return
    place, name = data.draw(st.sampled_from(places))
    before, old = weighted(every).share, every[place]
    better = Scored(old.scores[name].possible, old.scores[name].possible)
    every[place] = Group(old.weight, old.drop_lowest, {**old.scores, name: better})
    after = weighted(every).share

    assert (before is None) == (after is None)
    assert before is None or after is None or after >= before


@given(st.lists(groups, max_size=4))
def test_the_whole_lies_between_its_groups(every: list[Group]) -> None:
    result = weighted(every)
    shares = [
        part.share
        for one, part in zip(every, result.groups, strict=True)
        if part.share is not None and one.weight
    ]

    assert result.share is None if not shares else min(shares) <= result.share <= max(shares)  # type: ignore[operator]


@given(groups)
def test_dropping_more_never_lowers_a_group(one: Group) -> None:
    more = Group(one.weight, one.drop_lowest + 1, one.scores)
    before, after = result_of(one).share, result_of(more).share

    assert before is None or after is None or after >= before
