"""Shelves, the documents on them, and for each term the documents that have it."""

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Shelf(Base):
    """Documents that the same people may find.

    `analysis` is the version of the term rules that its postings were made with.
    """

    __tablename__ = "search_shelves"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    n_documents: Mapped[int] = mapped_column(default=0)
    next_number: Mapped[int] = mapped_column(default=1)
    analysis: Mapped[int]


class IndexedDocument(Base):
    """One thing that can be found, in one language.

    `number` is its place on the shelf (the same in every language) times
    `LANGUAGE_SLOTS`, plus the slot of its language; older things have lower
    numbers, which decides between equals. `entries` are its terms, packed, so that
    it can be taken out again.
    """

    __tablename__ = "search_documents"

    shelf_id: Mapped[int] = mapped_column(
        ForeignKey("search_shelves.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(8))
    fingerprint: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    entries: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Posting(Base):
    """The documents of a shelf that have a term, with its weight in each; see `postings`."""

    __tablename__ = "search_postings"

    shelf_id: Mapped[int] = mapped_column(
        ForeignKey("search_shelves.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    term: Mapped[bytes] = mapped_column(LargeBinary(160), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class KnownWord(Base):
    """A plain English word of some lesson, to mend a misspelt one with."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(String(40), primary_key=True)
