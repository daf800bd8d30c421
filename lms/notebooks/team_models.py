"""Assignments that are done in teams, the teams, and who is in them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime
from lms.enrollments.models import CourseRun

LONGEST_NAME = 60


class TeamRule(Base):
    """That an assignment is done in teams in a run: how large they are, and who forms them.

    Trainees form teams themselves up to `forms_until`; without it only those who teach do.
    """

    __tablename__ = "team_rules"
    __table_args__ = (CheckConstraint("1 <= least AND least <= most", name="sizes_in_order"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    least: Mapped[int]
    most: Mapped[int]
    forms_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_forming(self, at: datetime) -> bool:
        """Whether trainees may form and join teams."""
        return self.forms_until is not None and at <= self.forms_until


class Team(Base):
    """People who hand in one assignment of a run together."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("run_id", "assignment_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    is_set: Mapped[bool] = mapped_column(default=False)
    """Whether somebody who teaches decided who is in it; then it may be smaller than the rule says."""
    formed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()
    members: Mapped[list["TeamMember"]] = relationship(
        back_populates="team", order_by="TeamMember.user_id", cascade="all, delete-orphan"
    )

    @property
    def member_ids(self) -> frozenset[int]:
        """Who is in it now."""
        return frozenset(one.user_id for one in self.members)

    @property
    def scope(self) -> Scope:
        """A team is its members', in the run."""
        return replace(self.run.scope, co_owner_ids=self.member_ids)


class TeamMember(Base):
    """A person in a team; in one at most for each assignment of a run."""

    __tablename__ = "team_members"
    __table_args__ = (
        UniqueConstraint("run_id", "assignment_id", "user_id"),
        Index("ix_team_members_user_id", "user_id"),
    )

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    team: Mapped[Team] = relationship(back_populates="members")
    user: Mapped[User] = relationship()

    @property
    def scope(self) -> Scope:
        """It belongs to the team."""
        return self.team.scope
