"""The gradebook as values: sums, means and order, by hand calculation."""

from decimal import Decimal

import pytest

from lms.gradebook.book import Mark, Total, Trainee, Work, mean_of, total_of
from lms.gradebook.table import Order, SortKey, in_order, run_book

pytestmark = pytest.mark.every_database

PEOPLE = [Trainee(1, "나", "b@x"), Trainee(2, "가", "a@x"), Trainee(3, "다", "c@x")]
WORKS = [Work("assignment", "one", {"ko": "하나"}), Work("exam", "two", {"ko": "둘"})]


def mark(earned: str, possible: str = "10") -> Mark:
    return Mark(1, 1, Decimal(earned), Decimal(possible))


BOOK = run_book(
    WORKS,
    PEOPLE,
    {
        (1, "assignment", "one"): mark("0.1"),
        (1, "exam", "two"): mark("0.2"),
        (2, "exam", "two"): mark("7", "30"),
        (9, "exam", "two"): mark("30", "30"),
    },
)


def test_sums_are_exact_and_over_graded_works_only() -> None:
    ben, gil, han = (row.total for row in BOOK.rows)

    assert (ben.earned, ben.possible, ben.n_graded) == (Decimal("0.3"), Decimal(20), 2)
    assert (gil.earned, gil.possible, gil.percent) == (Decimal(7), Decimal(30), Decimal("23.3"))
    assert (han, han.percent) == (Total(Decimal("0.0000"), Decimal("0.0000"), 0), None)


def test_the_mean_of_a_work_is_over_those_in_the_class_who_have_a_grade() -> None:
    one, two = BOOK.means

    assert one is not None
    assert (one.earned, one.n_graded) == (Decimal("0.10"), 1)
    assert two is not None
    assert (two.earned, two.percent, two.n_graded) == (Decimal("3.60"), Decimal("18.0"), 2)


def test_a_mean_is_rounded_half_up_and_of_nobody_is_none() -> None:
    mean = mean_of([mark("1"), mark("1.01"), None])

    assert mean is not None
    assert mean.earned == Decimal("1.01")
    assert mean_of([None, None]) is None


def test_a_work_worth_nothing_has_no_percent() -> None:
    assert total_of([mark("0", "0")]).percent is None


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order(SortKey.NAME), "가나다"),
        (Order(SortKey.NAME, is_descending=True), "다나가"),
        (Order(SortKey.TOTAL), "다나가"),
        (Order(SortKey.TOTAL, is_descending=True), "가나다"),
    ],
)
def test_rows_are_sorted_by_name_or_total(order: Order, names: str) -> None:
    assert "".join(row.trainee.name for row in in_order(BOOK.rows, order)) == names


def test_equal_totals_stand_by_name_in_either_direction() -> None:
    book = run_book(WORKS, PEOPLE, {})

    for is_descending in (False, True):
        rows = in_order(book.rows, Order(SortKey.TOTAL, is_descending))
        assert [row.trainee.name for row in rows] == ["가", "나", "다"]
