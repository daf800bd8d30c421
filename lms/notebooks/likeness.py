"""Comparing everybody's code with everybody's: asked for by who teaches, done by a worker."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from assessments.notebooks import BadNotebook, Likeness, fingerprints_of, grams_of
from lms import audit, db
from lms.accounts.models import User
from lms.errors import Conflict, Invalid, NotFound, TooLarge
from lms.notebooks.archives import unpack
from lms.notebooks.likeness_models import AlikePair, Comparison, ComparisonState
from lms.notebooks.models import AssignmentVersion, Submission
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.services import MAX_TRIES
from lms.queue import wake_after_commit
from lms.storage import BlobStore

COMPARE_JOB = "notebooks.compare"
HOLD = timedelta(minutes=10)
"""How long a worker may take for a comparison before another takes it."""


class ComparisonWaits(Conflict):
    """A comparison of the assignment is under way."""

    code = "comparison_waits"


def ask(
    session: Session, found: AssignmentInRun, percent: int, *, by_id: int, at: datetime
) -> Comparison:
    """Have the newest submissions compared; raises ComparisonWaits while one is under way."""
    db.lock(session, found.run)
    newest = newest_of(session, found)
    if newest is not None and newest.state is ComparisonState.WAITING:
        raise ComparisonWaits(gettext("아직 견주고 있습니다."))
    made = Comparison(
        run=found.run,
        assignment=found.assignment,
        threshold_percent=percent,
        asked_by_id=by_id,
        asked_at=at,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        "assignment.compare",
        actor_id=by_id,
        subject=("assignment", found.assignment.id),
        at=at,
        run_id=found.run.id,
        percent=percent,
    )
    wake_after_commit(session, COMPARE_JOB, made.id)
    return made


def claim_comparison(session: Session, comparison_id: int, *, at: datetime) -> Comparison | None:
    """Take a comparison for work; None when there is nothing to do now."""
    found = session.get(Comparison, comparison_id)
    if found is None:
        return None
    db.lock(session, found)
    is_held = found.held_until is not None and found.held_until > at
    if found.state is not ComparisonState.WAITING or is_held:
        return None
    if found.tries >= MAX_TRIES:
        _end(found, ComparisonState.FAILED, at)
        return None
    found.held_until, found.tries = at + HOLD, found.tries + 1
    session.flush()
    return found


def record_pairs(
    session: Session,
    comparison_id: int,
    pairs: Iterable[Likeness[int]],
    *,
    n_compared: int,
    n_unreadable: int,
    at: datetime,
) -> None:
    """Keep what a comparison found, in its order; what another worker found first stays."""
    found = session.get_one(Comparison, comparison_id)
    db.lock(session, found)
    if found.state is not ComparisonState.WAITING:
        return
    found.n_compared, found.n_unreadable = n_compared, n_unreadable
    _end(found, ComparisonState.DONE, at)
    session.add_all(
        AlikePair(
            comparison=found,
            first_id=one.first,
            second_id=one.second,
            n_shared=one.n_shared,
            n_first=one.n_first,
            n_second=one.n_second,
        )
        for one in pairs
    )
    session.flush()


def _end(found: Comparison, state: ComparisonState, at: datetime) -> None:
    found.state, found.held_until, found.ended_at = state, None, at


def compared_in(session: Session, comparison: Comparison) -> list[Submission]:
    """The newest submission of each person or team that still has its content, by its id."""
    query = (
        select(Submission)
        .options(joinedload(Submission.version))
        .where(
            Submission.run_id == comparison.run_id,
            Submission.assignment_id == comparison.assignment_id,
            Submission.size > 0,
        )
        .order_by(Submission.attempt)
    )
    newest = {one.party: one for one in session.scalars(query)}
    return sorted(newest.values(), key=lambda one: one.id)


def of_different_people(
    pairs: Iterable[Likeness[int]], submissions: Sequence[Submission]
) -> list[Likeness[int]]:
    """The pairs of whose submissions nobody owns both, as who joined a team later does."""
    owners = {one.id: one.owner_ids for one in submissions}
    return [one for one in pairs if not owners[one.first] & owners[one.second]]


def prints_of(
    storage: BlobStore, name: str, submissions: Sequence[Submission]
) -> tuple[Mapping[int, frozenset[int]], int]:
    """The fingerprints of the submissions that can be read, by id, and how many cannot be."""
    given_out = given_out_in(storage, name, [one.version for one in submissions])
    prints: dict[int, frozenset[int]] = {}
    for one in submissions:
        try:
            prints[one.id] = fingerprints_of(notebook_of(storage, name, one), given_out)
        except (BadNotebook, Invalid, TooLarge):
            continue
    return prints, len(submissions) - len(prints)


def given_out_in(
    storage: BlobStore, name: str, versions: Iterable[AssignmentVersion]
) -> frozenset[int]:
    """Every run of tokens that the versions gave out."""
    blobs = {one.release_blob for one in versions}
    books = [unpack(storage.get(blob)).get(f"{name}.ipynb", b"") for blob in blobs]
    return frozenset().union(*(grams_of(book) for book in books))


def notebook_of(storage: BlobStore, name: str, submission: Submission) -> bytes:
    """The notebook as it was handed in; empty where there is none any more."""
    files = unpack(storage.get(submission.blob)) if submission.size else {}
    return files.get(f"{name}.ipynb", b"")


def newest_of(session: Session, found: AssignmentInRun) -> Comparison | None:
    """The last comparison that was asked for."""
    query = (
        select(Comparison)
        .options(joinedload(Comparison.asked_by))
        .where(Comparison.run_id == found.run.id, Comparison.assignment_id == found.assignment.id)
        .order_by(Comparison.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def pairs_of(session: Session, comparison: Comparison) -> list[AlikePair]:
    """The pairs that are alike, those that share most first, in one query."""
    first, second = aliased(Submission), aliased(Submission)
    one, other = aliased(User), aliased(User)
    query = (
        select(AlikePair)
        .join(first, AlikePair.first)
        .join(one, first.user)
        .join(second, AlikePair.second)
        .join(other, second.user)
        .options(
            contains_eager(AlikePair.first.of_type(first)).contains_eager(first.user.of_type(one)),
            contains_eager(AlikePair.second.of_type(second)).contains_eager(
                second.user.of_type(other)
            ),
        )
        .where(AlikePair.comparison_id == comparison.id)
        .order_by(AlikePair.id)
    )
    return list(session.scalars(query))


def pair_to_read(pair_id: int) -> AlikePair:
    """The pair with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(AlikePair, pair_id)
    if found is None:
        raise NotFound
    return found


def to_be_compared(session: Session, *, at: datetime) -> list[int]:
    """Comparisons that wait and that no worker holds."""
    query = select(Comparison.id).where(
        Comparison.state == ComparisonState.WAITING,
        or_(Comparison.held_until.is_(None), Comparison.held_until <= at),
    )
    return list(session.scalars(query.order_by(Comparison.id)))
