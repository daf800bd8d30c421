"""What a trainee does with a lesson: opens it, finishes it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.lessons.models import LessonProgress
from lms.lessons.queries import LessonInRun


def open_lesson(
    session: Session, user_id: int, found: LessonInRun, *, at: datetime
) -> LessonProgress:
    """Note that the person opened the lesson, so that they can go on there."""
    row = _row(session, user_id, found, at=at)
    row.opened_at = at
    row.revision_id = found.revision.id
    return row


def mark_done(
    session: Session, user_id: int, found: LessonInRun, *, at: datetime
) -> LessonProgress:
    """Mark the lesson done; marking it again keeps the first time."""
    row = _row(session, user_id, found, at=at)
    row.done_at = row.done_at or at
    return row


def undo_done(
    session: Session, user_id: int, found: LessonInRun, *, at: datetime
) -> LessonProgress:
    """Take the mark back; without one, nothing changes."""
    row = _row(session, user_id, found, at=at)
    row.done_at = None
    return row


def _row(session: Session, user_id: int, found: LessonInRun, *, at: datetime) -> LessonProgress:
    query = select(LessonProgress).where(
        LessonProgress.user_id == user_id,
        LessonProgress.run_id == found.run.id,
        LessonProgress.lesson_key == found.lesson.key,
    )
    row = session.scalar(query)
    if row is None:
        row = LessonProgress(
            user_id=user_id,
            run_id=found.run.id,
            lesson_key=found.lesson.key,
            revision_id=found.revision.id,
            opened_at=at,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            # The same page in a second tab was a moment faster.
            return session.scalars(query).one()
    return row
