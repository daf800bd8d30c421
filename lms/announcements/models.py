"""Announcements, every wording they had, and who has read them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import CITY, Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime
from lms.enrollments.models import CourseRun
from lms.programs.models import Campus, Cohort


class Announcement(Base):
    """Something told to everybody at a place; no run, cohort or campus means the whole city.

    It is there from `publish_at` on. `told_at` is when its audience got notices,
    `html` is the sanitised body.
    """

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN run_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN cohort_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN campus_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="one_place",
        ),
        Index("ix_announcements_untold", "told_at", "publish_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("course_runs.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"), index=True)
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campuses.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    html: Mapped[dict[str, str]]
    is_pinned: Mapped[bool] = mapped_column(default=False)
    publish_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun | None] = relationship(lazy="joined")
    cohort: Mapped[Cohort | None] = relationship(lazy="joined")
    campus: Mapped[Campus | None] = relationship(lazy="joined")
    author: Mapped[User] = relationship(lazy="joined")
    versions: Mapped[list["AnnouncementVersion"]] = relationship(
        order_by="AnnouncementVersion.number"
    )

    @property
    def scope(self) -> Scope:
        """An announcement belongs to the place it is told to."""
        place = self.run or self.cohort or self.campus
        return CITY if place is None else place.scope

    @property
    def address(self) -> str:
        """Where it is read."""
        return f"/announcements/{self.id}"

    def is_shown(self, at: datetime) -> bool:
        """Whether its audience sees it."""
        return self.withdrawn_at is None and self.publish_at <= at


class AnnouncementVersion(Base):
    """One wording of an announcement; the newest is the one shown."""

    __tablename__ = "announcement_versions"
    __table_args__ = (UniqueConstraint("announcement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_by: Mapped[User] = relationship(lazy="joined")


class AnnouncementReading(Base):
    """That a person of the audience opened the announcement, and when first."""

    __tablename__ = "announcement_readings"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
