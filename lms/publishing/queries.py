"""Editions of a course: the one that readers see, the newest, and those that wait for a worker."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.publishing.models import Edition, EditionState


def current_edition(session: Session, course_id: int) -> Edition | None:
    """The edition that readers see."""
    query = (
        select(Edition)
        .where(Edition.course_id == course_id, Edition.state == EditionState.PUBLISHED)
        .order_by(Edition.published_at.desc(), Edition.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def newest_source(session: Session, course_id: int) -> Edition | None:
    """The edition that an edit goes on from: the newest whose source is known and not broken."""
    query = (
        select(Edition)
        .where(
            Edition.course_id == course_id,
            Edition.source_blob.is_not(None),
            Edition.state.not_in((EditionState.BROKEN, EditionState.DISCARDED)),
        )
        .order_by(Edition.number.desc())
    )
    return session.scalars(query.limit(1)).first()


def to_be_worked_on(session: Session, *, at: datetime) -> list[int]:
    """The editions that wait for a worker and that none holds."""
    query = select(Edition.id).where(
        Edition.state.in_((EditionState.WAITING, EditionState.PUBLISHING)),
        (Edition.lease_until.is_(None)) | (Edition.lease_until <= at),
    )
    return list(session.scalars(query.order_by(Edition.id)))
