"""What a trainee does with a lesson: opens it, finishes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from lms.enrollments.models import CourseRun
from lms.lessons.evidence import CellRun, QuizAnswer
from lms.lessons.models import PLACE_LENGTH, LessonProgress
from lms.lessons.queries import LessonInRun
from lms.lessons.reading import Reading
from lms.pacing import services as pacing


def open_lesson(
    session: Session, user_id: int, reading: Reading, *, at: datetime
) -> LessonProgress:
    """Note that the person opened the lesson, so that they can go on there."""
    row = _row(session, user_id, reading.run_id, reading.lesson_key, reading.revision_id, at=at)
    row.opened_at = at
    row.revision_id = reading.revision_id
    return row


def mark_done(
    session: Session, user_id: int, found: LessonInRun, *, at: datetime
) -> LessonProgress:
    """Mark the lesson done; marking it again keeps the first time."""
    row = _row_of(session, user_id, found, at=at)
    row.done_at = row.done_at or at
    return row


def undo_done(
    session: Session, user_id: int, found: LessonInRun, *, at: datetime
) -> LessonProgress:
    """Take the mark back; without one, nothing changes."""
    row = _row_of(session, user_id, found, at=at)
    row.done_at = None
    return row


def note_place(
    session: Session, user_id: int, found: LessonInRun, place: str, *, at: datetime
) -> LessonProgress:
    """Note the heading at which the person stopped reading; empty for the lesson's top."""
    row = _row_of(session, user_id, found, at=at)
    row.place, row.place_revision_id = place[:PLACE_LENGTH], found.revision.id
    return row


def follow_moves(session: Session, course_id: int, moves: Mapping[str, str]) -> None:
    """Let everybody's progress, and what opens when, follow lessons to their new keys."""
    if not moves:
        return
    pacing.follow_moves(session, course_id, moves)
    runs = list(session.scalars(select(CourseRun.id).where(CourseRun.course_id == course_id)))
    for former, key in moves.items():
        _follow(session, LessonProgress, runs, former, key)
        _follow(session, QuizAnswer, runs, former, key, "quiz_key", "item_key")
        _follow(session, CellRun, runs, former, key, "cell")


def _follow(
    session: Session,
    table: type[LessonProgress | QuizAnswer | CellRun],
    runs: Sequence[int],
    former: str,
    key: str,
    *same: str,
) -> None:
    """Move rows to the new key, save where the person has one of the same kind there."""
    there = aliased(table)
    has_both = exists().where(
        there.lesson_key == key,
        *(getattr(there, name) == getattr(table, name) for name in ("user_id", "run_id", *same)),
    )
    session.execute(
        update(table)
        .where(table.run_id.in_(runs), table.lesson_key == former, ~has_both)
        .values(lesson_key=key)
        .execution_options(synchronize_session="fetch")
    )


def _row_of(session: Session, user_id: int, found: LessonInRun, *, at: datetime) -> LessonProgress:
    return _row(session, user_id, found.run.id, found.lesson.key, found.revision.id, at=at)


def _row(
    session: Session, user_id: int, run_id: int, key: str, revision_id: int, *, at: datetime
) -> LessonProgress:
    query = select(LessonProgress).where(
        LessonProgress.user_id == user_id,
        LessonProgress.run_id == run_id,
        LessonProgress.lesson_key == key,
    )
    row = session.scalar(query)
    if row is None:
        row = LessonProgress(
            user_id=user_id,
            run_id=run_id,
            lesson_key=key,
            revision_id=revision_id,
            opened_at=at,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            # The same page in a second tab was a moment faster.
            return session.scalars(query).one()
    return row
