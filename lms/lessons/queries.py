"""Reading lessons of a run and a person's progress in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock, db
from lms.access import Actor, Permission, Role, Scope, ScopeKind, may
from lms.catalog.models import Course, CourseRevision, LessonMaterial
from lms.catalog.outline import OutlineLesson, OutlineUnit, lessons_of, outline_of
from lms.catalog.queries import is_name, materials_of
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import NotFound
from lms.lessons.former import what_became_of
from lms.lessons.locks import LockedPlace, locks_in, refuse_locked
from lms.lessons.models import LessonProgress
from lms.pacing.rules import Lock
from lms.pacing.words import lock_words, names_in, names_of_works
from lms.web.guard import actor as reader


@dataclass(frozen=True)
class LessonInRun:
    """A lesson as it stands in a run, with its neighbours."""

    run: CourseRun
    revision: CourseRevision
    unit: OutlineUnit
    lesson: OutlineLesson
    before: OutlineLesson | None
    after: OutlineLesson | None

    @property
    def scope(self) -> Scope:
        """A lesson belongs to its run."""
        return self.run.scope

    @property
    def place(self) -> LockedPlace:
        """The lesson as far as rules look at it."""
        return LockedPlace(
            self.scope,
            self.run.id,
            self.run.course_id,
            self.revision.id,
            self.unit.key,
            self.lesson.key,
        )


@dataclass(frozen=True)
class Progress:
    """A person's progress in a run; lessons that the course no longer has do not count."""

    lessons: tuple[OutlineLesson, ...]
    rows: Mapping[str, LessonProgress]
    locks: Mapping[str, Lock] = field(default_factory=dict)
    revision_id: int | None = None

    def is_done(self, key: str) -> bool:
        """Whether the lesson is marked done."""
        row = self.rows.get(key)
        return row is not None and row.done_at is not None

    @property
    def n_done(self) -> int:
        """How many lessons of the present course are done."""
        return sum(self.is_done(lesson.key) for lesson in self.lessons)

    @property
    def resume(self) -> OutlineLesson | None:
        """Where to go on: the lesson opened last, or the next open one after it that is not done."""
        keys = [lesson.key for lesson in self.lessons]
        opened = [row for key, row in self.rows.items() if key in keys]
        latest = max(opened, key=lambda row: row.opened_at, default=None)
        start = keys.index(latest.lesson_key) if latest else 0
        order = self.lessons[start:] + self.lessons[:start]
        return next(
            (one for one in order if not self.is_done(one.key) and self.is_open(one.key)), None
        )

    @property
    def is_complete(self) -> bool:
        """Whether all lessons are done."""
        return self.n_done == len(self.lessons)

    def is_open(self, key: str) -> bool:
        """Whether the lesson can be read now."""
        return key not in self.locks

    def n_done_in(self, unit: OutlineUnit) -> int:
        """How many lessons of a unit are done."""
        return sum(self.is_done(lesson.key) for lesson in unit.lessons)


def lesson_to_view(run_id: int, lesson_key: str) -> LessonInRun:
    """The lesson with this key in a run; raises NotFound, Moved, Gone or Locked. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    found = _lesson_of(run, run.course.current_revision, lesson_key)
    if found is None:
        raise what_became_of(run.scope, run.id, run.course_id, lesson_key)
    refuse_locked(db.session(), reader(), found.place, at=clock.now())
    return found


def materials_in(session: Session, found: LessonInRun, language: str) -> list[LessonMaterial]:
    """What the lesson delivers to a lab, the notebook first; raises NotFound if nothing."""
    spoken = found.lesson.language(language)
    materials = materials_of(session, found.revision, found.lesson.key, spoken)
    if not materials or not materials[0].path.endswith(".ipynb"):
        raise NotFound("this lesson has no notebook")
    return materials


def delivers(session: Session, found: LessonInRun, sha256: str) -> bool:
    """Whether the lesson delivers a file with this hash, in any language."""
    if not is_name(sha256):
        return False
    query = select(LessonMaterial.id).where(
        LessonMaterial.revision_id == found.revision.id,
        LessonMaterial.lesson_key == found.lesson.key,
        LessonMaterial.sha256 == sha256,
    )
    return session.scalar(query) is not None


def progress_in(session: Session, user_id: int, run: CourseRun) -> Progress:
    """The person's progress in the run."""
    return progress_in_runs(session, user_id, [run])[run.id]


