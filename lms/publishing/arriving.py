"""Editions come in: published at once, as a draft, as a zip, or from an edit in a page."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import db
from lms.catalog.models import Course, CourseRevision
from lms.catalog.pictures import store_variants
from lms.catalog.services import keep_course
from lms.intake.incoming import Origin
from lms.publishing import services
from lms.publishing.kept import Kept
from lms.publishing.models import WORK_JOB, Edition, EditionState
from lms.publishing.notes import note_published, note_reading, record
from lms.publishing.queries import current_edition
from lms.publishing.services import Published
from lms.queue import wake_after_commit
from lms.storage import BlobStore


def publish_kept(
    session: Session, storage: BlobStore, kept: Kept, *, at: datetime, by_id: int | None = None
) -> tuple[Published, Edition]:
    """Make a course what its readers see, and note its edition if it is another than before."""
    before = _present_of(session, kept)
    done = services.publish(session, storage, kept.folder, kept.assignments, at=at, by_id=by_id)
    store_variants(session, kept.pictures)
    present = current_edition(session, done.course.id)
    if present is not None and not done.changed and present.source_blob == kept.source_blob:
        return done, present
    edition = _add_edition(session, done.course, kept.origin, at=at, by_id=by_id)
    edition.source_blob, edition.base = kept.source_blob, present
    folder = replace(kept.folder, troubles=(*kept.folder.troubles, *done.contradictions))
    note_reading(session, edition, folder, done.revision, before)
    note_published(edition, at=at, by_id=by_id)
    record(session, "edition.publish", edition, at=at, by_id=by_id)
    return done, edition


def keep_draft(
    session: Session, storage: BlobStore, kept: Kept, *, at: datetime, by_id: int | None = None
) -> Edition:
    """Note a course as a draft: readers see nothing of it before it is published."""
    folder = kept.folder
    course, revision = keep_course(
        session, storage, folder.read, asked=folder.quizzes, at=at, by_id=by_id
    )
    store_variants(session, kept.pictures)
    present = current_edition(session, course.id)
    if present is not None and present.source_blob == kept.source_blob:
        return present
    edition = _add_edition(session, course, kept.origin, at=at, by_id=by_id)
    edition.source_blob, edition.base = kept.source_blob, present
    edition.state = EditionState.DRAFT
    note_reading(session, edition, folder, revision, course.current_revision)
    record(session, "edition.add", edition, at=at, by_id=by_id)
    return edition


def add_upload(
    session: Session,
    course: Course,
    origin: Origin,
    *,
    upload_blob: str,
    at: datetime,
    by_id: int,
    address: str | None,
) -> Edition:
    """Take an uploaded zip; the worker unpacks, reads and checks it."""
    edition = _add_edition(session, course, origin, at=at, by_id=by_id)
    edition.upload_blob = upload_blob
    record(session, "edition.upload", edition, at=at, by_id=by_id, address=address)
    wake_after_commit(session, WORK_JOB, edition.id)
    return edition


def add_edit(
    session: Session,
    base: Edition,
    origin: Origin,
    *,
    source_blob: str,
    at: datetime,
    by_id: int,
    address: str | None,
) -> Edition:
    """Take a source that was changed in a page; the worker reads and checks it."""
    edition = _add_edition(session, base.course, origin, at=at, by_id=by_id)
    edition.source_blob, edition.base = source_blob, base
    record(session, "edition.edit", edition, at=at, by_id=by_id, address=address)
    wake_after_commit(session, WORK_JOB, edition.id)
    return edition


def _add_edition(
    session: Session, course: Course, origin: Origin, *, at: datetime, by_id: int | None
) -> Edition:
    """A further edition of the course, after all that came before."""
    db.lock(session, course)
    last = session.scalar(select(func.max(Edition.number)).where(Edition.course_id == course.id))
    edition = Edition(
        course_id=course.id,
        course=course,
        number=(last or 0) + 1,
        state=EditionState.WAITING,
        origin_kind=origin.kind,
        origin_detail=origin.detail[:300],
        created_at=at,
        created_by_id=by_id,
    )
    session.add(edition)
    session.flush()
    return edition


def _present_of(session: Session, kept: Kept) -> CourseRevision | None:
    source = kept.folder.read.course
    slug = source.slug if source else ""
    course = session.scalar(select(Course).where(Course.slug == slug))
    return course.current_revision if course else None
