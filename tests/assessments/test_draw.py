"""Drawing a form: as many as asked for, the same for the same seed, telling nothing."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import draw_form, shortages
from assessments.items import option_ids
from assessments.model import Demand, Item, Part, Section, Shortage, TooFewItems
from tests.assessments.samples import bank_of, choice_item, exam_of

# printf 'seed\0item\0a-1' | sha256sum and the like, sorted by hand
FOREVER_ITEMS = ["a-1", "a-2", "a-0"]
FOREVER_OPTIONS = ["d", "a", "b", "c"]
FOREVER_LABEL = "4da9b6edb3d6"
SEEDS = st.text(alphabet="0123456789abcdef", min_size=1, max_size=32)


def items_in(**counts: int) -> list[Item]:
    return [
        choice_item(f"{domain}-{number}", domain)
        for domain, count in counts.items()
        for number in range(count)
    ]


@given(SEEDS, st.integers(1, 6), st.integers(1, 6))
def test_a_form_has_as_many_items_a_domain_as_the_blueprint_says_and_none_twice(
    seed: str, first: int, second: int
) -> None:
    form = draw_form(
        exam_of(Demand("a", first), Demand("b", second)), bank_of(items_in(a=6, b=6, c=3)), seed
    )

    assert Counter(item.domain for item in form.items) == {"a": first, "b": second}
    assert len({item.item for item in form.items}) == first + second
    assert [item.position for item in form.items] == list(range(1, first + second + 1))


@given(SEEDS, st.randoms())
def test_the_same_seed_gives_the_same_form_in_whatever_order_the_bank_is_stored(
    seed: str, random: object
) -> None:
    items = items_in(a=8, b=5)
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    exam = exam_of(Demand("a", 4), Demand("b", 3))

    assert draw_form(exam, bank_of(items), seed) == draw_form(exam, bank_of(shuffled), seed)


@given(SEEDS)
def test_every_option_is_shown_once_under_a_label_of_its_own(seed: str) -> None:
    items = items_in(a=5)
    form = draw_form(exam_of(Demand("a", 5)), bank_of(items), seed)

    for form_item in form.items:
        item = next(each for each in items if each.id == form_item.item)
        assert sorted(each.option for each in form_item.labels) == sorted(option_ids(item))
        labels = [each.label for each in form_item.labels]
        assert len(set(labels)) == len(labels)
        assert all(len(label) == 12 for label in labels)


@given(SEEDS, st.booleans())
def test_items_of_a_section_stand_together_in_the_order_of_the_sections(
    seed: str, shuffles: bool
) -> None:
    sections = (Section({"ko": "하나"}, ("c", "a")), Section({"ko": "둘"}, ("b",)))
    plain = exam_of(Demand("a", 3), Demand("b", 4), Demand("c", 2))
    exam = replace(plain, sections=sections, shuffles_items=shuffles)
    bank = bank_of(items_in(a=5, b=6, c=4))

    form = draw_form(exam, bank, seed)

    places = [exam.section_of(item.domain) for item in form.items]
    assert places == [0] * 5 + [1] * 4
    without = draw_form(replace(exam, sections=()), bank, seed)
    assert {item.item for item in form.items} == {item.item for item in without.items}


def test_a_form_stays_the_same_for_ever() -> None:
    """Ranks worked out with `printf 'seed\\0item\\0a-0' | sha256sum` and the like."""
    form = draw_form(exam_of(Demand("a", 3)), bank_of(items_in(a=3)), "seed")

    assert [item.item for item in form.items] == FOREVER_ITEMS
    assert [each.option for each in form.items[0].labels] == FOREVER_OPTIONS
    assert form.items[0].labels[0].label == FOREVER_LABEL


def test_neither_place_nor_label_of_the_key_can_be_guessed() -> None:
    """Of 2,000 forms the key stands at each of four places about 500 times (± 5 sigma)."""
    exam, bank = exam_of(Demand("a", 1)), bank_of([choice_item("a-1")])
    forms = [draw_form(exam, bank, str(number)) for number in range(2000)]

    places = Counter(
        next(place for place, each in enumerate(form.items[0].labels) if each.option == "a")
        for form in forms
    )
    ranks = Counter(
        sorted(each.label for each in form.items[0].labels).index(
            next(each.label for each in form.items[0].labels if each.option == "a")
        )
        for form in forms
    )

    assert all(400 < places[place] < 600 for place in range(4))
    assert all(400 < ranks[rank] < 600 for rank in range(4))


def test_without_shuffling_options_keep_the_authors_order() -> None:
    exam = replace(exam_of(Demand("a", 2)), shuffles_options=False)

    form = draw_form(exam, bank_of(items_in(a=2)), "seed")

    assert [[each.option for each in item.labels] for item in form.items] == [list("abcd")] * 2


def test_without_shuffling_items_domains_stand_in_the_order_of_the_blueprint() -> None:
    exam = replace(exam_of(Demand("b", 2), Demand("a", 2)), shuffles_items=False)

    form = draw_form(exam, bank_of(items_in(a=4, b=4)), "seed")

    assert [item.domain for item in form.items] == ["b", "b", "a", "a"]


def test_a_part_has_its_own_items_in_their_order_and_with_their_points() -> None:
    facts = Part({"ko": "사실"}, ("b-1", "a-3", "a-0"), points=(("a-3", Decimal(2)),))
    some = Part({"ko": "몇"}, ("a-1", "a-2", "b-0"), is_mixed=True)
    demands = (Demand("facts", 3, None, facts), Demand("some", 2, None, some), Demand("a", 1))
    exam = replace(exam_of(*demands), shuffles_items=False)

    forms = [draw_form(exam, bank_of(items_in(a=5, b=2)), str(number)) for number in range(40)]

    for form in forms:
        first = [(each.item, each.domain, each.points) for each in form.items[:3]]
        assert first == [
            ("b-1", "facts", Decimal(1)),
            ("a-3", "facts", Decimal(2)),
            ("a-0", "facts", Decimal(1)),
        ]
        assert {each.item for each in form.items[3:5]} < {"a-1", "a-2", "b-0"}
        assert form.items[5].item == "a-4"
    assert len({tuple(each.item for each in form.items[3:5]) for form in forms}) == 6


def test_a_part_of_items_that_are_not_there_is_short() -> None:
    gone = Demand("s", 2, None, Part({"ko": "s"}, ("a-0", "a-9")))

    assert shortages(exam_of(gone).blueprint, items_in(a=3)) == (Shortage("s", 2, 1),)


def test_every_item_is_drawn_about_equally_often() -> None:
    """2 of 8 items, 2,000 forms: each item is expected in 500 (± 5 sigma)."""
    exam, bank = exam_of(Demand("a", 2)), bank_of(items_in(a=8))

    drawn = Counter(
        item.item for number in range(2000) for item in draw_form(exam, bank, str(number)).items
    )

    assert all(400 < drawn[f"a-{number}"] < 600 for number in range(8))


@given(SEEDS)
def test_enemies_do_not_meet_whichever_of_them_names_the_other(seed: str) -> None:
    items = items_in(a=4, b=4)
    items[0] = replace(items[0], enemies=("a-1", "b-0"))
    form = draw_form(exam_of(Demand("a", 3), Demand("b", 3)), bank_of(items), seed)

    drawn = {item.item for item in form.items}
    assert len(drawn) == 6
    assert not ("a-0" in drawn and drawn & {"a-1", "b-0"})


def test_enemies_meet_rather_than_that_a_question_is_missing() -> None:
    items = items_in(a=2)
    items[0] = replace(items[0], enemies=("a-1",))

    form = draw_form(exam_of(Demand("a", 2)), bank_of(items), "seed")

    assert {item.item for item in form.items} == {"a-0", "a-1"}


def test_a_demand_above_the_supply_names_every_short_domain() -> None:
    exam, bank = (
        exam_of(Demand("a", 3), Demand("b", 2), Demand("c", 1)),
        bank_of(items_in(a=2, b=2)),
    )

    with pytest.raises(TooFewItems) as caught:
        draw_form(exam, bank, "seed")

    assert caught.value.shortages == (Shortage("a", 3, 2), Shortage("c", 1, 0))
    assert shortages(exam.blueprint, bank.items) == caught.value.shortages
