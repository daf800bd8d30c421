"""An LMS with an exam and as many people to sit it, all of them logged in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from lms.accounts.services import create_user
from lms.app import create_app
from lms.db import Base, transaction
from lms.enrollments.services import enroll, open_run
from lms.exams import jobs
from lms.exams.models import Answer, AnswerLog, Attempt, AttemptItem, ClosedBy, Exam
from lms.exams.sitting_models import SittingRule
from lms.grades.models import Grade
from lms.programs.models import Campus, Cohort, Program
from lms.publishing import services
from lms.publishing.reading import read_folder
from lms.settings import Settings
from tests.bench.lesson_page import CONTENT, cookie_of
from tests.bench.served import free_port
from tests.strength.candidate import Candidate
from tests.strength.report import Failed

EXAM = "mock-1"


@dataclass(frozen=True)
class Hall:
    """The application, how its server is to be started, the exam's address, the cookies."""

    app: Flask
    environment: dict[str, str]
    settings: Settings
    exam: str
    cookies: tuple[dict[str, str], ...]

    @classmethod
    def open(cls, folder: Path, n_people: int, database_url: str | None) -> Hall:
        """Publish the shipped course with its mock exam, enrol everybody, draw their forms."""
        folder.mkdir()
        environment = {
            "BAEUM_MODE": "test",
            "BAEUM_DATA_DIR": str(folder),
            "BAEUM_HUB_PUBLIC_URL": "http://labs.localhost",
        }
        if database_url:
            environment["BAEUM_DATABASE_URL"] = database_url
        settings = Settings.from_env({**environment, "BAEUM_WEB_PORT": str(free_port())})
        app = create_app(settings)
        Base.metadata.create_all(app.extensions["engine"])
        run_id, people = _fill(app, n_people)
        with app.app_context():
            jobs.prepare_forms()
        cookies = tuple(cookie_of(app, person) for person in people)
        return cls(app, environment, settings, f"/runs/{run_id}/exams/{EXAM}", cookies)

    def compare(self, candidates: Iterable[Candidate]) -> None:
        """Raise Failed unless the database has what every candidate was told, and no more."""
        with self.app.app_context(), transaction() as session:
            for one in candidates:
                found = session.get_one(Attempt, int(one.attempt.rpartition("/")[2]))
                if found.closed_by is not ClosedBy.HAND_IN:
                    raise Failed(f"attempt {found.id} was not closed by its hand-in")
                query = (
                    select(AttemptItem.position, Answer)
                    .join(Answer, Answer.attempt_item_id == AttemptItem.id)
                    .where(AttemptItem.attempt_id == found.id)
                )
                kept = {position: answer.data for position, answer in session.execute(query)}
                if kept != one.acknowledged:
                    raise Failed(f"attempt {found.id}: {kept} is not {one.acknowledged}")
                n_logged = session.scalar(
                    select(func.count())
                    .select_from(AnswerLog)
                    .join(AttemptItem, AttemptItem.id == AnswerLog.attempt_item_id)
                    .where(AttemptItem.attempt_id == found.id)
                )
                if n_logged != one.n_saves:
                    raise Failed(f"attempt {found.id}: {n_logged} of {one.n_saves} saves logged")
            self._refuse_doubles(
                session.scalar(select(func.count()).select_from(Attempt)),
                session.scalar(select(func.count()).select_from(Grade)),
            )

    def _refuse_doubles(self, n_attempts: int | None, n_grades: int | None) -> None:
        expected = len(self.cookies)
        if (n_attempts, n_grades) != (expected, expected):
            raise Failed(f"{n_attempts} attempts and {n_grades} grades of {expected} people")


def _fill(app: Flask, n_people: int) -> tuple[int, list[object]]:
    at = datetime.now(UTC)
    folder = read_folder(CONTENT)
    with app.app_context(), transaction() as session:
        course = services.publish(session, app.extensions["blobs"], folder, (), at=at).course
        cohort = Cohort(
            program=Program(name="strength"),
            campus=Campus(name="strength", district="strength"),
            number=1,
            starts_on=at.date() - timedelta(days=1),
            ends_on=at.date() + timedelta(days=100),
        )
        session.add(cohort)
        session.flush()
        run = open_run(session, course, cohort, at=at)
        exam = session.scalars(select(Exam).where(Exam.key == EXAM)).one()
        session.add(SittingRule(run_id=run.id, exam_id=exam.id, opens_at=at))
        people = []
        for number in range(n_people):
            address = f"candidate{number}@strength.example"
            person = create_user(session, email=address, name="응시자", password=None, at=at)
            enroll(session, person, cohort, at=at)
            people.append(person)
        return run.id, people
