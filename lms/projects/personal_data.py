"""What a person handed in to projects: for their download, and without its words when forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData
from lms.projects.models import Delivery


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Everything the person handed in, and what was said about it; and their own reviews."""
    query = select(Delivery).order_by(Delivery.id)
    made = session.scalars(query.where(Delivery.author_id == user_id))
    rows = [
        {
            "deliverable": one.deliverable.title,
            "words": one.words,
            "handed_in_at": one.handed_in_at,
            "comment": one.comment,
            "reviewed_at": one.reviewed_at,
        }
        for one in made
    ]
    yield Part("deliveries", gettext("프로젝트 결과물"), rows)
    said = session.scalars(query.where(Delivery.reviewer_id == user_id))
    reviews = [
        {"deliverable": one.deliverable.title, "comment": one.comment, "at": one.reviewed_at}
        for one in said
    ]
    yield Part("reviews", gettext("프로젝트 검토"), reviews)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """The words go; that the cohort delivered, and was reviewed, stays."""
    for one in session.scalars(select(Delivery).where(Delivery.author_id == user_id)):
        one.words = ""
    for one in session.scalars(select(Delivery).where(Delivery.reviewer_id == user_id)):
        one.comment = ""
    return ()


DATA = PersonalData(parts, erase)
