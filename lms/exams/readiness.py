"""A person's chance to pass an exam, from what they saw of its bank for the first time."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.forecasts import Forecast, Verification, verify
from assessments.model import Exam as Definition
from assessments.readiness import Readiness, Sight, readiness_of
from lms.exams.models import Attempt, AttemptItem, ItemRevision
from lms.exams.practice_models import PracticeCard


def readiness_in(session: Session, definition: Definition, user_id: int) -> Readiness:
    """The chance that the person passes a fresh form, from their closed attempts."""
    return readiness_of(definition, first_sights(session, definition.bank, user_id))


def first_sights(session: Session, bank: str, user_id: int) -> list[Sight]:
    """The first answer to each item of a bank, in any exam of any run.

    What was practised before is no first sight. What was first seen in an attempt that is still open has no mark yet, and
    later ones of the same item are no first sight.
    """
    query = (
        select(
            ItemRevision.item_key,
            AttemptItem.domain,
            AttemptItem.earned,
            AttemptItem.points,
            AttemptItem.outcome,
            Attempt.invalidated_at,
            PracticeCard.first_at < Attempt.started_at,
        )
        .join(AttemptItem, AttemptItem.item_revision_id == ItemRevision.id)
        .join(Attempt, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(
            PracticeCard,
            (PracticeCard.user_id == Attempt.user_id)
            & (PracticeCard.bank == ItemRevision.bank)
            & (PracticeCard.item_key == ItemRevision.item_key),
        )
        .where(Attempt.user_id == user_id, ItemRevision.bank == bank)
        .order_by(Attempt.started_at, Attempt.id, AttemptItem.position)
    )
    seen: set[str] = set()
    found = []
    for key, domain, earned, points, outcome, void_at, was_practised in session.execute(query):
        is_first = key not in seen and not was_practised
        seen.add(key)
        if is_first and void_at is None and earned is not None and points and outcome != "waiting":
            found.append(Sight(domain, earned / points))
    return found


def forecasts_verified(session: Session, exam_ids: Sequence[int] | None = None) -> Verification:
    """What was said before attempts against how they ended; of some exams or of all."""
    query = select(Attempt.pass_probability, Attempt.is_passed).where(
        Attempt.pass_probability.is_not(None),
        Attempt.is_passed.is_not(None),
        Attempt.invalidated_at.is_(None),
    )
    if exam_ids is not None:
        query = query.where(Attempt.exam_id.in_(exam_ids))
    return verify(
        [
            Forecast(float(said), bool(passed))
            for said, passed in session.execute(query)
            if said is not None
        ]
    )
