"""Who has an answer open to mark it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.db import Base, UtcDateTime, words_of
from lms.notebooks.models import Submission


class Stage(StrEnum):
    """Which of the markings of an answer."""

    MARKING = "marking"
    SECOND = "second"


class MarkingClaim(Base):
    """An answer that one marker has for a while, so that nobody else marks it meanwhile.

    It ends by itself; a claim that has ended stays as a row until the next one takes its place.
    """

    __tablename__ = "marking_claims"
    __table_args__ = (CheckConstraint("until_at > since_at", name="for_a_while"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    cell_name: Mapped[str] = mapped_column(String(200), primary_key=True)
    stage: Mapped[Stage] = mapped_column(words_of(Stage), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship()
    submission: Mapped[Submission] = relationship()
