"""What is done with books: asked for, taken to the press, finished."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.catalog.models import Course, CourseRevision
from lms.printing.book import Book
from lms.printing.models import PATIENCE, CoursePdf, Failure
from lms.printing.queries import pdf_of
from lms.queue import wake_after_commit

PRESS_JOB = "printing.press"
KEPT = timedelta(days=30)


def ask_for_pdf(session: Session, book: Book, *, at: datetime) -> CoursePdf:
    """Have the worker make the book; one that is ready or under way is given as it is."""
    found = pdf_of(session, book)
    if found is not None and (found.ready_at is not None or found.is_under_way(at)):
        return found
    found = found or _add(session, book, at)
    found.asked_at, found.began_at, found.failure, found.n_done = at, None, None, 0
    session.flush()
    wake_after_commit(session, PRESS_JOB, found.id)
    return found


def take(session: Session, *, at: datetime, pdf_id: int | None = None) -> CoursePdf | None:
    """A book that waits, for the one who asks alone; the one named or any."""
    query = select(CoursePdf).where(
        CoursePdf.ready_at.is_(None),
        CoursePdf.failure.is_(None),
        or_(CoursePdf.began_at.is_(None), CoursePdf.began_at < at - PATIENCE),
    )
    if pdf_id is not None:
        query = query.where(CoursePdf.id == pdf_id)
    found = session.scalar(query.order_by(CoursePdf.id).limit(1).with_for_update(skip_locked=True))
    if found is not None:
        found.began_at = at
    return found


def finish(
    pdf: CoursePdf, *, blob: str, size: int, n_pages: int, problems: Sequence[object], at: datetime
) -> None:
    """The book is stored and may be fetched."""
    pdf.blob, pdf.size, pdf.n_pages = blob, size, n_pages
    pdf.problems, pdf.ready_at = list(problems), at


def fail(pdf: CoursePdf, failure: Failure) -> None:
    """There is no book; it may be asked for again."""
    pdf.failure = failure


def _add(session: Session, book: Book, at: datetime) -> CoursePdf:
    revision_id = book.run.course.current_revision_id
    assert revision_id is not None, "a book has chapters"
    pdf = CoursePdf(
        version=book.version,
        run_id=book.run.id,
        revision_id=revision_id,
        language=book.language,
        lessons=[lesson.key for lesson in book.lessons],
        asked_at=at,
    )
    try:
        with session.begin_nested():
            session.add(pdf)
    except IntegrityError:
        # someone else asked for the same book a moment before
        return session.scalars(select(CoursePdf).where(CoursePdf.version == book.version)).one()
    return pdf


def forget_old(session: Session, *, at: datetime) -> list[str]:
    """Drop books of revisions that are no longer read, after a month; the blobs nobody needs."""
    stale = (
        select(CoursePdf)
        .join(CourseRevision, CourseRevision.id == CoursePdf.revision_id)
        .join(Course, Course.id == CourseRevision.course_id)
        .where(CoursePdf.asked_at < at - KEPT, Course.current_revision_id != CoursePdf.revision_id)
    )
    books = list(session.scalars(stale))
    for book in books:
        session.delete(book)
    session.flush()
    still = set(session.scalars(select(CoursePdf.blob).where(CoursePdf.blob.is_not(None))))
    return [book.blob for book in books if book.blob and book.blob not in still]
