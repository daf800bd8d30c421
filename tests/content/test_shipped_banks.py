"""The banks in content/: enough to practise with, explained, and not to be guessed by form."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from assessments.draw import draw_form
from assessments.formats.yaml_bank import read_bank
from assessments.formats.yaml_exam import read_exam
from assessments.items import is_askable
from assessments.items.choices import Choices
from assessments.items.code import Program
from assessments.items.notebook_task import Task
from assessments.items.numeric import Number
from assessments.model import Bank, Item, Text, text_in
from courses import read_course

CONTENT = Path(__file__).resolve().parents[2] / "content"
COURSES = sorted(path.parents[1] for path in CONTENT.glob("[!_]*/items/bank.yml"))
TRACKS = [CONTENT / name for name in ("adsp-data", "genai-associate")]
"""Courses that prepare for a certificate."""

LEAST_IN_A_TRACK = 180
POSITIONS = 4
LEAST_SHARE, GREATEST_SHARE = 0.15, 0.35
MOST_LONGEST = 0.3
SEEDS = [f"seed {number}" for number in range(20)]

each_course = pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
each_track = pytest.mark.parametrize("folder", TRACKS, ids=lambda path: path.name)


@cache
def bank_in(folder: Path) -> Bank:
    course = read_course(folder).course
    assert course is not None
    read = read_bank(folder / "items", [lesson.key for lesson in course.lessons])
    assert read.problems == ()
    assert read.bank is not None
    return read.bank


def rationales_of(item: Item) -> list[Text]:
    if isinstance(item.body, Number | Program | Task):
        return [item.body.rationale]
    assert isinstance(item.body, Choices)
    return [option.rationale for option in item.body.options]


def single_choices(bank: Bank) -> list[Choices]:
    """The bodies of all items with one right option of four."""
    return [
        item.body
        for item in bank.items
        if item.type == "single"
        and isinstance(item.body, Choices)
        and len(item.body.options) == POSITIONS
    ]


@each_course
def test_every_item_can_be_asked_leads_to_a_lesson_and_explains_itself(folder: Path) -> None:
    for item in bank_in(folder).items:
        assert is_askable(item), item.id
        assert item.lesson, item.id
        for rationale in rationales_of(item):
            assert all(rationale.get(language, "").strip() for language in item.stem), item.id


@each_course
def test_no_two_items_ask_the_same(folder: Path) -> None:
    items = bank_in(folder).items
    stems = Counter("".join(text_in(item.stem, "ko").split()) for item in items)

    assert [stem for stem, times in stems.items() if times > 1] == []


@each_course
def test_the_right_answer_stands_everywhere_alike(folder: Path) -> None:
    bodies = single_choices(bank_in(folder))
    positions = Counter(
        position
        for body in bodies
        for position, option in enumerate(body.options)
        if option.is_correct
    )

    for position in range(POSITIONS):
        assert LEAST_SHARE <= positions[position] / len(bodies) <= GREATEST_SHARE, positions


@each_track
def test_the_right_answer_is_not_known_by_its_length(folder: Path) -> None:
    bodies = single_choices(bank_in(folder))

    assert sum(map(right_is_longest, bodies)) / len(bodies) <= MOST_LONGEST


def right_is_longest(body: Choices) -> bool:
    """Tell whether the right option is longer than every other."""
    right, wrong = (
        [len(text_in(each.text, "ko")) for each in body.options if each.is_correct is wanted]
        for wanted in (True, False)
    )
    return max(right) > max(wrong)


@each_track
def test_a_track_has_items_enough(folder: Path) -> None:
    assert len(bank_in(folder).items) >= LEAST_IN_A_TRACK


@each_track
def test_enemies_name_each_other(folder: Path) -> None:
    items = {item.id: item for item in bank_in(folder).items}

    for one in items.values():
        assert all(one.id in items[other].enemies for other in one.enemies), one.id


@each_course
def test_forms_differ_and_are_as_the_blueprint_says(folder: Path) -> None:
    bank = bank_in(folder)
    for path in sorted((folder / "exams").glob("*.yml")):
        exam = read_exam(path, {bank.id: bank}).exam
        assert exam is not None
        wanted = {each.domain: each.count for each in exam.blueprint.demands}
        forms = [draw_form(exam, bank, seed) for seed in SEEDS]

        for form in forms:
            assert Counter(item.domain for item in form.items) == wanted
        if len(forms[0].items) == sum(item.domain in wanted for item in bank.items):
            continue  # it asks all there is
        for one, other in combinations(forms, 2):
            assert {item.item for item in one.items} != {item.item for item in other.items}
