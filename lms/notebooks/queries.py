"""Reading assignments, their dates and submissions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms import db
from lms.access import Actor, Permission, Role, Scope, ScopeKind, may
from lms.catalog.models import Course
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_by_slug, run_to_view, runs_of_cohorts, runs_taught_by
from lms.errors import NotFound
from lms.labs.environment_queries import waiting_courses
from lms.notebooks.counting import Attempted, Counting, CountRule, counting
from lms.notebooks.lateness import NOTHING_OFF, LatePolicy
from lms.notebooks.models import (
    Assignment,
    AssignmentSetting,
    AssignmentVersion,
    Extension,
    Submission,
    SubmissionShare,
    SubmissionState,
)
from lms.notebooks.team_models import Team
from lms.notebooks.team_queries import extensions_of, is_of, teams_of_person
from lms.web.guard import actor as reader
from lms.web.locale import TIME_ZONE

NOTHING = Decimal(0)
DEFAULT_ATTEMPTS = 5
LOST_AFTER = timedelta(seconds=30)
SWEEP_BATCH = 200


@dataclass(frozen=True)
class Window:
    """When an assignment is open and how often it may be handed in."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    max_attempts: int
    late: LatePolicy = NOTHING_OFF
    counts: CountRule = CountRule.BEST

    def extended(self, extension: Extension | None) -> "Window":
        """The window of a person with an extension; the closing moves along with the due date."""
        if extension is None:
            return self
        due_at = max(self.due_at, extension.due_at)
        return replace(
            self,
            due_at=due_at,
            closes_at=self.closes_at + (due_at - self.due_at),
            max_attempts=self.max_attempts + extension.more_attempts,
        )

    def is_open(self, at: datetime) -> bool:
        """Whether handing in is possible at that time."""
        return self.opens_at <= at <= self.closes_at


@dataclass(frozen=True)
class AssignmentInRun:
    """An assignment as it stands in a run."""

    run: CourseRun
    assignment: Assignment
    window: Window

    @property
    def scope(self) -> Scope:
        """An assignment belongs to its run."""
        return self.run.scope


@dataclass(frozen=True)
class OwnWork:
    """One person's submissions of one assignment, the first attempt first.

    In a team these are what was handed in while the person was in one; the team they are in
    now may have handed in more often.
    """

    submissions: Sequence[Submission] = field(default_factory=tuple)
    rule: CountRule = CountRule.BEST
    team: Team | None = None
    n_of_team: int = 0

    @property
    def n_used(self) -> int:
        """How many of the attempts allowed are used up: those of the team one is in."""
        return self.n_of_team if self.team else len(self.submissions)

    @property
    def counting(self) -> Counting | None:
        """What counts of the graded attempts by the assignment's rule."""
        attempts = [
            Attempted(one.counted or NOTHING, one.max_score or NOTHING) for one in self.graded
        ]
        return counting(self.rule, attempts)

    @property
    def graded(self) -> list[Submission]:
        """The attempts that have a score."""
        return [one for one in self.submissions if one.score is not None]

    @property
    def source(self) -> Submission | None:
        """The attempt that the grade comes from."""
        found = self.counting
        return None if found is None else self.graded[found.place]

    @property
    def latest(self) -> Submission | None:
        """The last attempt."""
        return self.submissions[-1] if self.submissions else None


def assignments_of_course(session: Session, course_id: int) -> list[Assignment]:
    """The published assignments of a course in the author's order."""
    return list(assignments_of_courses(session, {course_id})[course_id])


def assignments_of_courses(
    session: Session, course_ids: Collection[int]
) -> Mapping[int, Sequence[Assignment]]:
    """The published assignments of several courses, by course, in their author's order."""
    query = (
        select(Assignment)
        .options(joinedload(Assignment.current_version))
        .where(Assignment.course_id.in_(course_ids), Assignment.current_version_id.is_not(None))
        .order_by(Assignment.position, Assignment.name)
    )
    found: dict[int, list[Assignment]] = {course_id: [] for course_id in course_ids}
    for one in session.scalars(query):
        found[one.course_id].append(one)
    return found


