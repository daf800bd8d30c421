"""When a lesson is open: rules by value."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lms.catalog.outline import OutlineLesson, OutlineUnit
from lms.pacing.rules import (
    WHOLE_RUN,
    Facts,
    Kind,
    Lock,
    Plan,
    Prerequisite,
    Rule,
    Span,
    Target,
    goes_round,
)

pytestmark = pytest.mark.every_database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER, LATEST = NOW + timedelta(days=1), NOW + timedelta(days=2)
ONE, TWO = Target(Span.UNIT, "one"), Target(Span.UNIT, "two")
A, B, C = (Target(Span.LESSON, key) for key in "abc")
AFTER_ONE, AFTER_A = Prerequisite(Kind.UNIT, "one"), Prerequisite(Kind.LESSON, "a")
EXAM = Prerequisite(Kind.EXAM, "mock", 60)
UNITS = (
    OutlineUnit("one", {}, (OutlineLesson("a", "text", 1, {}), OutlineLesson("b", "text", 1, {}))),
    OutlineUnit("two", {}, (OutlineLesson("c", "text", 1, {}),)),
)
BY_UNIT = {"one": {"a", "b"}, "two": {"c"}}


def facts(*done: str, **marks: tuple[int, int]) -> Facts:
    points = {("exam", key): (Decimal(got), Decimal(of)) for key, (got, of) in marks.items()}
    return Facts(set(done), BY_UNIT, points)


def test_without_rules_everything_is_open() -> None:
    assert Plan().locks(UNITS, Facts(), NOW) == {}


def test_a_unit_opens_at_its_moment_and_not_before() -> None:
    plan = Plan({TWO: Rule(LATER)})

    assert plan.locks(UNITS, facts(), NOW) == {"c": Lock(LATER)}
    assert plan.locks(UNITS, facts(), LATER) == {}


def test_of_the_moments_of_unit_and_lesson_the_later_counts() -> None:
    plan = Plan({TWO: Rule(LATER), C: Rule(LATEST)})

    assert plan.lock("two", "c", facts(), NOW) == Lock(LATEST)


@pytest.mark.parametrize(
    ("wanted", "lacking", "enough"),
    [
        (AFTER_ONE, facts("a"), facts("a", "b")),
        (AFTER_A, facts("b"), facts("a")),
        (EXAM, facts(mock=(59, 100)), facts(mock=(60, 100))),
        (EXAM, facts(mock=(17, 30)), facts(mock=(18, 30))),
        (Prerequisite(Kind.EXAM, "mock"), facts(), facts(mock=(0, 10))),
    ],
)
def test_a_prerequisite_holds_a_lesson_until_it_is_met(
    wanted: Prerequisite, lacking: Facts, enough: Facts
) -> None:
    plan = Plan({TWO: Rule(after=(wanted,))})

    assert plan.lock("two", "c", lacking, NOW) == Lock(None, (wanted,))
    assert plan.lock("two", "c", enough, NOW) is None


@pytest.mark.parametrize("kind", [Kind.UNIT, Kind.LESSON])
def test_what_the_course_no_longer_has_asks_for_nothing(kind: Kind) -> None:
    plan = Plan({TWO: Rule(after=(Prerequisite(kind, "gone"),))})

    assert plan.lock("two", "c", facts(), NOW) is None


@pytest.mark.parametrize("target", [C, TWO, WHOLE_RUN])
def test_a_moment_of_one_s_own_takes_the_place_of_all_rules(target: Target) -> None:
    rules = {TWO: Rule(LATEST, (AFTER_ONE,)), C: Rule(LATEST)}

    assert Plan(rules, {target: NOW}).lock("two", "c", facts(), NOW) is None
    assert Plan(rules, {target: LATER}).lock("two", "c", facts(), NOW) == Lock(LATER)
    assert Plan({}, {target: LATER}).lock("two", "c", facts(), NOW) == Lock(LATER)


def test_the_narrowest_moment_of_one_s_own_counts() -> None:
    plan = Plan({}, {WHOLE_RUN: LATEST, TWO: LATER, C: NOW})

    assert plan.lock("two", "c", facts(), NOW) is None
    assert plan.lock("one", "a", facts(), NOW) == Lock(LATEST)


@pytest.mark.parametrize(
    ("rules", "is_round"),
    [
        ({TWO: Rule(after=(AFTER_ONE,))}, False),
        ({B: Rule(after=(AFTER_A,)), TWO: Rule(after=(AFTER_ONE, EXAM))}, False),
        ({ONE: Rule(after=(AFTER_ONE,))}, True),
        ({ONE: Rule(after=(AFTER_A,))}, True),
        ({A: Rule(after=(AFTER_A,))}, True),
        ({A: Rule(after=(AFTER_ONE,))}, True),
        ({TWO: Rule(after=(AFTER_A,)), A: Rule(after=(Prerequisite(Kind.LESSON, "c"),))}, True),
        ({TWO: Rule(after=(AFTER_ONE,)), B: Rule(after=(Prerequisite(Kind.UNIT, "two"),))}, True),
    ],
)
def test_rules_that_wait_for_each_other_are_noticed(
    rules: dict[Target, Rule], is_round: bool
) -> None:
    assert goes_round(rules, UNITS) is is_round
