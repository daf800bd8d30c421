"""How far people are on the way to completing a run, and their certificates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import db
from lms.catalog.outline import lessons_of
from lms.completion.conditions import (
    Achieved,
    Condition,
    Demand,
    WorkKey,
    are_met,
    conditions,
)
from lms.completion.models import Certificate, CompletionRule
from lms.enrollments.models import CourseRun
from lms.errors import NotFound
from lms.gradebook.book import Total, Trainee, Work
from lms.gradebook.plan import Plan
from lms.gradebook.plans import plan_of
from lms.gradebook.queries import trainees_shown, works_of
from lms.grades.models import Grade
from lms.lessons.models import LessonProgress

Marks = dict[WorkKey, tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Standing:
    """Where one person stands in a run, and the certificate if there is one."""

    conditions: tuple[Condition, ...]
    certificate: Certificate | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything asked for is there."""
        return are_met(self.conditions)


def demand_of(session: Session, run: CourseRun) -> Demand:
    """What the run asks for."""
    rule = session.get(CompletionRule, run.id)
    return rule.demand if rule else Demand()


def titles_of_works(session: Session, run: CourseRun) -> Mapping[WorkKey, Work]:
    """The works of a run by kind and key, in the gradebook's order."""
    return {(work.kind, work.key): work for work in works_of(session, run)}


def standing_of(session: Session, user_id: int, run: CourseRun) -> Standing:
    """Where the person stands in the run."""
    keys = [lesson.key for lesson in lessons_of(run.course.current_revision)]
    done = _done(session, run, keys, user_id).get(user_id, 0)
    marks = _marks(session, run, user_id).get(user_id, {})
    achieved = Achieved(done, len(keys), marks, _weighed(plan_of(session, run.id), marks))
    found = conditions(demand_of(session, run), achieved)
    return Standing(found, certificate_of(session, user_id, run))


def standings_in(session: Session, run: CourseRun) -> list[tuple[Trainee, Standing]]:
    """Every trainee's standing in the run, in a number of queries that does not depend on them."""
    keys = [lesson.key for lesson in lessons_of(run.course.current_revision)]
    done, marks = _done(session, run, keys), _marks(session, run)
    given = {one.user_id: one for one in certificates_of_run(session, run)}
    demand, plan = demand_of(session, run), plan_of(session, run.id)
    rows = []
    for trainee in trainees_shown(session, run.cohort_id):
        own = marks.get(trainee.id, {})
        achieved = Achieved(done.get(trainee.id, 0), len(keys), own, _weighed(plan, own))
        standing = Standing(conditions(demand, achieved), given.get(trainee.id))
        rows.append((trainee, standing))
    return rows


def certificate_of(session: Session, user_id: int, run: CourseRun) -> Certificate | None:
    """The person's certificate of the run."""
    query = select(Certificate).where(Certificate.user_id == user_id, Certificate.run_id == run.id)
    return session.scalar(query)


def certificates_of_run(session: Session, run: CourseRun) -> list[Certificate]:
    """Every certificate given in a run, the newest first."""
    query = select(Certificate).where(Certificate.run_id == run.id)
    return list(session.scalars(query.order_by(Certificate.id.desc())))


def certificates_of_person(session: Session, user_id: int) -> list[Certificate]:
    """A person's certificates, the newest first."""
    query = select(Certificate).where(Certificate.user_id == user_id)
    return list(session.scalars(query.order_by(Certificate.id.desc())))


def certificate_to_view(code: str) -> Certificate:
    """The certificate with this code, however it was typed; raises NotFound."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    found = db.session().scalar(select(Certificate).where(Certificate.code == plain[:24]))
    if found is None:
        raise NotFound
    return found


def _done(
    session: Session, run: CourseRun, keys: Sequence[str], user_id: int | None = None
) -> dict[int, int]:
    """How many of these lessons each person has done."""
    query = (
        select(LessonProgress.user_id, func.count())
        .where(
            LessonProgress.run_id == run.id,
            LessonProgress.done_at.is_not(None),
            LessonProgress.lesson_key.in_(keys),
        )
        .group_by(LessonProgress.user_id)
    )
    if user_id is not None:
        query = query.where(LessonProgress.user_id == user_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _marks(session: Session, run: CourseRun, user_id: int | None = None) -> dict[int, Marks]:
    query = select(
        Grade.user_id, Grade.work_kind, Grade.work_key, Grade.earned, Grade.possible
    ).where(Grade.run_id == run.id)
    if user_id is not None:
        query = query.where(Grade.user_id == user_id)
    found: dict[int, Marks] = {}
    for person, kind, key, earned, possible in session.execute(query):
        found.setdefault(person, {})[kind, key] = (earned, possible)
    return found


def _weighed(plan: Plan, marks: Marks) -> Decimal | None:
    """The percent by the run's groups; None where it has none. Nothing graded yet is nothing reached."""
    if not plan.is_weighted:
        return None
    totals = {work: Total(earned, possible) for work, (earned, possible) in marks.items()}
    return plan.standing(totals).percent or Decimal(0)
