"""Publishing a course folder: lessons, assignments and exams, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.catalog.models import Course, CourseRevision
from lms.catalog.services import publish_course
from lms.errors import Invalid
from lms.exams.services import publish_exams
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.publishing.reading import CourseFolder, Trouble
from lms.storage import BlobStore


class FolderHasErrors(Invalid):
    """The folder cannot be published; `troubles` say why."""

    code = "folder_has_errors"

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("\n".join(str(trouble) for trouble in troubles))
        self.troubles = tuple(troubles)


@dataclass(frozen=True)
class Published:
    """What publishing did; nothing changed if none of the three did."""

    course: Course
    revision: CourseRevision
    is_new_revision: bool
    n_lessons: int
    n_assignments: int
    n_exams: int


def publish(
    session: Session,
    storage: BlobStore,
    folder: CourseFolder,
    assignments: Sequence[PreparedAssignment],
    *,
    at: datetime,
    by_id: int | None = None,
) -> Published:
    """Make the folder what its readers see; raises FolderHasErrors and changes nothing."""
    source = folder.read.course
    if source is None or folder.errors:
        raise FolderHasErrors(folder.errors)
    catalogued = publish_course(session, storage, folder.read, at=at, by_id=by_id)
    course = catalogued.course
    publish_assignments(session, storage, course, assignments, at=at)
    publish_exams(session, course.id, folder.banks, folder.exams, at=at)
    return Published(
        course=course,
        revision=catalogued.revision,
        is_new_revision=catalogued.is_new,
        n_lessons=len(source.lessons),
        n_assignments=len(assignments),
        n_exams=len(folder.exams),
    )
