"""Company projects; a mentor is a person with the mentor's role in one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime
from lms.programs.models import Cohort, Organisation


class Project(Base):
    """A piece of real work that a company gives to a cohort."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(200))
    brief: Mapped[str] = mapped_column(String(4000), default="")
    cohort: Mapped[Cohort] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def scope(self) -> Scope:
        """A project is its cohort's, and its mentors'."""
        return Scope(
            project_id=self.id,
            cohort_id=self.cohort_id,
            campus_id=self.cohort.campus_id,
            organisation_id=self.organisation_id,
        )


class Deliverable(Base):
    """Something that the cohort has to show by a date."""

    __tablename__ = "deliverables"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    project: Mapped[Project] = relationship(lazy="joined")
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="deliverable", order_by="Delivery.id"
    )

    @property
    def scope(self) -> Scope:
        """A deliverable belongs to its project."""
        return self.project.scope

    @property
    def latest(self) -> "Delivery | None":
        """What was handed in last."""
        return self.deliveries[-1] if self.deliveries else None

    @property
    def is_waiting(self) -> bool:
        """Whether a mentor has to look at it."""
        return self.latest is not None and self.latest.reviewed_at is None


class Delivery(Base):
    """One time that a deliverable was handed in, and what the mentor said; all are kept."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewer_id IS NULL)", name="reviewed_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    words: Mapped[str] = mapped_column(String(4000))
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    comment: Mapped[str] = mapped_column(String(4000), default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deliverable: Mapped[Deliverable] = relationship(back_populates="deliveries")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])

    @property
    def scope(self) -> Scope:
        """A delivery belongs to its project."""
        return self.deliverable.scope
