"""Who teaches sees whose code is alike: found by a worker, shown as a hint with the passages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.notebooks import Likeness
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.notebooks import jobs, likeness, personal_data
from lms.notebooks.likeness_models import AlikePair, Comparison, ComparisonState
from lms.notebooks.models import Submission, SubmissionShare
from lms.notebooks.publishing import PreparedAssignment
from lms.notebooks.services import MAX_TRIES
from tests.assessments.notebooks.samples import edited
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import Lab, archive
from tests.lms.notebooks.papers import (
    ClientOf,
    another_trainee,
    essays,
    only_the_tests,
)
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

__all__ = ["another_trainee", "essays"]

SQUARE = """def square(number):
    steps = []
    for step in range(abs(number)):
        if step >= 0 and "<b>" != step:
            steps.append(abs(number))
    return sum(steps)
"""
RENAMED = SQUARE.replace("number", "n").replace("steps", "parts").replace("step", "k")
OTHER = "def square(x):\n    return x * x if x else 0\n"


@dataclass
class Room:
    """Where trainees hand in, and Ann has what they wrote compared."""

    app: Flask
    ann: FlaskClient
    lab_of: Callable[[User], Lab]
    notebook: bytes
    address: str

    def hand_in(self, person: User, source: str, key: str = "k1") -> None:
        book = edited(self.notebook, square=source)
        assert self.lab_of(person).submit(archive(notebook=book), key).status_code == 201
        self.app.extensions["grader"], real = only_the_tests, self.app.extensions["grader"]
        self.work()
        self.app.extensions["grader"] = real

    def ask(self, percent: str = "50") -> TestResponse:
        return self.ann.post(self.address, data={"percent": percent})

    def work(self) -> None:
        self.app.extensions["queue"].run_waiting()

    def main(self, query: str = "") -> str:
        return self.ann.get(self.address + query).text.split('id="main"')[1]


@pytest.fixture
def room(
    app: Flask,
    essays: PreparedAssignment,
    world: World,
    client_of: ClientOf,
    lab_of: Callable[[User], Lab],
) -> Room:
    assert essays.released is not None
    address = f"/runs/{world.run.id}/assignments/square/likeness"
    return Room(app, client_of(world.ann), lab_of, essays.released.notebook, address)


@pytest.fixture
def pair(room: Room, world: World, another_trainee: User, session: Session) -> AlikePair:
    """Ben and Gil wrote the same with other names; it was found."""
    room.hand_in(world.ben, SQUARE)
    room.hand_in(another_trainee, RENAMED)
    assert room.ask().status_code == 303
    room.work()
    session.expire_all()
    return session.scalars(select(AlikePair)).one()


def test_the_worker_finds_the_pair_and_not_the_request(
    room: Room, world: World, another_trainee: User, session: Session
) -> None:
    room.hand_in(world.ben, SQUARE)
    room.hand_in(another_trainee, RENAMED)
    room.ask()
    assert "견주는 중" in room.main()
    assert session.scalars(select(AlikePair)).all() == []

    room.work()

    page = room.main()
    assert "100%" in page
    assert world.ben.name in page
    assert "문턱 50%" in page
    assert "겹친다고 베낀 것은 아닙니다" in page


def test_the_passages_stand_side_by_side(room: Room, pair: AlikePair) -> None:
    page = room.ann.get(f"/alike-pairs/{pair.id}").text

    assert "for step in range(abs(number))" in page
    assert "for k in range(abs(n))" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "겹친다고 베낀 것은 아닙니다" in page


def test_without_names_nobody_is_named(
    room: Room, pair: AlikePair, world: World, another_trainee: User
) -> None:
    pages = [room.main("?names=hide"), room.ann.get(f"/alike-pairs/{pair.id}?names=hide").text]
    for page in (pages[0], pages[1].split('id="main"')[1]):
        assert world.ben.name not in page
        assert another_trainee.name not in page
        assert "1번 답안" in page
        assert "2번 답안" in page


def test_what_was_given_out_and_other_code_makes_no_pair(
    room: Room, world: World, another_trainee: User, session: Session
) -> None:
    room.hand_in(world.ben, SQUARE)
    room.hand_in(another_trainee, OTHER)
    room.ask("10")
    room.work()

    assert session.scalars(select(AlikePair)).all() == []
    assert "문턱을 넘는 짝이 없습니다" in room.main()
    assert "2개" in room.main()


def test_only_the_newest_submission_of_each_person_is_compared(
    room: Room, world: World, another_trainee: User, session: Session
) -> None:
    room.hand_in(world.ben, SQUARE)
    room.hand_in(world.ben, SQUARE, "k2")
    room.hand_in(another_trainee, RENAMED)
    room.hand_in(another_trainee, OTHER, "k2")
    room.ask()
    room.work()

    assert session.scalars(select(Comparison)).one().n_compared == 2
    assert session.scalars(select(AlikePair)).all() == []


def test_nobody_is_paired_with_what_their_own_team_handed_in() -> None:
    alone = Submission(id=1, user_id=5)
    shares = [SubmissionShare(user_id=5), SubmissionShare(user_id=6)]
    of_team = Submission(id=2, user_id=6, team_id=9, shares=shares)
    other = Submission(id=3, user_id=7)
    with_own, with_other = Likeness(1, 2, 9, 9, 9), Likeness(1, 3, 9, 9, 9)

    found = likeness.of_different_people([with_own, with_other], [alone, of_team, other])

    assert found == [with_other]


def test_one_comparison_at_a_time(room: Room, session: Session) -> None:
    assert room.ask().status_code == 303
    assert room.ask().status_code == 409
    room.work()
    assert room.ask("80").status_code == 303
    room.work()

    found = session.scalars(select(Comparison).order_by(Comparison.id)).all()
    assert [one.threshold_percent for one in found] == [50, 80]
    assert {one.state for one in found} == {ComparisonState.DONE}


def test_a_comparison_whose_worker_died_is_taken_up_again_and_given_up_in_the_end(
    app: Flask, room: Room, session: Session, clock: FakeClock
) -> None:
    room.ask()
    app.extensions["queue"].huey.flush()
    number = session.scalars(select(Comparison.id)).one()
    for _ in range(MAX_TRIES):
        held = likeness.claim_comparison(session, number, at=clock())
        session.commit()
        assert held is not None
        assert likeness.claim_comparison(session, number, at=clock()) is None
        assert likeness.to_be_compared(session, at=clock()) == []
        clock.forward(minutes=11)
        assert likeness.to_be_compared(session, at=clock()) == [number]
    session.rollback()
    with app.app_context():
        jobs.find_lost()
    room.work()

    session.expire_all()
    assert session.scalars(select(Comparison.state)).one() is ComparisonState.FAILED


def test_who_is_forgotten_is_in_no_pair_and_in_no_comparison(
    app: Flask, room: Room, pair: AlikePair, world: World, session: Session
) -> None:
    with app.app_context():
        (part,) = [one for one in personal_data.parts(session, world.ben.id) if one.name == "alike_pairs"]  # fmt: skip
        assert [row["percent"] for row in part.rows] == [100]
        personal_data.erase(session, world.ben.id, NOW)
        session.commit()

    assert session.scalars(select(AlikePair)).all() == []
    assert room.ask().status_code == 303
    room.work()
    newest = session.scalars(select(Comparison).order_by(Comparison.id.desc())).first()
    assert newest is not None
    assert newest.n_compared == 1


def test_comparing_is_for_those_who_teach(
    room: Room, pair: AlikePair, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    assert client_of(world.ben).get(room.address).status_code == 403
    assert client_of(world.ben).post(room.address, data={"percent": "50"}).status_code == 403
    assert client_of(world.cho).get(room.address).status_code == 404
    assert "/login" in anonymous.get(room.address).location
    for person in (world.ben, world.cho):
        assert client_of(person).get(f"/alike-pairs/{pair.id}").status_code == 404
    assert "/login" in anonymous.get(f"/alike-pairs/{pair.id}").location
    assert room.ann.get("/alike-pairs/99").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_pairs(
    app: Flask, room: Room, pair: AlikePair, session: Session, world: World
) -> None:
    counts = []
    for number in range(2):
        person = accounts.create_user(session, email=f"p{number}@test.example", name=f"또 {number}", password=None, at=NOW)  # fmt: skip
        enrollments.enroll(session, person, world.cohort, at=NOW)
        session.commit()
        room.hand_in(person, SQUARE)
        room.ask()
        room.work()
        room.main()
        with counted_queries(app) as sent:
            assert room.main().count("/alike-pairs/") == (3, 6)[number]
        counts.append(len(sent))

    assert counts[0] == counts[1]
