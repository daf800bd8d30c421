"""A person's way through the lessons, for their download."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData
from lms.lessons.models import LessonProgress


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every lesson the person opened."""
    query = select(LessonProgress).where(LessonProgress.user_id == user_id)
    rows = [
        {
            "course_run": seen.run.slug,
            "lesson": seen.lesson_key,
            "opened_at": seen.opened_at,
            "done_at": seen.done_at,
        }
        for seen in session.scalars(query.order_by(LessonProgress.id))
    ]
    yield Part("lessons", gettext("강의 진도"), rows)


def erase(_session: Session, _user_id: int, _at: datetime) -> Iterable[str]:
    """Nothing to remove: how many read a lesson is a count, and names nobody."""
    return ()


DATA = PersonalData(parts, erase)
