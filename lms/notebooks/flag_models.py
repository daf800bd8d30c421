"""What markers note about a submission for each other."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime
from lms.notebooks.models import Submission

LONGEST_NOTE = 500


class SubmissionFlag(Base):
    """A submission that somebody should look at, and why; trainees do not see it."""

    __tablename__ = "submission_flags"
    __table_args__ = (
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"
        ),
        Index("ix_submission_flags_submission_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submission: Mapped[Submission] = relationship()
    raised_by: Mapped[User] = relationship(foreign_keys=[raised_by_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])

    @property
    def scope(self) -> Scope:
        """It belongs to the submission."""
        return self.submission.scope
