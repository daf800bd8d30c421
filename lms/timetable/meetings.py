"""The single classes that weekly hours stand for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lms.timetable.models import ClassHour
from lms.web.locale import TIME_ZONE

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Meeting:
    """One class, on one day."""

    hour: ClassHour
    on: date

    @property
    def begins_at(self) -> datetime:
        """The moment at which the clock on the wall shows its beginning."""
        return self._at(self.hour.begins)

    @property
    def ends_at(self) -> datetime:
        """The moment at which the clock on the wall shows its end."""
        return self._at(self.hour.ends)

    def _at(self, shown: time) -> datetime:
        return datetime.combine(self.on, shown, TIME_ZONE).astimezone(UTC)


def meetings(hours: Iterable[ClassHour], first: date, last: date) -> Iterator[Meeting]:
    """The classes from one day to another, both included, within the dates of their runs."""
    for hour in hours:
        begin, end = max(first, hour.run.starts_on), min(last, hour.run.ends_on)
        on = begin + timedelta(days=(hour.weekday - begin.weekday()) % 7)
        while on <= end:
            yield Meeting(hour, on)
            on += WEEK
