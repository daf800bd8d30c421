"""Files that items carry: who may have one, and where it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.model import Attachment, Item
from lms import clock, db
from lms.access import Scope
from lms.errors import NotFound
from lms.exams.essays import paper_to_mark
from lms.exams.file_models import ItemFile
from lms.exams.items import source_of
from lms.exams.models import Attempt, AttemptItem
from lms.exams.practice import Asked, asked_in_run
from lms.exams.queries import analysed_item_in_run


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file that an item of a bank carries, as it is asked for from one place."""

    attachment: Attachment
    scope: Scope
    attempt: Attempt | None = None
    asked: Asked | None = None


def file_in_attempt(attempt_id: int, position: int, number: int) -> CarriedFile:
    """A file of the item at a position; raises NotFound. For `guarded(load=…)`."""
    query = select(AttemptItem).where(
        AttemptItem.attempt_id == attempt_id, AttemptItem.position == position
    )
    place = db.session().scalar(query)
    if place is None:
        raise NotFound
    revision = place.item_revision
    found = file_of(db.session(), revision.bank, source_of(revision), number)
    return CarriedFile(found, place.attempt.scope, attempt=place.attempt)


def file_in_practice(run_id: int, exam_key: str, item_revision_id: int, number: int) -> CarriedFile:
    """A file of an item that can be practised; raises NotFound. For `guarded(load=…)`."""
    asked = asked_in_run(run_id, exam_key, item_revision_id)
    found = file_of(db.session(), asked.bank, source_of(asked.revision), number)
    return CarriedFile(found, asked.scope, asked=asked)


def file_in_analysis(run_id: int, exam_key: str, item_revision_id: int, number: int) -> CarriedFile:
    """A file of an item that somebody got in the run; raises NotFound. For `guarded(load=…)`."""
    thing = analysed_item_in_run(run_id, exam_key, item_revision_id)
    revision = thing.item.revision
    found = file_of(db.session(), revision.bank, source_of(revision), number)
    return CarriedFile(found, thing.scope)


def file_of_paper(attempt_item_id: int, number: int) -> CarriedFile:
    """A file of the question of an answer to mark; raises NotFound. For `guarded(load=…)`."""
    paper = paper_to_mark(attempt_item_id)
    revision = paper.place.item_revision
    found = file_of(db.session(), revision.bank, source_of(revision), number)
    return CarriedFile(found, paper.scope)


def file_of(session: Session, bank: str, item: Item, number: int) -> Attachment:
    """The file with a number that an item carries and its bank keeps; raises NotFound."""
    if not 1 <= number <= len(item.attachments):
        raise NotFound
    found = item.attachments[number - 1]
    if session.get(ItemFile, (bank, found.sha256)) is None:
        raise NotFound
    return found


def files_known(session: Session, bank: str) -> frozenset[str]:
    """The hashes of the files that items of a bank may carry."""
    return frozenset(session.scalars(select(ItemFile.sha256).where(ItemFile.bank == bank)))


def is_shown(attempt: Attempt, at: datetime | None = None) -> bool:
    """Whether the questions of an attempt can be read now: not while its clock stands still.

    One that is over is read with its result.
    """
    at = at or clock.now()
    return attempt.is_over(at) or not attempt.is_paused(at)
