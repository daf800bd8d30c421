"""Having an answer for oneself while marking it: for a while, and anybody may take it over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms import audit, db
from lms.accounts.models import User
from lms.errors import Conflict
from lms.notebooks.claim_models import MarkingClaim, Stage
from lms.notebooks.marking import Step
from lms.notebooks.models import Submission
from lms.notebooks.queries import AssignmentInRun

CLAIM = timedelta(minutes=15)
"""How long a marker has an answer without a sign of life: the page renews it while they work."""


class ClaimedByOther(Conflict):
    """Somebody else has the answer now."""

    code = "claimed_by_other"


@dataclass(frozen=True)
class Answer:
    """One answer in one of its markings."""

    submission: Submission
    cell_name: str
    stage: Stage

    @property
    def key(self) -> tuple[int, str, Stage]:
        """What its claim is found by."""
        return (self.submission.id, self.cell_name, self.stage)


def claim_of(session: Session, answer: Answer, *, at: datetime) -> MarkingClaim | None:
    """The claim that holds now."""
    found = session.get(MarkingClaim, answer.key, populate_existing=True)
    return found if found is not None and found.until_at > at else None


def claims_in(
    session: Session, found: AssignmentInRun, stage: Stage, *, at: datetime
) -> list[MarkingClaim]:
    """Every claim that holds now, with marker and person, the oldest first, in one query."""
    query = (
        select(MarkingClaim)
        .join(MarkingClaim.submission)
        .join(User, Submission.user_id == User.id)
        .options(
            contains_eager(MarkingClaim.submission).contains_eager(Submission.user),
            joinedload(MarkingClaim.user),
        )
        .where(
            Submission.run_id == found.run.id,
            Submission.assignment_id == found.assignment.id,
            MarkingClaim.stage == stage,
            MarkingClaim.until_at > at,
        )
        .order_by(MarkingClaim.since_at, MarkingClaim.submission_id, MarkingClaim.cell_name)
    )
    return list(session.scalars(query))


def claim(session: Session, answer: Answer, *, by_id: int, at: datetime) -> MarkingClaim:
    """Have an answer, or have it longer; raises ClaimedByOther."""
    found = _own_or_free(session, answer, by_id=by_id, at=at)
    if found is None:
        return _new(session, answer, by_id=by_id, at=at)
    found.until_at = at + CLAIM
    session.flush()
    return found


def take_over(session: Session, answer: Answer, *, by_id: int, at: datetime) -> MarkingClaim:
    """Have an answer whoever has it now; that it was taken from somebody is recorded."""
    db.lock(session, answer.submission)
    found = claim_of(session, answer, at=at)
    if found is not None and found.user_id != by_id:
        audit.record(
            session,
            "submission.take_over",
            actor_id=by_id,
            subject=("submission", answer.submission.id),
            at=at,
            cell=answer.cell_name,
            stage=str(answer.stage),
            from_id=found.user_id,
            since=found.since_at.isoformat(),
        )
        _forget(session, answer)
    return claim(session, answer, by_id=by_id, at=at)


def release(
    session: Session, answer: Answer, *, by_id: int, at: datetime, until: str | None = None
) -> None:
    """Let an answer go; what another has stays. With `until`, only a claim that ends just then."""
    db.lock(session, answer.submission)
    found = claim_of(session, answer, at=at)
    if found is not None and found.user_id == by_id and until in (None, found.until_at.isoformat()):
        _forget(session, answer)


def finish(
    session: Session, answer: Answer, *, takes_over: bool = False, by_id: int, at: datetime
) -> None:
    """End the claim because the answer is marked; raises ClaimedByOther unless it is taken over.

    Without a claim of anybody's, as after one that ended by itself, there is nothing to end.
    """
    if takes_over:
        take_over(session, answer, by_id=by_id, at=at)
    if _own_or_free(session, answer, by_id=by_id, at=at) is not None:
        _forget(session, answer)


def claim_first(
    session: Session,
    steps: Iterable[Step],
    stage: Stage,
    held: Sequence[MarkingClaim],
    *,
    whole_papers: bool,
    by_id: int,
    at: datetime,
) -> Step | None:
    """Have the first of these answers that nobody else has; None where there is none."""
    for step in free_of(steps, held, by_id, whole_papers=whole_papers):
        submission = session.get_one(Submission, step.submission_id)
        try:
            claim(session, Answer(submission, step.cell_name, stage), by_id=by_id, at=at)
        except ClaimedByOther:
            continue
        return step
    return None


def free_of(
    steps: Iterable[Step], held: Sequence[MarkingClaim], user_id: int, *, whole_papers: bool
) -> list[Step]:
    """The steps that nobody else has; with `whole_papers` nor anything else of the paper."""
    others = [one for one in held if one.user_id != user_id]
    cells = {(one.submission_id, one.cell_name) for one in others}
    papers = {one.submission_id for one in others} if whole_papers else set()
    return [
        step
        for step in steps
        if (step.submission_id, step.cell_name) not in cells and step.submission_id not in papers
    ]


def _own_or_free(
    session: Session, answer: Answer, *, by_id: int, at: datetime
) -> MarkingClaim | None:
    """The person's own claim, None where there is none; raises ClaimedByOther."""
    db.lock(session, answer.submission)
    found = claim_of(session, answer, at=at)
    if found is not None and found.user_id != by_id:
        raise ClaimedByOther(
            gettext(
                "지금은 %(name)s 님이 이 답을 맡고 있습니다. 적은 것은 그대로 있고, 넘겨받아야 저장됩니다.",
                name=found.user.name,
            )
        )
    return found


def _new(session: Session, answer: Answer, *, by_id: int, at: datetime) -> MarkingClaim:
    _forget(session, answer)
    made = MarkingClaim(
        submission_id=answer.submission.id,
        cell_name=answer.cell_name,
        stage=answer.stage,
        user_id=by_id,
        since_at=at,
        until_at=at + CLAIM,
    )
    session.add(made)
    session.flush()
    return made


def _forget(session: Session, answer: Answer) -> None:
    found = session.get(MarkingClaim, answer.key)
    if found is not None:
        session.delete(found)
        session.flush()
