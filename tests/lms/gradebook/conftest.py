"""Grades of the small world: three more trainees in Ben's cohort, one of whom has left."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.enrollments.models import Enrollment, EnrollmentStatus
from lms.grades.models import Grade
from lms.grades.services import record_grade
from tests.lms.people import NOW, World

GiveGrade = Callable[..., Grade]


@dataclass
class Class:
    """Ben's classmates: Gil goes on, Han has completed the cohort, Ina has withdrawn."""

    gil: User
    han: User
    ina: User


@pytest.fixture
def give_grade(session: Session, world: World) -> GiveGrade:
    """Record a grade in the world's run and let the application see it."""

    def give(person: User, key: str, earned: str, possible: str = "10", **changes: object) -> Grade:
        facts = {
            "user_id": person.id,
            "run_id": world.run.id,
            "work_kind": "assignment",
            "work_key": key,
            "title": {"ko": f"과제 {key}", "en": f"Assignment {key}"},
            "earned": Decimal(earned),
            "possible": Decimal(possible),
            "source_id": 1,
            "at": NOW,
        } | changes
        grade = record_grade(session, **facts)  # type: ignore[arg-type]
        session.commit()
        return grade

    return give


@pytest.fixture
def classmates(session: Session, world: World) -> Class:
    gil, han, ina = (trainee(session, world, name) for name in ("길", "한", "이나"))
    for person, status in ((han, EnrollmentStatus.COMPLETED), (ina, EnrollmentStatus.WITHDRAWN)):
        query = select(Enrollment).where(Enrollment.user_id == person.id)
        session.scalars(query).one().status = status
    session.commit()
    return Class(gil, han, ina)


def trainee(session: Session, world: World, name: str) -> User:
    """One more person in Ben's cohort."""
    n_people = len(session.scalars(select(User.id)).all())
    person = accounts.create_user(
        session, email=f"p{n_people}@test.example", name=name, password=None, at=NOW
    )
    enrollments.enroll(session, person, world.cohort, at=NOW)
    return person
