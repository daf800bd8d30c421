"""GIFT: every kind of question it has."""

from decimal import Decimal

import pytest

from assessments import key_of
from assessments.items.choices import Choices
from assessments.items.numeric import Number
from assessments.items.short_text import Accepted, Words
from tests.assessments.formats.reading import codes, items, only, read, right, stem


def test_multiple_choice_with_title_feedback_and_category() -> None:
    source = "$CATEGORY: top/수도/asia\n\n::capital-kr:: 수도는? {\n =서울 #맞음\n ~부산 #아님\n}\n"

    item = only(read(source, "a.gift"))

    assert (item.id, item.type, item.domain) == ("capital-kr", "single", "asia")
    assert right(item) == ["서울"]
    assert isinstance(item.body, Choices)
    assert item.body.options[1].rationale == {"ko": "아님"}


def test_a_missing_word_is_a_blank_in_the_stem() -> None:
    item = only(read("Grass is {=green ~red} in spring.\n", "a.gift"))

    assert stem(item) == "Grass is _____ in spring."


def test_weights_without_an_equals_sign_make_several_right() -> None:
    item = only(read("Primes? {~%50%2 ~%50%3 ~%-100%4}\n", "a.gift"))

    assert item.type == "multiple"
    assert right(item) == ["2", "3"]


def test_a_partly_right_option_beside_a_right_one_counts_as_wrong_and_is_named() -> None:
    imported = read("Home? {~%50%near =there ~far}\n", "a.gift")

    assert right(only(imported)) == ["there"]
    assert codes(imported) == ["credit-left-out"]


@pytest.mark.parametrize(
    ("written", "holds"), [("T", True), ("FALSE#no#yes", False), ("TRUE", True)]
)
def test_statements(written: str, holds: bool) -> None:
    item = only(read(f"The sun rises in the east.{{{written}}}\n", "a.gift"))

    assert item.type == "true-false"
    assert key_of(item) is holds


@pytest.mark.parametrize(
    ("written", "answer", "tolerance"),
    [
        ("#1822:5", "1822", "5"),
        ("#3.1..3.3", "3.2", "0.1"),
        ("#\n =1822:0\n =%50%1822:2\n", "1822", "0"),
        ("#3:2~#no", "3", "2"),
    ],
)
def test_numbers(written: str, answer: str, tolerance: str) -> None:
    item = items(read(f"When? {{{written}}}\n", "a.gift"))[0]

    assert isinstance(item.body, Number)
    assert (item.body.answer, item.body.tolerance) == (Decimal(answer), Decimal(tolerance))


def test_short_answers_keep_their_credit() -> None:
    item = only(read("Where? {=Nazareth =%75%Nazereth =%0%*#no}\n", "a.gift"))

    assert isinstance(item.body, Words)
    assert item.body.answers == (
        Accepted("Nazareth"),
        Accepted("Nazereth", Decimal(75)),
        Accepted("*", Decimal(0), {"en": "no"}),
    )


def test_matching_takes_distractors() -> None:
    item = only(read("Match. {=한국 -> 서울 =일본 -> 도쿄 = -> 베이징}\n", "a.gift"))

    assert key_of(item) == [{"of": "한국", "match": "서울"}, {"of": "일본", "match": "도쿄"}]


def test_escaped_signs_are_signs() -> None:
    item = only(read("Which is 5? {=\\= 2 + 3 ~\\~ \\{x\\} \\# \\: \\\\}\n", "a.gift"))

    assert right(item) == ["= 2 + 3"]


def test_html_is_made_harmless_and_an_essay_has_no_key() -> None:
    imported = read("[html]<p>Why?<script>x</script></p>{}\n", "a.gift")

    assert stem(only(imported)) == "Why?"
    assert only(imported).type == "extended-text"
    assert codes(imported) == ["markup-left-out"]


def test_a_bad_question_never_hides_the_next() -> None:
    imported = read("::a::Broken {=x ~y\n\n::b::Good {T}\n\n::c::Text only\n", "a.gift")

    kinds = {item.id: item.type for item in items(imported)}
    assert kinds["b"] == "true-false"
    assert kinds["c"] == "extended-text"
    assert "bad-question" in codes(imported)
    assert "no-answers" in codes(imported)
