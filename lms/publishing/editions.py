"""What happens to editions of a course: they come in, are tried, published, brought back, put away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from lms import audit, db
from lms.catalog.changes import changes_between
from lms.catalog.models import Course, CourseRevision
from lms.catalog.pictures import Made, store_variants
from lms.catalog.services import keep_course
from lms.errors import Conflict
from lms.intake.incoming import Origin
from lms.notebooks.publishing import PreparedAssignment
from lms.publishing import services
from lms.publishing.models import Edition, EditionState
from lms.publishing.reading import CourseFolder, Trouble
from lms.publishing.services import Published
from lms.queue import wake_after_commit
from lms.storage import BlobStore

WORK_JOB = "editions.work"
LEASE = timedelta(minutes=15)
MAX_TRIES = 3
KEPT_PROBLEMS = 500
"""How many problems of an edition are stored; nobody reads more."""


class NotReadable(Conflict):
    """The edition is not checked yet, has errors, or was put away."""

    code = "edition_not_readable"


class AlreadyPublishing(Conflict):
    """Another edition of the course is being published just now."""

    code = "already_publishing"


class IsPublished(Conflict):
    """What readers see or saw cannot be put away."""

    code = "edition_is_published"


@dataclass(frozen=True)
class Kept:
    """A course that was read and found good, with its source in the blob store."""

    folder: CourseFolder
    assignments: Sequence[PreparedAssignment]
    source_blob: str
    origin: Origin
    pictures: Made = ()


def current_edition(session: Session, course_id: int) -> Edition | None:
    """The edition that readers see."""
    query = (
        select(Edition)
        .where(Edition.course_id == course_id, Edition.state == EditionState.PUBLISHED)
        .order_by(Edition.published_at.desc(), Edition.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def newest_source(session: Session, course_id: int) -> Edition | None:
    """The edition that an edit goes on from: the newest whose source is known and not broken."""
    query = (
        select(Edition)
        .where(
            Edition.course_id == course_id,
            Edition.source_blob.is_not(None),
            Edition.state.not_in((EditionState.BROKEN, EditionState.DISCARDED)),
        )
        .order_by(Edition.number.desc())
    )
    return session.scalars(query.limit(1)).first()


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
    edition = _add(session, done.course, kept.origin, at=at, by_id=by_id)
    edition.source_blob, edition.base = kept.source_blob, present
    _note_reading(session, edition, kept.folder, done.revision, before)
    _note_published(edition, at=at, by_id=by_id)
    _record(session, "edition.publish", edition, at=at, by_id=by_id)
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
    edition = _add(session, course, kept.origin, at=at, by_id=by_id)
    edition.source_blob, edition.base = kept.source_blob, present
    edition.state = EditionState.DRAFT
    _note_reading(session, edition, folder, revision, course.current_revision)
    _record(session, "edition.add", edition, at=at, by_id=by_id)
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
    edition = _add(session, course, origin, at=at, by_id=by_id)
    edition.upload_blob = upload_blob
    _record(session, "edition.upload", edition, at=at, by_id=by_id, address=address)
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
    edition = _add(session, base.course, origin, at=at, by_id=by_id)
    edition.source_blob, edition.base = source_blob, base
    _record(session, "edition.edit", edition, at=at, by_id=by_id, address=address)
    wake_after_commit(session, WORK_JOB, edition.id)
    return edition


def ask_to_publish(
    session: Session, edition: Edition, *, at: datetime, by_id: int, address: str | None
) -> None:
    """Have the worker make this edition, new or earlier, what readers see.

    Raises NotReadable and AlreadyPublishing.
    """
    db.lock(session, edition.course)
    session.refresh(edition, ["state", "revision_id"])
    if edition.state is EditionState.PUBLISHING:
        return
    if not edition.is_readable:
        raise NotReadable(gettext("오류가 있거나 아직 확인하지 않은 버전입니다."))
    busy = select(Edition.number).where(
        Edition.course_id == edition.course_id, Edition.state == EditionState.PUBLISHING
    )
    if session.scalar(busy) is not None:
        raise AlreadyPublishing(gettext("다른 버전을 게시하고 있습니다. 잠시 뒤 다시 해 주세요."))
    edition.state = EditionState.PUBLISHING
    edition.published_by_id, edition.tries, edition.lease_until = by_id, 0, None
    _record(session, "edition.ask_to_publish", edition, at=at, by_id=by_id, address=address)
    wake_after_commit(session, WORK_JOB, edition.id)


def discard(
    session: Session, edition: Edition, *, at: datetime, by_id: int, address: str | None
) -> None:
    """Put an edition away that readers never saw; raises IsPublished."""
    db.lock(session, edition.course)
    session.refresh(edition, ["state"])
    if edition.published_at is not None or edition.state is EditionState.PUBLISHING:
        raise IsPublished(gettext("게시한 적이 있는 버전은 지울 수 없습니다."))
    edition.state = EditionState.DISCARDED
    _record(session, "edition.discard", edition, at=at, by_id=by_id, address=address)


def claim(session: Session, edition_id: int, *, at: datetime) -> Edition | None:
    """Take an edition that waits for a worker, unless another has it; the caller commits."""
    edition = session.scalar(
        select(Edition)
        .options(undefer(Edition.paths))
        .where(Edition.id == edition_id)
        .with_for_update(of=Edition),
        execution_options={"populate_existing": True},
    )
    if edition is None or not edition.is_under_way:
        return None
    if edition.lease_until is not None and edition.lease_until > at:
        return None
    edition.lease_until = at + LEASE
    edition.tries += 1
    return edition


def to_be_worked_on(session: Session, *, at: datetime) -> list[int]:
    """The editions that wait for a worker and that none holds."""
    query = select(Edition.id).where(
        Edition.state.in_((EditionState.WAITING, EditionState.PUBLISHING)),
        (Edition.lease_until.is_(None)) | (Edition.lease_until <= at),
    )
    return list(session.scalars(query.order_by(Edition.id)))


def finish_check(
    session: Session, storage: BlobStore, edition: Edition, kept: Kept, *, at: datetime
) -> None:
    """The edition was read and is good: it is a draft, with pages to look at."""
    folder = kept.folder
    course, revision = keep_course(
        session, storage, folder.read, asked=folder.quizzes, at=at, by_id=edition.created_by_id
    )
    store_variants(session, kept.pictures)
    edition.source_blob, edition.lease_until = kept.source_blob, None
    edition.base = edition.base or current_edition(session, course.id)
    before = edition.base.revision if edition.base else course.current_revision
    edition.state = EditionState.DRAFT
    _note_reading(session, edition, folder, revision, before)


def finish_publishing(
    session: Session, storage: BlobStore, edition: Edition, kept: Kept, *, at: datetime
) -> Published:
    """The edition is what readers see."""
    by_id = edition.published_by_id
    done = services.publish(session, storage, kept.folder, kept.assignments, at=at, by_id=by_id)
    store_variants(session, kept.pictures)
    edition.revision = done.revision
    _note_problems(edition, kept.folder.troubles)
    _note_published(edition, at=at, by_id=by_id)
    _record(session, "edition.publish", edition, at=at, by_id=by_id)
    return done


def refuse(
    session: Session,
    edition: Edition,
    troubles: Sequence[Trouble],
    *,
    source_blob: str | None = None,
    paths: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """The edition cannot be published; readers keep what they have."""
    if paths is not None:
        edition.paths = {key: dict(files) for key, files in paths.items()}
    edition.lease_until = None
    edition.source_blob = source_blob or edition.source_blob
    if edition.state is EditionState.WAITING:
        edition.state = EditionState.BROKEN
    else:
        was_seen = edition.published_at is not None
        edition.state = EditionState.PUBLISHED if was_seen else EditionState.DRAFT
    _note_problems(edition, troubles)
    session.flush()


def _present_of(session: Session, kept: Kept) -> CourseRevision | None:
    source = kept.folder.read.course
    slug = source.slug if source else ""
    course = session.scalar(select(Course).where(Course.slug == slug))
    return course.current_revision if course else None


def _add(
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


def _note_reading(
    session: Session,
    edition: Edition,
    folder: CourseFolder,
    revision: CourseRevision,
    before: CourseRevision | None,
) -> None:
    edition.revision = revision
    session.flush()
    edition.changes = asdict(changes_between(session, before, revision))
    edition.paths = paths_of(folder)
    _note_problems(edition, folder.troubles)
    session.flush()


def paths_of(folder: CourseFolder) -> dict[str, dict[str, str]]:
    """The file of each lesson in each language."""
    lessons = folder.read.course.lessons if folder.read.course else ()
    return {
        lesson.key: {page.language: page.path for page in lesson.variants.values() if page.path}
        for lesson in lessons
    }


def _note_problems(edition: Edition, troubles: Sequence[Trouble]) -> None:
    ordered = sorted(troubles, key=lambda one: (one.severity, one.file, one.line or 0))
    stored: list[dict[str, Any]] = [asdict(one) for one in ordered[:KEPT_PROBLEMS]]
    edition.problems = stored
    edition.n_errors = sum(one.severity == "error" for one in troubles)
    edition.n_warnings = len(troubles) - edition.n_errors


def _note_published(edition: Edition, *, at: datetime, by_id: int | None) -> None:
    edition.state, edition.lease_until = EditionState.PUBLISHED, None
    edition.published_at, edition.published_by_id = at, by_id


def _record(
    session: Session,
    action: str,
    edition: Edition,
    *,
    at: datetime,
    by_id: int | None,
    address: str | None = None,
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("course", edition.course_id),
        at=at,
        address=address,
        number=edition.number,
        origin=f"{edition.origin_kind} {edition.origin_detail}".strip(),
    )
