"""What the worker does to editions: takes one, and says how it went."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lms.catalog.pictures import store_variants
from lms.catalog.services import keep_course
from lms.publishing import services
from lms.publishing.kept import Kept
from lms.publishing.models import Edition, EditionState
from lms.publishing.notes import note_problems, note_published, note_reading, record
from lms.publishing.queries import current_edition
from lms.publishing.reading import Trouble
from lms.publishing.services import Published
from lms.storage import BlobStore

LEASE = timedelta(minutes=15)
MAX_TRIES = 3


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
    note_reading(session, edition, folder, revision, before)


def finish_publishing(
    session: Session, storage: BlobStore, edition: Edition, kept: Kept, *, at: datetime
) -> Published:
    """The edition is what readers see."""
    by_id = edition.published_by_id
    done = services.publish(session, storage, kept.folder, kept.assignments, at=at, by_id=by_id)
    store_variants(session, kept.pictures)
    edition.revision = done.revision
    note_problems(edition, (*kept.folder.troubles, *done.contradictions))
    note_published(edition, at=at, by_id=by_id)
    record(session, "edition.publish", edition, at=at, by_id=by_id)
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
    note_problems(edition, troubles)
    session.flush()
