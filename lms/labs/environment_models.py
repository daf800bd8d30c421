"""What courses' notebooks run with, once it is resolved and installed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime


class CourseEnvironment(Base):
    """One environment that was built for a course; the newest counts, older ones say what was.

    `asked` is what the course asked for, `lock` the stored list of every package with its
    version and hash. Its hash is also the name of the folder that it is installed in.
    """

    __tablename__ = "course_environments"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    asked: Mapped[dict[str, Any]]
    lock: Mapped[str] = mapped_column(String(64))
    python: Mapped[str] = mapped_column(String(20))
    n_packages: Mapped[int]
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
