"""Publishing a course folder: lessons, assignments and exams, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.banks.services import Contradiction, take_banks
from lms.catalog.changes import Changes, changes_between
from lms.catalog.models import Course, CourseRevision
from lms.catalog.quizzes import BANK_FOLDER
from lms.catalog.services import publish_course
from lms.catalog.storing import store_files
from lms.errors import Invalid
from lms.exams.queries import exams_of_course
from lms.exams.services import keep_item_files, publish_exams
from lms.lessons.services import follow_moves
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.notebooks.queries import assignments_of_course
from lms.publishing.reading import CourseFolder, Trouble
from lms.publishing.searchable import make_searchable
from lms.storage import BlobStore


class FolderHasErrors(Invalid):
    """The folder cannot be published; `troubles` say why, and what else is to be mended."""

    code = "folder_has_errors"

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("\n".join(str(each) for each in troubles if each.severity == "error"))
        self.troubles = tuple(troubles)


@dataclass(frozen=True)
class Published:
    """What publishing did; `changed` names what readers see anew, and may be empty."""

    course: Course
    revision: CourseRevision
    changed: tuple[str, ...]
    n_lessons: int
    n_assignments: int
    n_exams: int
    lessons: Changes
    contradictions: tuple[Trouble, ...] = ()
    """Items that pages and files changed both; exams keep what pages say."""


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
    known = session.scalar(select(Course).where(Course.slug == source.slug))
    present = known.current_revision if known else None
    catalogued = publish_course(
        session, storage, folder.read, asked=folder.quizzes, at=at, by_id=by_id
    )
    course = catalogued.course
    follow_moves(session, course.id, catalogued.moves)
    before = _versions(session, course)
    publish_assignments(session, storage, course, assignments, at=at)
    store_files(session, storage, {each.sha256: each for each in folder.pictures})
    for bank in folder.banks:
        keep_item_files(session, storage, bank.id, bank.files, at=at)
    taken = take_banks(session, course.id, folder.banks, at=at)
    publish_exams(session, course.id, taken.banks, folder.exams, at=at)
    make_searchable(session, course)
    after = _versions(session, course)
    works = sorted(key for key in before | after if before.get(key) != after.get(key))
    return Published(
        course=course,
        revision=catalogued.revision,
        changed=("lessons", *works) if catalogued.is_new else tuple(works),
        n_lessons=len(source.lessons),
        n_assignments=len(assignments),
        n_exams=len(folder.exams),
        lessons=changes_between(session, present, catalogued.revision),
        contradictions=tuple(map(_trouble_of, taken.contradictions)),
    )


def _trouble_of(each: Contradiction) -> Trouble:
    if each.is_gone:
        message = f"{each.item_key} is gone from the files, but was changed in a page: it stays"
        hint = "retire it in its page, or take its text into the files"
    else:
        message = f"{each.item_key} was changed in a page and in the files: the page's text stays"
        hint = "decide in its page which text counts, or take the page's text into the files"
    return Trouble("warning", BANK_FOLDER, None, message, "item-contradicts", hint)


def _versions(session: Session, course: Course) -> dict[str, int]:
    """Which version of each assignment and exam of the course is the present one."""
    assignments = assignments_of_course(session, course.id)
    exams = exams_of_course(session, course.id)
    return {
        **{f"assignment {one.name}": one.current_version_id or 0 for one in assignments},
        **{f"exam {one.key}": one.current_revision_id or 0 for one in exams},
    }
