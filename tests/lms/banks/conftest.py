"""The world with its course published from a folder that has a bank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.model import Bank, Demand, Domain, Exam, Item
from lms.banks import services
from lms.banks.models import BankedItem
from lms.banks.services import Author, TakenBanks
from lms.exams import services as exams
from lms.exams.models import Exam as StoredExam
from tests.assessments.samples import bank_of, choice_item, exam_of, numeric_item
from tests.lms.people import NOW, World

Publish = Callable[[Sequence[Item]], TakenBanks]
ITEMS = (
    choice_item("a-one", "a", key="b"),
    choice_item("a-two", "a", key="ac", kind="multiple"),
    numeric_item("b-one", "41.5", domain="b"),
    choice_item("b-two", "b", key="d"),
)
NEW = """\
id: a-new
type: single
domain: a
level: 2
objective: {ko: 새 목표, en: A new aim}
stem: {ko: 새로 쓴 문항, en: A new question}
options:
- {id: x, correct: true, text: {ko: 맞는 말, en: Right}, rationale: {ko: 비밀 까닭, en: A secret}}
- {id: y, text: {ko: 틀린 말, en: Wrong}, rationale: {ko: 아니다, en: It is not}}
"""


def exam(n: int = 2) -> Exam:
    return exam_of(Demand("a", n), Demand("b", 2), cut="50")


def bank(items: Sequence[Item] = ITEMS) -> Bank:
    both = tuple(Domain(each, {"ko": f"영역 {each}", "en": f"Domain {each}"}) for each in "ab")
    return replace(bank_of(items), title={"ko": "은행", "en": "Bank"}, domains=both)


@pytest.fixture
def publish(session: Session, world: World) -> Publish:
    """Publish the bank and the exam of the course as a folder would."""

    def take(items: Sequence[Item] = ITEMS) -> TakenBanks:
        taken = services.take_banks(session, world.course.id, [bank(items)], at=NOW)
        exams.publish_exams(session, world.course.id, taken.banks, [exam()], at=NOW)
        session.commit()
        return taken

    return take


@pytest.fixture
def published(world: World, publish: Publish) -> World:
    publish(ITEMS)
    return world


def row(session: Session, key: str) -> BankedItem:
    session.expire_all()
    return session.scalars(select(BankedItem).where(BankedItem.item_key == key)).one()


def pool(session: Session) -> dict[str, int]:
    """What the exam draws from: revision by item."""
    session.expire_all()
    revision = session.scalars(select(StoredExam)).one().current_revision
    assert revision is not None
    return {key: number for number, key, *_rest in revision.pool}


def by(user_id: int) -> Author:
    return Author(user_id, NOW)
