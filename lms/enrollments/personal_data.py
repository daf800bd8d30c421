"""A person's places in cohorts: for their download, and ended when they are forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData
from lms.enrollments.models import Enrollment
from lms.enrollments.services import withdraw


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every cohort the person was or is in."""
    rows = [
        {"cohort": place.cohort.name, "status": place.status, "enrolled_at": place.enrolled_at}
        for place in _places(session, user_id)
    ]
    yield Part("enrollments", gettext("기수"), rows)


def erase(session: Session, user_id: int, at: datetime) -> Iterable[str]:
    """End what is going on; that somebody was here stays in the counts."""
    for place in _places(session, user_id):
        withdraw(session, place, at=at)
    return ()


DATA = PersonalData(parts, erase)


def _places(session: Session, user_id: int) -> list[Enrollment]:
    query = select(Enrollment).where(Enrollment.user_id == user_id).order_by(Enrollment.id)
    return list(session.scalars(query))
