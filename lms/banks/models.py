"""The bank of a course as it stands: its items, every version of them, and what was said of each."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.formats.yaml_item import ItemRules, data_text
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.db import Base, UtcDateTime, words_of


class Stage(StrEnum):
    """Whether a version waits to be used."""

    NONE = "none"
    DRAFT = "draft"
    REVIEW = "review"


class Use(StrEnum):
    """What is done with the version that was approved last."""

    NONE = "none"
    ACTIVE = "active"
    PRETEST = "pretest"
    RETIRED = "retired"


class Origin(StrEnum):
    """Where a version was written."""

    FILES = "files"
    PAGE = "page"


class Act(StrEnum):
    """What somebody did with an item."""

    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    RETIRE = "retire"
    PUT_AWAY = "put_away"
    KEEP = "keep"
    TAKE_FILES = "take_files"
    GONE = "gone"


class CourseBank(Base):
    """The bank of a course; its name, title and domains are those of the course's files."""

    __tablename__ = "course_banks"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), unique=True)
    key: Mapped[str] = mapped_column(String(100))
    title: Mapped[dict[str, str]]
    domains: Mapped[list[Any]]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that every text has."""
        return tuple(self.title) or ("ko",)

    @property
    def rules(self) -> ItemRules:
        """What an item of the bank must meet, its lesson aside."""
        return ItemRules(self.languages, tuple(each["id"] for each in self.domains))


class BankedItem(Base):
    """An item and the numbers of its versions: the newest, the one in use, one that contradicts.

    `files_hash` is of what the files said last; `is_apart` means that pages changed it since.
    """

    __tablename__ = "banked_items"
    __table_args__ = (UniqueConstraint("bank_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("course_banks.id"))
    item_key: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(32))
    domain: Mapped[str] = mapped_column(String(100))
    level: Mapped[int]
    stem: Mapped[dict[str, str]]
    words: Mapped[str] = mapped_column(Text)
    use: Mapped[Use] = mapped_column(words_of(Use))
    stage: Mapped[Stage] = mapped_column(words_of(Stage))
    newest: Mapped[int]
    in_use: Mapped[int | None]
    contradicts: Mapped[int | None]
    files_hash: Mapped[str | None] = mapped_column(String(64))
    is_apart: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bank: Mapped[CourseBank] = relationship(lazy="joined", innerjoin=True)


class ItemVersion(Base):
    """The text of an item as it was saved once; `data` is None where it could not be read."""

    __tablename__ = "item_versions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("banked_items.id"))
    number: Mapped[int]
    origin: Mapped[Origin] = mapped_column(words_of(Origin))
    text: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    content_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[User | None] = relationship()

    @property
    def written(self) -> str:
        """The text, as it was typed or as the files' values read."""
        return self.text if self.text is not None else data_text(self.data or {})


class ItemEvent(Base):
    """What was done with a version of an item, by whom, and what was said."""

    __tablename__ = "item_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("banked_items.id"), index=True)
    version: Mapped[int]
    act: Mapped[Act] = mapped_column(words_of(Act))
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by: Mapped[User | None] = relationship()
