"""A published exam, and a browser that takes it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.model import Demand, Exam, Scoring
from lms.accounts.models import User
from lms.exams import services
from lms.exams.models import Attempt, AttemptItem
from tests.assessments.samples import bank_of, choice_item, exam_of, numeric_item
from tests.assessments.typed_answers import in_labels
from tests.lms.people import NOW, World

JSON = {"Accept": "application/json"}


def definition(*, attempts: int = 2, scoring: Scoring | None = None) -> Exam:
    """Four items in two domains, 40 minutes, 50 % to pass."""
    exam = exam_of(Demand("a", 2), Demand("b", 2, Decimal(25)), cut="50", scoring=scoring)
    return Exam(**{**{name: getattr(exam, name) for name in exam.__slots__}, "attempts": attempts})


BANK = bank_of(
    [
        choice_item("a-single", "a", key="b"),
        choice_item("a-multiple", "a", key="ac", kind="multiple"),
        numeric_item("b-number", "41.5", "0.25", "원", domain="b"),
        choice_item("b-single", "b", key="d"),
    ]
)
RIGHT: dict[str, Any] = {
    "a-single": "b",
    "a-multiple": ["a", "c"],
    "b-number": "41.5",
    "b-single": "d",
}


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """The exam, published in the course of the world's run."""
    found = definition()
    services.publish_exams(session, world.course.id, [BANK], [found], at=NOW)
    session.commit()
    return found


@dataclass
class Sitting:
    """One person at one attempt, in one browser window."""

    browser: FlaskClient
    attempt_id: int
    session: Session
    client: str = "window-one"
    sequence: int = 0
    sent: dict[int, dict[str, Any]] = field(default_factory=dict)

    def attempt(self) -> Attempt:
        self.session.expire_all()
        found = self.session.get(Attempt, self.attempt_id)
        assert found is not None
        self.session.commit()
        return found

    def place(self, item: str) -> AttemptItem:
        query = select(AttemptItem).where(AttemptItem.attempt_id == self.attempt_id)
        found = [
            each for each in self.session.scalars(query) if each.item_revision.item_key == item
        ]
        self.session.commit()
        return found[0]

    def given(self, item: str, answer: Any) -> Any:
        """The answer in the labels of this form."""
        return in_labels(answer, self.place(item).form_item.labels)

    def save(self, item: str, answer: Any, /, **changes: Any) -> TestResponse:
        """Send one answer the way the page does; `changes` replace fields of the message."""
        self.sequence += 10
        position = self.place(item).position
        body = {
            "position": position,
            "client": self.client,
            "sequence": self.sequence,
            "answer": self.given(item, answer),
            "is_flagged": False,
        } | changes
        self.sent[position] = {"client": body["client"], "sequence": body["sequence"]}
        return self.post(body)

    def post(self, body: Any) -> TestResponse:
        return self.browser.post(f"/attempts/{self.attempt_id}/answers", json=body, headers=JSON)

    def hand_in(self, last: Any = None) -> TestResponse:
        body = {"last": self.sent if last is None else last}
        return self.browser.post(f"/attempts/{self.attempt_id}/hand-in", json=body, headers=JSON)


Sit = Callable[..., Sitting]


@pytest.fixture
def sit(
    session: Session, world: World, exam: Exam, client_of: Callable[[User], FlaskClient]
) -> Sit:
    """Start the exam as Ben (or another) and give the sitting."""

    def start(person: User | None = None) -> Sitting:
        browser = client_of(person or world.ben)
        answer = browser.post(f"/runs/{world.run.id}/exams/{exam.id}/start")
        assert answer.status_code == 303, answer.text
        return Sitting(browser, int(answer.location.rsplit("/", 1)[1]), session)

    return start
