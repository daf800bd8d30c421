"""The revisions of a course as those who teach it see them: a list, what changed, a way back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit, db
from lms.access import Scope
from lms.accounts.models import User
from lms.catalog.changes import Changes, changes_between, pages_of
from lms.catalog.models import Course, CourseRevision, LessonPage
from lms.catalog.moves import note_moves
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Conflict, NotFound
from lms.lessons.services import follow_moves
from lms.publishing.searchable import make_searchable

MOST_SHOWN = 50
CONTEXT = 1


@dataclass(frozen=True)
class RevisionInRun:
    """A revision of the course that runs there."""

    run: CourseRun
    revision: CourseRevision

    @property
    def scope(self) -> Scope:
        """Who teaches the run answers for what it shows."""
        return self.run.scope


@dataclass(frozen=True)
class ListedRevision:
    """A revision with who published it and what was new in it."""

    revision: CourseRevision
    person: str
    changes: Changes
    is_current: bool


@dataclass(frozen=True)
class Line:
    """A line of a lesson's text: kept, put in or taken out."""

    kind: str
    text: str


@dataclass(frozen=True)
class ChangedLesson:
    """A lesson's text in one language, then and now."""

    key: str
    language: str
    title: str
    lines: tuple[Line, ...]


def revision_in_run(run_id: int, revision_id: int) -> RevisionInRun:
    """A revision of the run's course; raises NotFound. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    revision = db.session().get(CourseRevision, revision_id)
    if revision is None or revision.course_id != run.course_id:
        raise NotFound
    return RevisionInRun(run, revision)


def revisions_of(session: Session, course: Course) -> list[ListedRevision]:
    """The course's latest revisions, the newest first, each against the one before it."""
    query = (
        select(CourseRevision, User.name)
        .outerjoin(User, User.id == CourseRevision.published_by_id)
        .where(CourseRevision.course_id == course.id)
        .order_by(CourseRevision.id.desc())
        .limit(MOST_SHOWN + 1)
    )
    found = list(session.execute(query))
    earlier = [row[0] for row in found[1:]] + [None]
    return [
        ListedRevision(
            revision,
            name or "",
            changes_between(session, before, revision),
            revision.id == course.current_revision_id,
        )
        for (revision, name), before in zip(found[:MOST_SHOWN], earlier, strict=False)
    ]


def changed_lessons(
    session: Session, before: CourseRevision, now: CourseRevision
) -> Iterator[ChangedLesson]:
    """The texts that differ, line by line, in reading order."""
    old, new = pages_of(session, before), pages_of(session, now)
    for key in [*new, *(key for key in old if key not in new)]:
        for language in {**old.get(key, {}), **new.get(key, {})}:
            ids = old.get(key, {}).get(language), new.get(key, {}).get(language)
            if ids[0] != ids[1]:
                was, is_now = (session.get(LessonPage, each) if each else None for each in ids)
                shown = is_now or was
                title = shown.title if shown else key
                yield ChangedLesson(key, language, title, tuple(_lines(was, is_now)))


def bring_back(session: Session, found: RevisionInRun, *, at: datetime, by_id: int) -> None:
    """Let readers see the lessons of another revision again; raises Conflict if they do already."""
    course, before = found.run.course, found.run.course.current_revision
    if before is None or before.id == found.revision.id:
        raise Conflict
    course.current_revision = found.revision
    session.flush()
    follow_moves(session, course.id, note_moves(session, before, found.revision, at=at))
    make_searchable(session, course)
    audit.record(
        session,
        "course.bring_back",
        actor_id=by_id,
        subject=("course", course.id),
        at=at,
        content_hash=found.revision.content_hash,
    )


def _lines(before: LessonPage | None, now: LessonPage | None) -> Iterator[Line]:
    old, new = _text_of(before), _text_of(now)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2000)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (Line("kept", text) for text in old[a:b])
            else:
                yield from (Line("out", text) for text in old[a:b])
                yield from (Line("in", text) for text in new[c:d])


def _text_of(page: LessonPage | None) -> Sequence[str]:
    return [line for line in page.text.splitlines() if line.strip()] if page else []
