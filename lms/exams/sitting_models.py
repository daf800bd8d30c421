"""What an exam in a run demands of the room and of the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime

LONGEST_CODE = 40


@dataclass(frozen=True)
class Demands:
    """What is demanded of each request of an attempt; `asks_again`: the code, in another browser."""

    seb_keys: Sequence[str] = ()
    asks_again: bool = False


NO_DEMANDS = Demands()


def demands_of(
    code: str | None, asks_again: bool | None, seb_keys: Sequence[str] | None
) -> Demands:
    """The demands of a rule's columns, which are None where there is no rule."""
    if not code and not seb_keys:
        return NO_DEMANDS
    return Demands(tuple(seb_keys or ()), bool(code and asks_again))


class SittingRule(Base):
    """When it begins, a code that is told in the room, the Safe Exam Browsers that are let in.

    The code is kept as it is, so that it can be told again; trainees never see it. Without a
    code none is asked for, without keys every browser may come.
    """

    __tablename__ = "sitting_rules"

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")
    asks_again: Mapped[bool] = mapped_column(default=False)
    """Whether going on in another browser takes the code, too."""
    seb_keys: Mapped[list[Any]] = mapped_column(default=list)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when attempts may begin; always where there is none."""

    @property
    def demands(self) -> Demands:
        """What it demands of each request of an attempt."""
        return demands_of(self.code, self.asks_again, self.seb_keys)
