"""Reading exams and attempts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from assessments.model import Item
from lms import db
from lms.access import Scope
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.catalog.outline import Titles, lessons_of
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import NotFound
from lms.exams.analysis import AnalysedItem, ExamAnalysis, Given, exam_analysis
from lms.exams.items import NAMED, make_known, source_of
from lms.exams.models import (
    GRACE,
    Answer,
    Attempt,
    AttemptItem,
    BankItem,
    Exam,
    ExamAllowance,
    ItemBank,
    ItemRevision,
    seconds_until,
)
from lms.exams.sitting_models import Demands, SittingRule, demands_of
from lms.prepared import rows
from lms.programs.models import Cohort
from lms.web.locale import by_name

# saves that entered in time may still be waiting for their turn
SWEEP_MARGIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class ExamInRun:
    """An exam as it is offered in a run."""

    run: CourseRun
    exam: Exam

    @property
    def scope(self) -> Scope:
        """It belongs where the run belongs."""
        return self.run.scope


@dataclass(frozen=True, slots=True)
class AnalysedInRun:
    """An item of an exam as it behaved in a run."""

    run: CourseRun
    exam: Exam
    item: AnalysedItem

    @property
    def scope(self) -> Scope:
        """It belongs where the run belongs."""
        return self.run.scope


def exam_in_run(run_id: int, exam_key: str) -> ExamInRun:
    """The exam of the run's course; raises NotFound. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    query = select(Exam).where(Exam.course_id == run.course_id, Exam.key == exam_key)
    exam = db.session().scalar(query)
    if exam is None:
        raise NotFound
    return ExamInRun(run, exam)


def attempt_with(attempt_id: int) -> Attempt:
    """The attempt with this id; raises NotFound. For `guarded(load=…)`."""
    with_it = [
        joinedload(Attempt.run, innerjoin=True),
        joinedload(Attempt.revision, innerjoin=True),
    ]
    attempt = db.session().get(Attempt, attempt_id, options=with_it)
    if attempt is None:
        raise NotFound
    return attempt


@dataclass(frozen=True)
class AttemptInBrief:
    """As much of an attempt as saving an answer needs, asked for every few seconds."""

    id: int
    deadline_at: datetime
    scope: Scope
    demands: Demands

    def seconds_left(self, at: datetime) -> float:
        """How long the candidate still has, never less than nothing."""
        return seconds_until(self.deadline_at, at)


_IN_BRIEF = (
    select(
        Attempt.deadline_at,
        Attempt.user_id,
        CourseRun.id,
        CourseRun.cohort_id,
        Cohort.campus_id,
        SittingRule.code,
        SittingRule.asks_again,
        SittingRule.seb_keys,
    )
    .join(CourseRun, CourseRun.id == Attempt.run_id)
    .join(Cohort, Cohort.id == CourseRun.cohort_id)
    .outerjoin(
        SittingRule,
        and_(SittingRule.run_id == Attempt.run_id, SittingRule.exam_id == Attempt.exam_id),
    )
    .where(Attempt.id == bindparam("attempt"))
)


def attempt_in_brief(attempt_id: int) -> AttemptInBrief:
    """The attempt with this id; raises NotFound. For `guarded(load=…)`."""
    found = rows(_IN_BRIEF, attempt=attempt_id)
    if not found:
        raise NotFound
    deadline_at, owner, run, cohort, campus, *demanded = found[0]
    scope = Scope(owner_id=owner, course_run_id=run, cohort_id=cohort, campus_id=campus)
    return AttemptInBrief(attempt_id, deadline_at, scope, demands_of(*demanded))


def items_of_bank(session: Session, key: str) -> list[Item]:
    """The items that a bank has now, in the order in which they came; raises NotFound."""
    bank = session.scalar(select(ItemBank).where(ItemBank.key == key))
    if bank is None:
        raise NotFound
    query = select(BankItem).where(BankItem.bank_id == bank.id).order_by(BankItem.id)
    return [source_of(each.item_revision) for each in session.scalars(query)]


def exams_of_course(session: Session, course_id: int) -> list[Exam]:
    """The exams that can be taken in runs of the course, by key."""
    return exams_of_courses(session, {course_id})


def exams_of_courses(session: Session, course_ids: Collection[int]) -> list[Exam]:
    """The exams that can be taken in runs of these courses, by key."""
    query = (
        select(Exam)
        .where(Exam.course_id.in_(course_ids), Exam.current_revision_id.is_not(None))
        .order_by(Exam.key)
    )
    return list(session.scalars(query))


def attempts_of(session: Session, run_id: int, exam_id: int, user_id: int) -> list[Attempt]:
    """A person's attempts at an exam, the first one first."""
    query = (
        select(Attempt)
        .where(Attempt.run_id == run_id, Attempt.exam_id == exam_id, Attempt.user_id == user_id)
        .order_by(Attempt.number)
    )
    return list(session.scalars(query))


def attempts_in_run(session: Session, run_id: int, exam_id: int) -> list[tuple[User, Attempt]]:
    """Everybody's attempts at an exam in a run, by name."""
    query = (
        select(User, Attempt)
        .join(Attempt, Attempt.user_id == User.id)
        .where(Attempt.run_id == run_id, Attempt.exam_id == exam_id)
        .order_by(User.id, Attempt.number)
    )
    found = [(user, attempt) for user, attempt in session.execute(query)]
    return sorted(found, key=lambda pair: by_name(pair[0].name))


