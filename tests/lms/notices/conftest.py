"""Ben is told things, and features that tell by themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import mail
from lms.accounts.models import User
from lms.db import transaction
from lms.mail import Mail
from lms.notices import jobs
from lms.notices.models import Notice, NoticeKind
from lms.notices.services import notify
from lms.queue import Queue
from lms.settings import Settings
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import exam, sit
from tests.lms.notebooks.conftest import assignment, bens_lab, grader, lab_of
from tests.lms.people import World

__all__ = ["assignment", "bens_lab", "exam", "grader", "lab_of", "sit"]

Tell = Callable[..., Notice]


@pytest.fixture
def tell(app: Flask, session: Session, world: World) -> Tell:
    """Tell a person (Ben) something and let the application see it."""

    def say(
        person: User | None = None, kind: NoticeKind = NoticeKind.ANNOUNCEMENT, **facts: object
    ) -> Notice:
        reader = person or world.ben
        with app.app_context(), transaction() as own:
            now = app.extensions["clock"]()
            known = {"title": {"ko": "휴강", "en": "No class"}, "place": "AI 기초"} | facts
            notify(own, kind, [reader.id], facts=known, link="/grades", at=now)
        return notices_of(session, reader)[-1]

    return say


@dataclass
class PostOffice:
    """The worker, and the mails that went out in this test."""

    app: Flask
    clock: FakeClock
    place: Path

    def work(self) -> int:
        """Do what a worker would do now."""
        queue: Queue = self.app.extensions["queue"]
        return queue.run_waiting()

    def gather(self) -> None:
        """Run the job of the daily mails."""
        with self.app.app_context():
            jobs.send_digests()

    def mails(self) -> list[Mail]:
        """What went out, the newest first."""
        self.work()
        return list(mail.newest(self.place))


@pytest.fixture
def post(app: Flask, clock: FakeClock) -> PostOffice:
    settings: Settings = app.extensions["settings"]
    place = mail.folder(settings)
    for old in place.glob("*.eml"):
        old.unlink()
    return PostOffice(app, clock, place)


def notices_of(session: Session, person: User) -> list[Notice]:
    """All a person was told but their enrolment, the oldest first."""
    session.expire_all()
    query = select(Notice).where(Notice.user_id == person.id, Notice.kind != NoticeKind.ENROLLED)
    found = list(session.scalars(query.order_by(Notice.id)))
    session.commit()
    return found


def quiet(session: Session) -> None:
    """Let nobody wait for the mail about their enrolment."""
    for notice in session.scalars(select(Notice)):
        notice.waits_for_digest = False
    session.commit()
