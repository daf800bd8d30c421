"""Enrolments of people in cohorts, and runs of courses in cohorts."""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.db import Base, UtcDateTime, words_of
from lms.programs.models import Cohort


class EnrollmentStatus(StrEnum):
    """Where a trainee stands in a cohort."""

    ACTIVE = "active"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Enrollment(Base):
    """One person in one cohort."""

    __tablename__ = "enrollments"
    __table_args__ = (UniqueConstraint("user_id", "cohort_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    status: Mapped[EnrollmentStatus] = mapped_column(
        words_of(EnrollmentStatus), default=EnrollmentStatus.ACTIVE
    )
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship()
    cohort: Mapped[Cohort] = relationship()

    @property
    def scope(self) -> Scope:
        """An enrolment is the trainee's, in the cohort."""
        return replace(self.cohort.scope, owner_id=self.user_id)


class CourseRun(Base):
    """One course as it runs in one cohort; all that a trainee does hangs on it."""

    __tablename__ = "course_runs"
    __table_args__ = (
        UniqueConstraint("course_id", "cohort_id"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    course: Mapped[Course] = relationship(lazy="joined")
    cohort: Mapped[Cohort] = relationship(lazy="joined")

    @property
    def scope(self) -> Scope:
        """A run belongs to its cohort and that cohort's campus."""
        return Scope(
            course_run_id=self.id, cohort_id=self.cohort_id, campus_id=self.cohort.campus_id
        )
