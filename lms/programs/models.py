"""Where and when people learn: campus → programme → cohort."""

from datetime import date

from flask_babel import gettext
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base


class Campus(Base):
    """One place of the city's programme."""

    __tablename__ = "campuses"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    district: Mapped[str] = mapped_column(String(50))

    @property
    def scope(self) -> Scope:
        """A campus belongs to its operators."""
        return Scope(campus_id=self.id)


class Organisation(Base):
    """A company, school or association that takes part."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)

    @property
    def scope(self) -> Scope:
        """An organisation belongs to its partner managers."""
        return Scope(organisation_id=self.id)


class Program(Base):
    """A course of study that is offered again and again."""

    __tablename__ = "programs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    summary: Mapped[str] = mapped_column(String(500), default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    partner: Mapped[Organisation | None] = relationship()

    @property
    def scope(self) -> Scope:
        """A programme belongs to the city."""
        return Scope()


class Cohort(Base):
    """One group (기수) that goes through a programme together on one campus."""

    __tablename__ = "cohorts"
    __table_args__ = (
        UniqueConstraint("program_id", "campus_id", "number"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    campus_id: Mapped[int] = mapped_column(ForeignKey("campuses.id"), index=True)
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    program: Mapped[Program] = relationship(lazy="joined")
    campus: Mapped[Campus] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """`AI 기초 과정 1기 (마포 캠퍼스)`, as people call it."""
        words: str = gettext(
            "%(program)s %(number)s기 (%(campus)s)",
            program=self.program.name,
            number=self.number,
            campus=self.campus.name,
        )
        return words

    @property
    def scope(self) -> Scope:
        """A cohort belongs to its campus."""
        return Scope(cohort_id=self.id, campus_id=self.campus_id)
