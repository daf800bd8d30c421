"""The weekly class hours of a run, and whether labs are started before them."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base
from lms.enrollments.models import CourseRun


class RunTimetable(Base):
    """What holds for all class hours of a run; a run without a row has labs started."""

    __tablename__ = "run_timetables"

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    starts_labs: Mapped[bool] = mapped_column(default=True)


class ClassHour(Base):
    """A time of the week, by the clock on the wall, at which a run has class.

    Monday is 0. `labs_asked_on` is the day of the last class for which labs were asked.
    """

    __tablename__ = "class_hours"
    __table_args__ = (
        UniqueConstraint("run_id", "weekday", "begins"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_in_week"),
        CheckConstraint("ends > begins", name="times_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    weekday: Mapped[int]
    begins: Mapped[time]
    ends: Mapped[time]
    labs_asked_on: Mapped[date | None]
    run: Mapped[CourseRun] = relationship()

    @property
    def scope(self) -> Scope:
        """An hour belongs to its run."""
        return self.run.scope
