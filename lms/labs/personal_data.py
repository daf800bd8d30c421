"""When a person's lab was started for them, for their download."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.labs.models import LabAhead


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every lab that was wanted soon."""
    query = select(LabAhead).where(LabAhead.user_id == user_id).order_by(LabAhead.id)
    rows = [row_of(one, "asked_at", "is_for_class", "outcome") for one in session.scalars(query)]
    yield Part("labs-ahead", gettext("미리 켠 실습실"), rows)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Nobody is left to want one."""
    session.execute(delete(LabAhead).where(LabAhead.user_id == user_id))
    return ()


DATA = PersonalData(parts, erase)
