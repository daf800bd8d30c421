"""What opens otherwise for a person, for their download."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.pacing.models import PersonalRelease


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every opening of the person's own."""
    query = select(PersonalRelease).where(PersonalRelease.user_id == user_id)
    rows = [
        {"course_run": one.run.slug, **row_of(one, "span", "target_key", "opens_at", "reason", "given_at")}
        for one in session.scalars(query.order_by(PersonalRelease.id))
    ]  # fmt: skip
    yield Part("personal-releases", gettext("나에게 따로 열어 준 강의"), rows)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Why something was opened may tell of the person, so it goes."""
    for one in session.scalars(select(PersonalRelease).where(PersonalRelease.user_id == user_id)):
        session.delete(one)
    return ()


DATA = PersonalData(parts, erase)
