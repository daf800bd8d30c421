"""A person's certificates: for their download, and without a name once forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.completion.queries import certificates_of_person


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every certificate given to the person."""
    shown = ("code", "name", "english_name", "course_title", "cohort_name", "issued_at")
    rows = [
        {"course_run": one.run.slug, **row_of(one, *shown, "revoked_at", "revoked_for")}
        for one in certificates_of_person(session, user_id)
    ]
    yield Part("certificates", gettext("수료증"), rows)


def erase(session: Session, user_id: int, at: datetime) -> Iterable[str]:
    """The certificate names nobody any more, and whoever checks it reads that it does not count."""
    for one in certificates_of_person(session, user_id):
        one.name = one.english_name = ""
        one.revoked_at = one.revoked_at or at
    return ()


DATA = PersonalData(parts, erase)
