"""What an edition says of itself: what was read in it, what is wrong, when it was published."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lms import audit
from lms.catalog.changes import changes_between
from lms.catalog.models import CourseRevision
from lms.publishing.models import Edition, EditionState
from lms.publishing.reading import CourseFolder, Trouble

KEPT_PROBLEMS = 500
"""How many problems of an edition are stored; nobody reads more."""


def note_reading(
    session: Session,
    edition: Edition,
    folder: CourseFolder,
    revision: CourseRevision,
    before: CourseRevision | None,
) -> None:
    """Note what was read, and how it differs from the revision before."""
    edition.revision = revision
    session.flush()
    edition.changes = asdict(changes_between(session, before, revision))
    edition.paths = paths_of(folder)
    note_problems(edition, folder.troubles)
    session.flush()


def paths_of(folder: CourseFolder) -> dict[str, dict[str, str]]:
    """The file of each lesson in each language."""
    lessons = folder.read.course.lessons if folder.read.course else ()
    return {
        lesson.key: {page.language: page.path for page in lesson.variants.values() if page.path}
        for lesson in lessons
    }


def note_problems(edition: Edition, troubles: Sequence[Trouble]) -> None:
    """Note what is to be mended, errors first."""
    ordered = sorted(troubles, key=lambda one: (one.severity, one.file, one.line or 0))
    stored: list[dict[str, Any]] = [asdict(one) for one in ordered[:KEPT_PROBLEMS]]
    edition.problems = stored
    edition.n_errors = sum(one.severity == "error" for one in troubles)
    edition.n_warnings = len(troubles) - edition.n_errors


def note_published(edition: Edition, *, at: datetime, by_id: int | None) -> None:
    """Note that readers see the edition from now on."""
    edition.state, edition.lease_until = EditionState.PUBLISHED, None
    edition.published_at, edition.published_by_id = at, by_id


def record(
    session: Session,
    action: str,
    edition: Edition,
    *,
    at: datetime,
    by_id: int | None,
    address: str | None = None,
) -> None:
    """Put what was done with the edition on record."""
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
