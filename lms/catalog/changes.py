"""What changed between two revisions of a course."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.models import CourseRevision, LessonBody

Pages = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Changes:
    """Keys of lessons by what happened to them, in reading order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether any lesson is another one now."""
        return bool(self.added or self.changed or self.removed)


def changes_between(
    session: Session, before: CourseRevision | None, now: CourseRevision
) -> Changes:
    """What a reader of the earlier revision finds changed in the later one."""
    old = pages_of(session, before) if before else {}
    new = pages_of(session, now)
    kept = [key for key in new if key in old]
    return Changes(
        added=tuple(key for key in new if key not in old),
        changed=tuple(key for key in kept if new[key] != old[key]),
        removed=tuple(key for key in old if key not in new),
        unchanged=tuple(key for key in kept if new[key] == old[key]),
    )


def pages_of(session: Session, revision: CourseRevision) -> Pages:
    """The page of each lesson in each language, in reading order."""
    pages: dict[str, dict[str, int]] = defaultdict(dict)
    query = (
        select(LessonBody.lesson_key, LessonBody.language, LessonBody.page_id)
        .where(LessonBody.revision_id == revision.id)
        .order_by(LessonBody.position, LessonBody.id)
    )
    for key, language, page_id in session.execute(query):
        pages[key][language] = page_id
    return dict(pages)
