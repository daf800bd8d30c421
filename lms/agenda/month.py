"""A month as weeks of days, Monday first."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from lms.agenda.entries import Entry
from lms.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1970, 2999
LONGEST_MONTH = timedelta(days=31)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Day:
    """One day of the grid with what happens on it, whole days first."""

    on: date
    is_in_month: bool
    is_today: bool
    entries: list[Entry]


@dataclass(frozen=True)
class Month:
    """A month and its neighbours, as `2026-03`."""

    first: date
    weeks: list[list[Day]]
    before: str | None
    after: str | None

    @property
    def busy_days(self) -> list[Day]:
        """The days of the month on which something happens."""
        days = [day for week in self.weeks for day in week]
        return [day for day in days if day.is_in_month and day.entries]


def read_month(text: str | None, today: date) -> date:
    """The first day of the month that `2026-03` names, by default today's; raises Invalid."""
    if not text:
        return today.replace(day=1)
    year, _, month = text.partition("-")
    is_number = year.isascii() and year.isdecimal() and month.isascii() and month.isdecimal()
    if not is_number or len(year) != 4 or len(month) != 2:
        raise Invalid(text)
    if not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12):
        raise Invalid(text)
    return date(int(year), int(month), 1)


def days_around(first: date) -> tuple[date, date]:
    """The first and the last of the days that a month's grid can touch, in any time zone."""
    return first - A_WEEK, first + LONGEST_MONTH + A_WEEK


def month_of(first: date, entries: Iterable[Entry], *, today: date, zone: tzinfo) -> Month:
    """The grid of the month, each entry on its day in the reader's time zone."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[day_of(entry, zone)].append(entry)
    weeks = [
        [
            Day(on, on.month == first.month, on == today, sorted(by_day[on], key=_order))
            for on in week
        ]
        for week in calendar.Calendar(calendar.MONDAY).monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, _name(first, -1), _name(first, 1))


def day_of(entry: Entry, zone: tzinfo) -> date:
    """The day on which it happens, seen from this time zone."""
    return entry.at.astimezone(zone).date() if isinstance(entry.at, datetime) else entry.at


def _order(entry: Entry) -> tuple[bool, str, str]:
    return not entry.is_all_day, entry.at.isoformat(), entry.key


def _name(first: date, step: int) -> str | None:
    month = first.year * 12 + first.month - 1 + step
    year = month // 12
    return f"{year:04}-{month % 12 + 1:02}" if FIRST_YEAR <= year <= LAST_YEAR else None
