"""Reading books."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.printing.book import Book
from lms.printing.models import CoursePdf


def pdf_of(session: Session, book: Book) -> CoursePdf | None:
    """The PDF of exactly this book, if it was ever asked for."""
    return session.scalar(select(CoursePdf).where(CoursePdf.version == book.version))
