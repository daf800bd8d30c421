"""Pairs that share much, most first; what everybody writes counts for nobody."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments.notebooks.similarity import FEWEST_SHARED, MOST_SHARING, alike

CLASSES = st.dictionaries(
    st.integers(0, 30), st.frozensets(st.integers(0, 40), max_size=30), max_size=12
)


def test_the_share_is_of_the_one_with_less_code() -> None:
    (found,) = alike({"a": set(range(10)), "b": set(range(2, 40))}, threshold=0.5)

    assert (found.first, found.second) == ("a", "b")
    assert (found.n_shared, found.n_first, found.n_second) == (8, 10, 38)
    assert found.share == 0.8


def test_pairs_below_the_threshold_are_left_out_and_the_rest_sorted() -> None:
    prints = {
        "a": set(range(20)),
        "b": set(range(10, 30)),
        "c": {*range(15), *range(100, 105)},
        "d": set(range(200, 220)),
    }

    found = alike(prints, threshold=0.5)

    assert [(one.first, one.second, one.share) for one in found] == [
        ("a", "c", 0.75),
        ("a", "b", 0.5),
    ]


def test_few_fingerprints_say_nothing() -> None:
    few = set(range(FEWEST_SHARED - 1))

    assert alike({"a": few, "b": few}, threshold=0.1) == []
    assert alike({"a": set(), "b": set()}, threshold=0.1) == []


def test_what_more_than_a_few_have_counts_for_nobody() -> None:
    own = set(range(50))
    circle = dict.fromkeys(range(MOST_SHARING), own)
    assert len(alike(circle, threshold=0.5)) == MOST_SHARING * (MOST_SHARING - 1) // 2
    assert alike({**circle, MOST_SHARING: own}, threshold=0.5) == []


def test_what_everybody_has_does_not_hide_what_two_share() -> None:
    everybody = {number: set(range(100)) for number in range(30)}
    prints = {**everybody, 1: everybody[1] | set(range(200, 210)), 2: set(range(95, 210))}

    (found,) = alike(prints, threshold=0.5)

    assert (found.first, found.second, found.n_shared, found.n_first) == (1, 2, 10, 10)


def test_so_many_pairs_at_most() -> None:
    own = set(range(50))

    assert len(alike(dict.fromkeys(range(10), own), threshold=0.5, most=7)) == 7


@given(CLASSES)
def test_it_finds_what_comparing_each_with_each_finds(prints: dict[int, frozenset[int]]) -> None:
    counts = {one: sum(one in own for own in prints.values()) for one in range(41)}
    counted = {name: {n for n in own if counts[n] <= MOST_SHARING} for name, own in prints.items()}
    names = list(prints)
    expected = {
        (first, second)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
        for own, other in [(counted[first], counted[second])]
        for shared in [own & other]
        if len(shared) >= FEWEST_SHARED
        and Fraction(len(shared), min(len(own), len(other))) >= Fraction(1, 2)
    }

    found = alike(prints, threshold=0.5)

    assert {(one.first, one.second) for one in found} == expected
    shares = [one.share for one in found]
    assert shares == sorted(shares, reverse=True)
