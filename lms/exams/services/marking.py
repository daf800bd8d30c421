"""People mark answers; the result is there once nothing waits any more."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy.orm import Session

from assessments.items.criteria import mark_by_criteria
from assessments.mark import outcome_of
from lms import audit, db
from lms.errors import Conflict, Invalid
from lms.exams.essay_models import EssayMark
from lms.exams.essays import criteria_in
from lms.exams.items import source_of
from lms.exams.models import AttemptItem
from lms.exams.services.closing import conclude


def mark_essay(
    session: Session,
    place: AttemptItem,
    given: Mapping[str, Decimal],
    *,
    comment: str,
    by_id: int,
    at: datetime,
) -> EssayMark:
    """Give points by criterion for one answer; earlier marks are kept, the newest counts.

    With the last answer that waited, the attempt gets its result; a later
    change gives it another one. Raises Invalid for points that cannot be,
    Conflict for an attempt that was reopened.
    """
    attempt = place.attempt
    db.lock(session, attempt)
    if not attempt.is_closed or place.outcome is None:
        raise Conflict(gettext("이 응시는 다시 열려 있어 지금 채점할 수 없습니다."))
    criteria = criteria_in(source_of(place.item_revision).body)
    if not criteria:
        raise Invalid(gettext("사람이 채점하는 문항이 아닙니다."))
    try:
        earned = mark_by_criteria(criteria, given, place.points)
    except ValueError as error:
        raise Invalid(gettext("줄 수 없는 점수입니다.")) from error
    mark = EssayMark(
        attempt_item_id=place.id,
        given={criterion: str(points) for criterion, points in given.items()},
        earned=earned,
        comment=comment.strip(),
        marked_by_id=by_id,
        marked_at=at,
    )
    session.add(mark)
    place.earned, place.outcome = earned, outcome_of(earned, place.points)
    session.flush()
    audit.record(
        session,
        "attempt.mark",
        actor_id=by_id,
        subject=("attempt", attempt.id),
        at=at,
        position=place.position,
        earned=str(earned),
    )
    conclude(session, attempt, at=at)
    return mark
