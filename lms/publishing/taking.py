"""The slow part of publishing, before the transaction: read, check, release, keep the source."""

from dataclasses import replace
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.notebooks import BadNotebook, NotReleasable
from courses import FolderCache, Progress, silent
from lms.catalog.models import Course
from lms.catalog.pictures import make_new_variants
from lms.catalog.quizzes import BANK_FOLDER
from lms.exams.programs import with_releases
from lms.intake.incoming import Origin
from lms.notebooks.publishing import NotAnAssignment, prepare_assignments
from lms.notebooks.queries import known_hashes
from lms.publishing.kept import Kept
from lms.publishing.queries import current_edition
from lms.publishing.reading import CourseFolder, Trouble, read_folder
from lms.publishing.services import FolderHasErrors
from lms.publishing.sources import keep_source, read_tree
from lms.settings import Settings
from lms.storage import BlobStore, MissingBlob


def take(
    session: Session,
    storage: BlobStore,
    path: Path,
    origin: Origin,
    *,
    slug: str | None = None,
    progress: Progress = silent,
) -> Kept:
    """The course at a path, ready to be stored; raises FolderHasErrors with every trouble."""
    return take_read(session, storage, path, read_under_name(path, slug, progress), origin)


def page_cache() -> FolderCache:
    """Where this installation keeps rendered pages between two publications."""
    settings: Settings = current_app.extensions["settings"]
    return FolderCache(settings.data_dir / "cache" / "pages")


def read_under_name(path: Path, slug: str | None, progress: Progress = silent) -> CourseFolder:
    """The course at a path, under the name it has here."""
    return under_name(read_folder(path, page_cache(), progress), slug)


def take_read(
    session: Session, storage: BlobStore, path: Path, folder: CourseFolder, origin: Origin
) -> Kept:
    """The same for a folder that was read already."""
    course = folder.read.course
    if course is None or folder.errors:
        raise FolderHasErrors(folder.troubles)
    try:
        known = known_hashes(session, course.slug)
        assignments = prepare_assignments(course.assignments, known)
    except NotAnAssignment as problem:
        file = str(problem).partition(": ")[0]
        trouble = Trouble("error", file, None, str(problem), "not-an-assignment")
        raise FolderHasErrors((*folder.troubles, trouble)) from problem
    folder = _with_releases(folder)
    source_blob = keep_source(storage, path, folder.read, _known(session, storage, course.slug))
    pictures = make_new_variants(session, storage, course)
    return Kept(folder, assignments, source_blob, origin, pictures)


def _with_releases(folder: CourseFolder) -> CourseFolder:
    try:
        return replace(folder, banks=with_releases(folder.banks))
    except (BadNotebook, NotReleasable) as problem:
        trouble = Trouble("error", BANK_FOLDER, None, str(problem), "not-a-notebook-task")
        raise FolderHasErrors((*folder.troubles, trouble)) from problem


def under_name(folder: CourseFolder, slug: str | None) -> CourseFolder:
    """The same course under the name it has here; a name of its own that differs is a warning."""
    course = folder.read.course
    if course is None or slug is None or course.slug == slug:
        return folder
    troubles = folder.troubles
    if folder.read.layout == "course.yml":
        message = f"the course calls itself {course.slug!r}; it is published as {slug!r}"
        hint = "write the name it has here into course.yml, or make sure that this is the course"
        trouble = Trouble("warning", "course.yml", None, message, "other-slug", hint)
        troubles = (*troubles, trouble)
    read = replace(folder.read, course=replace(course, slug=slug))
    return replace(folder, read=read, troubles=troubles)


def _known(session: Session, storage: BlobStore, slug: str) -> frozenset[str]:
    """The files of the present edition, which need not be stored again."""
    course_id = session.scalar(select(Course.id).where(Course.slug == slug))
    present = current_edition(session, course_id) if course_id is not None else None
    if present is None or present.source_blob is None:
        return frozenset()
    try:
        return frozenset(read_tree(storage, present.source_blob).files.values())
    except MissingBlob:
        return frozenset()
