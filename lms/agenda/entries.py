"""What a calendar is made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.enrollments.models import CourseRun


class EntryKind(StrEnum):
    """What happens."""

    OPENS = "opens"
    DUE = "due"
    CLOSES = "closes"
    RUN_STARTS = "run-starts"
    RUN_ENDS = "run-ends"
    COHORT_STARTS = "cohort-starts"
    COHORT_ENDS = "cohort-ends"
    CLASS = "class"


@dataclass(frozen=True)
class Entry:
    """One thing at a moment, or on a whole day; `key` stays the same for ever."""

    key: str
    kind: EntryKind
    at: datetime | date
    title: str
    link: str
    run: CourseRun | None = None
    ends_at: datetime | None = None

    @property
    def is_all_day(self) -> bool:
        """Whether it has no time of day."""
        return not isinstance(self.at, datetime)
