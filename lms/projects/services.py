"""What people do in a project: plan a deliverable, hand in, review."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import audit, db
from lms.errors import Conflict
from lms.projects.models import Deliverable, Delivery, Project
from lms.projects.news import tell_delivery, tell_review


class AlreadyReviewed(Conflict):
    """Somebody has said what they think of it."""

    code = "already_reviewed"


def plan(
    session: Session, project: Project, title: str, due_at: datetime, *, by_id: int, at: datetime
) -> Deliverable:
    """Ask the cohort for something by a date."""
    made = Deliverable(project=project, title=title, due_at=due_at)
    session.add(made)
    session.flush()
    audit.record(
        session, "deliverable.planned", actor_id=by_id, subject=("deliverable", made.id), at=at
    )
    return made


def deliver(
    session: Session, deliverable: Deliverable, words: str, *, by_id: int, at: datetime
) -> Delivery:
    """Hand in; what was handed in before stays, with its review."""
    made = Delivery(deliverable=deliverable, author_id=by_id, words=words, handed_in_at=at)
    session.add(made)
    session.flush()
    tell_delivery(session, deliverable.project, made, at=at)
    return made


def review(session: Session, delivery: Delivery, comment: str, *, by_id: int, at: datetime) -> None:
    """Say that it was looked at, and what about it; raises AlreadyReviewed."""
    db.lock(session, delivery)
    if delivery.reviewed_at is not None:
        raise AlreadyReviewed(gettext("이미 검토한 결과물입니다."))
    delivery.reviewer_id, delivery.reviewed_at, delivery.comment = by_id, at, comment
    audit.record(
        session, "delivery.reviewed", actor_id=by_id, subject=("delivery", delivery.id), at=at
    )
    tell_review(session, delivery, at=at)
