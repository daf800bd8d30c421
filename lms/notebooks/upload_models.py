"""What has arrived of a hand-in that comes in pieces."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, UtcDateTime
from lms.enrollments.models import CourseRun
from lms.notebooks.models import Assignment


class UnfinishedUpload(Base):
    """A hand-in on its way: its size and hash were told when it began, so they cannot change."""

    __tablename__ = "unfinished_uploads"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        CheckConstraint("0 <= arrived AND arrived <= size", name="within_size"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    key: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    arrived: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    run: Mapped[CourseRun] = relationship()
    assignment: Mapped[Assignment] = relationship()


class UploadPiece(Base):
    """One piece of an upload, at its place."""

    __tablename__ = "upload_pieces"

    upload_id: Mapped[str] = mapped_column(
        ForeignKey("unfinished_uploads.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