def results_in_run(session: Session, run_id: int, exam_id: int) -> list[tuple[User, Attempt]]:
    """Everybody's closed attempts with revision and items, by name."""
    query = (
        select(User, Attempt)
        .join(Attempt, Attempt.user_id == User.id)
        .where(Attempt.run_id == run_id, Attempt.exam_id == exam_id, Attempt.closed_at.is_not(None))
        .order_by(User.id, Attempt.number)
        .options(joinedload(Attempt.revision), selectinload(Attempt.items))
    )
    found = [(user, attempt) for user, attempt in session.execute(query)]
    return sorted(found, key=lambda pair: by_name(pair[0].name))


def domains_of(exam: Exam, found: Sequence[tuple[User, Attempt]]) -> dict[str, Mapping[str, str]]:
    """The titles of every domain that an exam asks, or asked in one of these attempts."""
    revisions = [attempt.revision for _, attempt in found]
    newest = [] if exam.current_revision is None else [exam.current_revision]
    return {key: titles for each in [*revisions, *newest] for key, titles in each.domains.items()}


def analysis_in_run(session: Session, run_id: int, exam_id: int) -> ExamAnalysis:
    """How the items behaved in everybody's first attempt in a run, once it is closed."""
    query = (
        select(
            AttemptItem.attempt_id,
            AttemptItem.item_revision_id,
            AttemptItem.labels,
            AttemptItem.points,
            AttemptItem.earned,
            AttemptItem.outcome,
            Answer.value,
        )
        .join(Attempt, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
        .where(
            Attempt.run_id == run_id,
            Attempt.exam_id == exam_id,
            Attempt.number == 1,
            Attempt.closed_at.is_not(None),
            Attempt.invalidated_at.is_(None),
        )
    )
    given = [Given(*row) for row in session.execute(query)]
    wanted = {each.item_revision_id for each in given}
    revisions = session.scalars(select(ItemRevision).where(ItemRevision.id.in_(wanted)))
    return exam_analysis(given, {each.id: each for each in revisions})


def analysed_item_in_run(run_id: int, exam_key: str, item_revision_id: int) -> AnalysedInRun:
    """An item that somebody got in the run; raises NotFound. For `guarded(load=…)`."""
    thing = exam_in_run(run_id, exam_key)
    found = analysis_in_run(db.session(), run_id, thing.exam.id)
    for each in found.items:
        if each.revision.id == item_revision_id:
            return AnalysedInRun(thing.run, thing.exam, each)
    raise NotFound


def allowance_of(session: Session, run_id: int, exam_id: int, user_id: int) -> ExamAllowance | None:
    """What the person gets beside what everybody gets, if anything."""
    return session.scalar(
        select(ExamAllowance).where(
            ExamAllowance.run_id == run_id,
            ExamAllowance.exam_id == exam_id,
            ExamAllowance.user_id == user_id,
        )
    )


def person_of(session: Session, attempt: Attempt) -> User:
    """Whose attempt it is."""
    return session.get_one(User, attempt.user_id)


def allowances_in_run(session: Session, run_id: int, exam_id: int) -> list[ExamAllowance]:
    """Everybody's allowances at an exam in a run, by name."""
    query = (
        select(ExamAllowance)
        .where(ExamAllowance.run_id == run_id, ExamAllowance.exam_id == exam_id)
        .options(joinedload(ExamAllowance.user))
    )
    return sorted(session.scalars(query), key=lambda each: by_name(each.user.name))


def allowance_with(allowance_id: int) -> ExamAllowance:
    """The allowance with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(ExamAllowance, allowance_id)
    if found is None:
        raise NotFound
    return found


def open_attempt_of(session: Session, attempt: Attempt, at: datetime) -> Attempt | None:
    """The attempt of the same person at the same exam that still takes answers."""
    own = attempts_of(session, attempt.run_id, attempt.exam_id, attempt.user_id)
    return open_attempt_among(own, at)


def open_attempt_among(attempts: Sequence[Attempt], at: datetime) -> Attempt | None:
    """The attempt that still takes answers, if there is one."""
    return next((attempt for attempt in attempts if not attempt.is_over(at)), None)


def expired_attempt_ids(session: Session, at: datetime) -> list[int]:
    """Open attempts whose time is over, those that have waited longest first."""
    query = (
        select(Attempt.id)
        .where(Attempt.closed_at.is_(None), Attempt.deadline_at < at - GRACE - SWEEP_MARGIN)
        .order_by(Attempt.deadline_at)
    )
    return list(session.scalars(query))


def places_of(session: Session, attempt: Attempt) -> list[AttemptItem]:
    """The items of an attempt in order, with revision and answer, read afresh; the items are known."""
    query = (
        select(AttemptItem)
        .where(AttemptItem.attempt_id == attempt.id)
        .options(
            joinedload(AttemptItem.item_revision).load_only(*NAMED), joinedload(AttemptItem.answer)
        )
        .order_by(AttemptItem.position)
        .execution_options(populate_existing=True)
    )
    places = list(session.scalars(query))
    for place in places:
        set_committed_value(place, "attempt", attempt)
    make_known(session, [place.item_revision for place in places])
    return places


def best_of_others(session: Session, attempt: Attempt) -> Attempt | None:
    """The best of the person's other attempts at the exam that are marked and count."""
    own = attempts_of(session, attempt.run_id, attempt.exam_id, attempt.user_id)
    others = [each for each in own if each.id != attempt.id and each.counts]
    return max(others, key=share_of, default=None)


def share_of(attempt: Attempt) -> Decimal:
    """The share of its points that an attempt earned."""
    return (attempt.earned or Decimal(0)) / attempt.possible


def lesson_titles(course: Course) -> dict[str, Titles]:
    """The titles of the course's lessons by their permanent key."""
    return {lesson.key: lesson.titles for lesson in lessons_of(course.current_revision)}
