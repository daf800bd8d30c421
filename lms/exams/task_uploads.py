"""Notebook tasks of an attempt: where one stands, and what was uploaded for it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.notebook_task import Task
from lms import db
from lms.access import Scope
from lms.errors import NotFound
from lms.exams.items import source_of
from lms.exams.models import AttemptItem
from lms.exams.upload_models import TaskUpload


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """A notebook task at its place in an attempt."""

    place: AttemptItem
    task: Task

    @property
    def scope(self) -> Scope:
        """It belongs to the candidate, as the attempt does."""
        return self.place.attempt.scope


def task_in_attempt(attempt_id: int, position: int) -> TaskPlace:
    """The notebook task at a position; raises NotFound. For `guarded(load=…)`."""
    query = select(AttemptItem).where(
        AttemptItem.attempt_id == attempt_id, AttemptItem.position == position
    )
    return _task_at(db.session().scalar(query))


def _task_at(place: AttemptItem | None) -> TaskPlace:
    body = source_of(place.item_revision).body if place else None
    if place is None or not isinstance(body, Task):
        raise NotFound
    return TaskPlace(place, body)


def upload_that_counts(session: Session, place: AttemptItem) -> TaskUpload | None:
    """The file that the answer names, if it was uploaded for this very question."""
    query = select(TaskUpload).where(
        TaskUpload.attempt_item_id == place.id,
        TaskUpload.sha256 == str(place.answer.value if place.answer else ""),
    )
    return session.scalar(query)
