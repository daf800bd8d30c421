"""Company projects; a mentor is a person with the mentor's role in one."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base
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