def progress_in_runs(
    session: Session, user_id: int, runs: Sequence[CourseRun]
) -> Mapping[int, Progress]:
    """The person's progress in several runs, by run, in one query."""
    query = select(LessonProgress).where(
        LessonProgress.user_id == user_id, LessonProgress.run_id.in_([run.id for run in runs])
    )
    rows: dict[int, dict[str, LessonProgress]] = {run.id: {} for run in runs}
    for row in session.scalars(query):
        rows[row.run_id][row.lesson_key] = row
    return {
        run.id: Progress(
            lessons_of(run.course.current_revision),
            rows[run.id],
            revision_id=run.course.current_revision_id,
        )
        for run in runs
    }


def own_progress(
    session: Session, actor: Actor, runs: Sequence[CourseRun], *, at: datetime
) -> Mapping[int, Progress]:
    """The actor's progress in runs with what is locked for them, by run, in three queries at most."""
    if actor.user_id is None:
        return {}
    found = progress_in_runs(session, actor.user_id, runs)
    done = {
        key: {row.lesson_key for row in one.rows.values() if row.done_at}
        for key, one in found.items()
    }
    locks = locks_in(session, actor, runs, done, at=at)
    return {key: replace(one, locks=locks[key]) for key, one in found.items()}


def reasons_in(session: Session, run: CourseRun, locks: Mapping[str, Lock]) -> Mapping[str, str]:
    """Why lessons are locked, by lesson key."""
    if not locks:
        return {}
    names = names_in(outline_of(run.course.current_revision))
    if any(one.kind.is_work for lock in locks.values() for one in lock.lacking):
        names |= names_of_works(session, run.course_id)
    return {key: lock_words(lock, names) for key, lock in locks.items()}


def said_once(units: Sequence[OutlineUnit], reasons: Mapping[str, str]) -> Mapping[str, str]:
    """The reason that all lessons of a unit share, by unit key."""
    found = {unit.key: {reasons.get(one.key) for one in unit.lessons} for unit in units}
    return {
        key: "".join(map(str, words))
        for key, words in found.items()
        if len(words) == 1 and None not in words
    }


def progress_of(session: Session, user_id: int, run: CourseRun) -> tuple[int, int]:
    """How many of the run's lessons the person has done, and how many there are."""
    progress = progress_in(session, user_id, run)
    return progress.n_done, len(progress.lessons)


def resume_point(
    session: Session, user_id: int, run: CourseRun, language: str = "ko"
) -> tuple[str, str] | None:
    """Key and title of the lesson to go on with; None when all are done."""
    lesson = progress_in(session, user_id, run).resume
    return (lesson.key, lesson.title(language)) if lesson else None


def run_to_study(session: Session, actor: Actor, course: Course) -> CourseRun | None:
    """The latest run of the course that the actor takes or teaches."""
    query = (
        select(CourseRun)
        .where(CourseRun.course_id == course.id)
        .order_by(CourseRun.starts_on.desc(), CourseRun.id)
    )
    runs = [run for run in session.scalars(query) if may(actor, Permission.RUN_VIEW, run.scope)]
    cohorts = actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT)
    return next((run for run in runs if run.cohort_id in cohorts), runs[0] if runs else None)


def lesson_in(run: CourseRun, revision: CourseRevision | None, lesson_key: str) -> LessonInRun:
    """The lesson of a revision with its neighbours; raises NotFound."""
    found = _lesson_of(run, revision, lesson_key)
    if found is None:
        raise NotFound
    return found


def _lesson_of(
    run: CourseRun, revision: CourseRevision | None, lesson_key: str
) -> LessonInRun | None:
    if revision is None:
        return None
    pairs = [(unit, lesson) for unit in outline_of(revision) for lesson in unit.lessons]
    for index, (unit, lesson) in enumerate(pairs):
        if lesson.key == lesson_key:
            before = pairs[index - 1][1] if index else None
            after = pairs[index + 1][1] if index + 1 < len(pairs) else None
            return LessonInRun(run, revision, unit, lesson, before, after)
    return None
