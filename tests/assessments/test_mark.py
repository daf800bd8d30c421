"""Marking: hand-calculated marks, and what holds for every answer."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import draw_form, mark_form, mark_item
from assessments.draw import arrange
from assessments.model import Demand, FormItem, Item, Mark, Scoring, WrongShape
from tests.assessments.samples import bank_of, choice_item, exam_of, numeric_item

ALL_OR_NOTHING, PER_OPTION = Scoring("all-or-nothing"), Scoring("per-option")
ONE, NONE = Decimal(1), Decimal(0)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
)


def placed(item: Item) -> FormItem:
    return arrange(exam_of(Demand(item.domain, 1)), [item], "seed").items[0]


def labels_of(form_item: FormItem, options: str) -> list[str]:
    return [each.label for each in form_item.labels if each.option in options]


@pytest.mark.parametrize(
    ("chosen", "mark"),
    [
        ("a", Mark(ONE, ONE, "right")),
        ("b", Mark(NONE, ONE, "wrong")),
        ("", Mark(NONE, ONE, "unanswered")),
    ],
)
def test_a_single_choice_is_right_or_wrong(chosen: str, mark: Mark) -> None:
    item = choice_item("s", key="a")
    given = labels_of(placed(item), chosen)[0] if chosen else None

    assert mark_item(item, given, placed(item), ALL_OR_NOTHING) == mark


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "per_option"),
    [
        ("ab", "1", "1"),  # as in the key
        ("a", "0", "0.75"),  # b left out: 3 of 4 options set right
        ("abc", "0", "0.75"),  # c too many
        ("ac", "0", "0.5"),  # b left out, c too many
        ("cd", "0", "0"),  # every option set wrong
        ("abcd", "0", "0.5"),  # everything ticked
        ("", "0", "0"),  # nothing ticked is no answer, though c and d are rightly empty
    ],
)
def test_a_multiple_choice_is_marked_by_its_rule(
    chosen: str, all_or_nothing: str, per_option: str
) -> None:
    item = choice_item("m", key="ab", kind="multiple")
    given = labels_of(placed(item), chosen)

    assert mark_item(item, given, placed(item), ALL_OR_NOTHING).earned == Decimal(all_or_nothing)
    assert mark_item(item, given, placed(item), PER_OPTION).earned == Decimal(per_option)


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ("0.75", "right"),
        ("0.74", "right"),  # the ends of the tolerance are inside
        ("0.76", "right"),
        ("0.7399999", "wrong"),
        ("0.7600001", "wrong"),
        (".75", "right"),
        ("+0.75", "right"),
        ("7.5e-1", "right"),
        ("０．７５", "right"),
        ("-0.75", "wrong"),
        ("", "unanswered"),
        ("   ", "unanswered"),
    ],
)
def test_a_number_is_right_within_the_tolerance(written: str, outcome: str) -> None:
    item = numeric_item("n", "0.75", "0.01")

    assert mark_item(item, written, placed(item), ALL_OR_NOTHING).outcome == outcome


@pytest.mark.parametrize(
    "written",
    ["1234.5", "1,234.5", "1 234.5", "  1,234.50 ", "１，２３４．５", "1,234.5원", "1,234.5 원"],
)
def test_a_number_is_read_as_people_type_it(written: str) -> None:
    item = numeric_item("n", "1234.5", unit="원")

    assert mark_item(item, written, placed(item), ALL_OR_NOTHING).outcome == "right"


@pytest.mark.parametrize("minus", ["-", "\u2212", "－", "- "])
def test_every_minus_sign_is_a_minus(minus: str) -> None:
    item = numeric_item("n", "-3")

    assert mark_item(item, f"{minus}3", placed(item), ALL_OR_NOTHING).outcome == "right"


@pytest.mark.parametrize(
    "written",
    ["nan", "inf", "-Infinity", "abc", "1,5", "12,34", "1 2", "1.2.3", "--1", "0x10", "1_000",
     "٣", "²", ".", "-", "e5", "1e999", "9" * 61],
)  # fmt: skip
def test_what_is_no_number_is_refused(written: str) -> None:
    item = numeric_item("n", "1")

    with pytest.raises(WrongShape):
        mark_item(item, written, placed(item), ALL_OR_NOTHING)


@pytest.mark.parametrize("given", [0, 1.5, True, [], ["a"], {"a": 1}, "a", "x" * 12])
def test_a_single_choice_takes_one_label_of_its_form_and_nothing_else(given: object) -> None:
    item = choice_item("s")

    with pytest.raises(WrongShape):
        mark_item(item, given, placed(item), ALL_OR_NOTHING)


@pytest.mark.parametrize("given", ["a", {"a": True}, ["a"], [None], [["a"]], 3, True])
def test_a_multiple_choice_takes_a_list_of_labels_and_nothing_else(given: object) -> None:
    item = choice_item("m", key="ab", kind="multiple")

    with pytest.raises(WrongShape):
        mark_item(item, given, placed(item), ALL_OR_NOTHING)


def test_more_answers_than_options_are_refused() -> None:
    item = choice_item("m", key="ab", kind="multiple")
    label = placed(item).labels[0].label

    with pytest.raises(WrongShape):
        mark_item(item, [label] * 5, placed(item), ALL_OR_NOTHING)


@pytest.mark.parametrize("kind", ["single", "multiple", "numeric"])
@given(given_value=JSON)
def test_any_json_is_marked_or_refused_but_never_a_crash(kind: str, given_value: Any) -> None:
    item = numeric_item("n", "1") if kind == "numeric" else choice_item("c", kind=kind)

    try:
        mark = mark_item(item, given_value, placed(item), PER_OPTION)
    except WrongShape:
        return
    assert 0 <= mark.earned <= mark.possible


@given(st.sets(st.sampled_from("abcde")), st.sets(st.sampled_from("abcde"), min_size=1))
def test_points_lie_between_none_and_all_and_only_the_key_earns_all(
    chosen: set[str], key: set[str]
) -> None:
    item = choice_item("m", key="".join(key), options="abcde", kind="multiple")
    form_item = placed(item)
    given_labels = labels_of(form_item, "".join(chosen)) if chosen else []

    strict = mark_item(item, given_labels, form_item, ALL_OR_NOTHING)
    partial = mark_item(item, given_labels, form_item, PER_OPTION)

    assert strict.earned in (NONE, ONE)
    assert strict.earned <= partial.earned <= ONE
    assert (partial.earned == ONE) == (chosen == key)


@given(
    st.text(alphabet="0123456789abcdef", min_size=1, max_size=8),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_marks_follow_the_answers_and_not_the_form(seed: str, right: list[bool]) -> None:
    items = [choice_item(f"i{number}") for number in range(6)]
    form = draw_form(exam_of(Demand("a", 6)), bank_of(items), seed)
    answers: dict[int, object] = {
        each.position: labels_of(each, "a" if right[int(each.item[1:])] else "b")[0]
        for each in form.items
    }

    marks = mark_form(form, {item.id: item for item in items}, answers, ALL_OR_NOTHING)

    assert sum(mark.earned for mark in marks) == sum(right)
    assert marks == mark_form(form, {item.id: item for item in items}, answers, ALL_OR_NOTHING)


def test_items_without_an_answer_are_marked_as_unanswered() -> None:
    items = [choice_item("one"), numeric_item("two", "3")]
    form = draw_form(exam_of(Demand("a", 2)), bank_of(items), "seed")

    marks = mark_form(form, {item.id: item for item in items}, {}, ALL_OR_NOTHING)

    assert [mark.outcome for mark in marks] == ["unanswered", "unanswered"]