def assignments_in(
    session: Session, run: CourseRun, user_id: int | None = None
) -> list[AssignmentInRun]:
    """The assignments of a run with their dates, as they hold for the person if one is named."""
    return list(assignments_of_runs(session, [run], user_id)[run.id])


def assignments_of_runs(
    session: Session, runs: Sequence[CourseRun], user_id: int | None = None
) -> Mapping[int, Sequence[AssignmentInRun]]:
    """The assignments of several runs with their dates, by run, in three queries at most."""
    run_ids = [run.id for run in runs]
    settings = settings_of(session, run_ids)
    extensions = extensions_of(session, run_ids, user_id) if user_id is not None else {}
    published = assignments_of_courses(session, {run.course_id for run in runs})
    return {
        run.id: [
            AssignmentInRun(
                run,
                each,
                window_of(run, settings.get((run.id, each.id))).extended(
                    extensions.get((run.id, each.id, user_id or 0))
                ),
            )
            for each in published[run.course_id]
        ]
        for run in runs
    }


def settings_of(
    session: Session, run_ids: Collection[int]
) -> Mapping[tuple[int, int], AssignmentSetting]:
    """The dates that were set, by run and assignment."""
    query = select(AssignmentSetting).where(AssignmentSetting.run_id.in_(run_ids))
    return {(row.run_id, row.assignment_id): row for row in session.scalars(query)}


def extensions_in(session: Session, found: AssignmentInRun) -> list[Extension]:
    """Everybody's extensions of one assignment."""
    query = (
        select(Extension)
        .options(joinedload(Extension.user), joinedload(Extension.team))
        .where(Extension.run_id == found.run.id, Extension.assignment_id == found.assignment.id)
        .order_by(Extension.id)
    )
    return list(session.scalars(query))


def window_of(run: CourseRun, setting: AssignmentSetting | None) -> Window:
    """The dates that were set, else the whole time of the run."""
    if setting is None:
        opens = datetime.combine(run.starts_on, time.min, TIME_ZONE)
        closes = datetime.combine(run.ends_on, time(23, 59, 59), TIME_ZONE)
        return Window(opens, closes, closes, DEFAULT_ATTEMPTS)
    late = LatePolicy(
        setting.late_percent,
        setting.late_step,
        setting.late_most_percent,
        timedelta(minutes=setting.late_grace_minutes),
    )
    return Window(
        setting.opens_at,
        setting.due_at,
        setting.closes_at,
        setting.max_attempts,
        late,
        setting.counts,
    )


def assignment_in(
    session: Session, run: CourseRun, name: str, user_id: int | None = None
) -> AssignmentInRun:
    """The assignment of this name in a run, for the person if one is named; raises NotFound."""
    for found in assignments_in(session, run, user_id):
        if found.assignment.name == name:
            return found
    raise NotFound


def assignment_to_view(run_id: int, name: str) -> AssignmentInRun:
    """The assignment of this name in a run, for who asks; raises NotFound. For `guarded(load=…)`."""
    return assignment_in(db.session(), run_to_view(run_id), name, reader().user_id)


def extension_to_change(extension_id: int) -> Extension:
    """The extension with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(Extension, extension_id)
    if found is None:
        raise NotFound
    return found


def submission_to_view(submission_id: int) -> Submission:
    """The submission with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(Submission, submission_id)
    if found is None:
        raise NotFound
    return found


def own_work(session: Session, user_id: int, run_id: int) -> Mapping[int, OwnWork]:
    """A person's submissions in a run by assignment; nothing handed in is an empty one."""
    query = (
        select(Submission)
        .where(is_of(user_id), Submission.run_id == run_id)
        .order_by(Submission.id)
    )
    found: dict[int, list[Submission]] = defaultdict(list)
    for submission in session.scalars(query):
        found[submission.assignment_id].append(submission)
    teams = teams_of_person(session, user_id, run_id)
    settings = settings_of(session, [run_id]) if found else {}
    rules = {assignment_id: setting.counts for (_, assignment_id), setting in settings.items()}
    works = {
        key: OwnWork(
            tuple(found.get(key, ())), rules.get(key, CountRule.BEST), *teams.get(key, (None, 0))
        )
        for key in {*found, *teams}
    }
    return defaultdict(OwnWork, works)


def handed_in_by(session: Session, user_id: int) -> frozenset[tuple[int, int]]:
    """Of what the person has handed in anything, alone or with a team, as (run id, assignment id)."""
    query = select(Submission.run_id, Submission.assignment_id).where(is_of(user_id))
    return frozenset((run_id, assignment_id) for run_id, assignment_id in session.execute(query))


def work_on(session: Session, user_id: int, thing: AssignmentInRun | Submission) -> OwnWork:
    """A person's submissions of the assignment in the run."""
    assignment_id = thing.assignment_id if isinstance(thing, Submission) else thing.assignment.id
    return own_work(session, user_id, thing.run.id)[assignment_id]


def submissions_of(session: Session, found: AssignmentInRun) -> list[Submission]:
    """Everybody's submissions of an assignment in a run, the newest first."""
    query = (
        select(Submission)
        .options(
            joinedload(Submission.user),
            joinedload(Submission.shares).joinedload(SubmissionShare.user),
        )
        .where(Submission.run_id == found.run.id, Submission.assignment_id == found.assignment.id)
        .order_by(Submission.received_at.desc(), Submission.id.desc())
    )
    return list(session.scalars(query).unique())


def version_of_notebook(
    session: Session, assignment: Assignment, content_hash: str | None
) -> AssignmentVersion:
    """The version that a notebook says it was made from, else the present one."""
    query = select(AssignmentVersion).where(
        AssignmentVersion.assignment_id == assignment.id,
        AssignmentVersion.content_hash == (content_hash or ""),
    )
    found = session.scalar(query) or assignment.current_version
    if found is None:
        raise NotFound
    return found


def known_hashes(session: Session, course_slug: str) -> frozenset[str]:
    """The content hashes of every version of the course's assignments."""
    query = (
        select(AssignmentVersion.content_hash)
        .join(Assignment, AssignmentVersion.assignment_id == Assignment.id)
        .join(Course, Assignment.course_id == Course.id)
        .where(Course.slug == course_slug)
    )
    return frozenset(session.scalars(query))


def to_be_graded(session: Session, *, at: datetime) -> list[int]:
    """Submissions nobody works on: their wake-up was lost, or their worker died.

    Those of courses that nobody has built the environment of can wait without being looked at.
    """
    waiting = [course.id for course in waiting_courses(session)]
    query = (
        select(Submission.id)
        .join(CourseRun, CourseRun.id == Submission.run_id)
        .where(
            CourseRun.course_id.not_in(waiting),
            or_(
                and_(
                    Submission.state == SubmissionState.QUEUED,
                    Submission.received_at <= at - LOST_AFTER,
                ),
                and_(Submission.state == SubmissionState.GRADING, Submission.lease_until <= at),
            ),
        )
        .order_by(Submission.received_at)
        .limit(SWEEP_BATCH)
    )
    return list(session.scalars(query))


def place_in_queue(session: Session, submission: Submission) -> int:
    """How many submissions are graded before this one."""
    query = select(func.count()).where(
        Submission.state.in_((SubmissionState.QUEUED, SubmissionState.GRADING)),
        Submission.received_at < submission.received_at,
    )
    return session.scalar(query) or 0


def runs_of_lab(session: Session, actor: Actor) -> list[CourseRun]:
    """The runs whose assignments a person's lab may list: studied or taught."""
    studied = runs_of_cohorts(session, actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT))
    taught = runs_taught_by(session, actor)
    return list({run.id: run for run in (*studied, *taught)}.values())


def run_of_lab(session: Session, actor: Actor, slug: str) -> CourseRun:
    """The run that a lab asks for; raises NotFound for what its person may not see."""
    run = run_by_slug(session, slug)
    if not may(actor, Permission.RUN_VIEW, run.scope):
        raise NotFound
    return run
