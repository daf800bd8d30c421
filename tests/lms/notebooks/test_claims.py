"""An answer that somebody has open to mark it is theirs for a while; others see it and go on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit import AuditEntry
from lms.notebooks.claim_models import MarkingClaim, Stage
from lms.notebooks.claims import CLAIM, free_of
from lms.notebooks.marking import Step
from lms.notebooks.models import CellMark
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.papers import (
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
    stored,
)
from tests.lms.people import World
from tests.lms.statements import counted_queries

__all__ = ["another_trainee", "essays", "handed_in", "papers"]

pytestmark = pytest.mark.every_database

JSON = {"Accept": "application/json"}


@dataclass
class Desk:
    """Ann and Eun mark the same papers."""

    papers: Papers
    eun: FlaskClient
    clock: FakeClock

    def place(self, submission: int, name: str = "essay", stage: str = "marking") -> str:
        return f"/submissions/{submission}/{stage}/{name}"

    def begin(self, by: FlaskClient, query: str = "?by=person", stage: str = "marking") -> str:
        return str(by.post(f"{self.papers.run}/{stage}/begin{query}").location)

    def save(self, by: FlaskClient, points: str = "1", **more: str) -> tuple[int, str]:
        data = {"points": points, "comment": "내 의견", "seen": "0", **more}
        answer = by.post(self.place(self.papers.ben), data=data)
        return answer.status_code, answer.text


@pytest.fixture
def desk(papers: Papers, client_of: ClientOf, clock: FakeClock, world: World) -> Desk:
    return Desk(papers, client_of(world.eun), clock)


def rows(session: Session) -> list[MarkingClaim]:
    session.expire_all()
    order = (MarkingClaim.submission_id, MarkingClaim.cell_name, MarkingClaim.stage)
    return list(session.scalars(select(MarkingClaim).order_by(*order)))


def test_who_has_an_answer_and_since_when_is_shown_to_the_others(desk: Desk, world: World) -> None:
    desk.papers.ann.post(f"{desk.place(desk.papers.ben)}/claim")

    own = desk.papers.page(desk.papers.ben)
    assert "내가 맡은 답입니다" in own
    assert 'name="points"' in own
    others = desk.eun.get(desk.place(desk.papers.ben)).text
    assert f"{world.ann.name} 님이 이 답을 맡고 있습니다" in others
    assert 'name="points"' not in others
    overview = desk.eun.get(f"{desk.papers.run}/marking").text
    assert "지금 누가 맡고 있는 답" in overview


def test_looking_at_an_answer_claims_nothing(desk: Desk, session: Session) -> None:
    page = desk.papers.page(desk.papers.ben)

    assert "아직 아무도 맡지 않은 답입니다" in page
    assert rows(session) == []


def test_next_leads_past_what_others_have(desk: Desk) -> None:
    first, second = desk.papers.ben, desk.papers.other
    assert desk.place(first) in desk.begin(desk.papers.ann)

    assert desk.place(second) in desk.begin(desk.eun)
    assert desk.begin(desk.eun).endswith("by=person")
    skipped = desk.eun.post(f"{desk.place(second)}/skip")
    assert desk.place(first) not in skipped.location
    data = {"points": "1", "comment": "", "seen": "0"}
    saved = desk.papers.ann.post(desk.place(first), data=data)
    assert saved.location.endswith(desk.place(second))


def test_question_by_question_another_question_of_a_paper_is_free(
    desk: Desk, session: Session
) -> None:
    desk.papers.ann.post(f"{desk.place(desk.papers.ben)}/claim")
    data = {"points": "1", "comment": "", "seen": "0"}
    saved = desk.eun.post(desk.place(desk.papers.other, "why"), data=data)

    assert saved.location.endswith(desk.place(desk.papers.ben, "why"))
    names = {(one.submission_id, one.cell_name): one.user_id for one in rows(session)}
    assert set(names) == {(desk.papers.ben, "essay"), (desk.papers.ben, "why")}
    assert len(set(names.values())) == 2


def test_when_others_have_all_that_is_left_the_list_says_so(desk: Desk) -> None:
    for one in (desk.papers.ben, desk.papers.other):
        for name in ("essay", "why"):
            desk.papers.ann.post(f"{desk.place(one, name)}/claim")

    assert desk.begin(desk.eun).endswith("/marking")
    assert "다른 사람이 맡고 있습니다" in desk.eun.get(f"{desk.papers.run}/marking").text


def test_a_save_without_the_claim_is_refused_and_keeps_the_words(
    desk: Desk, session: Session, world: World
) -> None:
    desk.papers.ann.post(f"{desk.place(desk.papers.ben)}/claim")
    assert desk.eun.post(f"{desk.place(desk.papers.ben)}/take-over").status_code == 303

    status, page = desk.save(desk.papers.ann)

    assert status == 409
    assert f"{world.eun.name} 님이 이 답을 맡고 있습니다" in page
    assert "내 의견" in page
    assert 'name="take_over"' in page
    assert session.scalars(select(CellMark)).all() == []
    assert desk.save(desk.papers.ann, take_over="1")[0] == 303
    assert stored(session, desk.papers.ben).score == 4


def test_taking_over_is_recorded_and_claiming_again_is_not(
    desk: Desk, session: Session, world: World
) -> None:
    address = desk.place(desk.papers.ben)
    desk.papers.ann.post(f"{address}/claim")
    assert desk.eun.post(f"{address}/claim").status_code == 409

    desk.eun.post(f"{address}/take-over")
    desk.eun.post(f"{address}/take-over")

    query = select(AuditEntry).where(AuditEntry.action == "submission.take_over")
    entry = session.scalars(query).one()
    assert (entry.actor_id, entry.details["from_id"]) == (world.eun.id, world.ann.id)
    assert [one.user_id for one in rows(session)] == [world.eun.id]


def test_a_claim_ends_by_itself_and_is_renewed_by_who_stays(
    desk: Desk, session: Session, world: World
) -> None:
    address = f"{desk.place(desk.papers.ben)}/claim"
    since = desk.clock()
    desk.papers.ann.post(address)
    desk.clock.forward(minutes=14)
    told = desk.papers.ann.post(address, headers=JSON)
    assert "내가 맡은 답입니다" in told.get_json()["words"]
    (row,) = rows(session)
    assert (row.since_at, row.until_at) == (since, desk.clock() + CLAIM)

    desk.clock.forward(minutes=15)
    assert "아직 아무도" in desk.eun.get(desk.place(desk.papers.ben)).text
    assert desk.eun.post(address, headers=JSON).status_code == 200
    assert [one.user_id for one in rows(session)] == [world.eun.id]
    refused = desk.papers.ann.post(address, headers=JSON)
    assert (refused.status_code, refused.get_json()["error"]) == (409, "claimed_by_other")


def test_a_claim_that_ended_does_not_keep_its_marker_from_saving(
    desk: Desk, session: Session
) -> None:
    desk.papers.ann.post(f"{desk.place(desk.papers.ben)}/claim")
    desk.clock.forward(minutes=30)

    assert desk.save(desk.papers.ann)[0] == 303
    assert stored(session, desk.papers.ben).score == 4


def test_saving_and_letting_go_free_the_answer(desk: Desk, session: Session) -> None:
    desk.papers.ann.post(f"{desk.place(desk.papers.other)}/claim")
    assert desk.eun.post(f"{desk.place(desk.papers.other)}/release").status_code == 303
    assert len(rows(session)) == 1
    assert desk.papers.ann.post(f"{desk.place(desk.papers.other)}/release").status_code == 303
    assert rows(session) == []

    desk.papers.ann.post(f"{desk.place(desk.papers.ben)}/claim")
    desk.save(desk.papers.ann)
    assert [one.submission_id for one in rows(session)] == [desk.papers.other]


def test_a_page_that_is_left_lets_go_of_its_own_claim_alone(desk: Desk, session: Session) -> None:
    address = desk.place(desk.papers.ben)
    until = desk.papers.ann.post(f"{address}/claim", headers=JSON).get_json()["until"]
    desk.clock.forward(minutes=1)
    newer = desk.papers.ann.post(f"{address}/claim", headers=JSON).get_json()["until"]

    assert desk.papers.ann.post(f"{address}/release", data={"until": until}).status_code == 204
    assert len(rows(session)) == 1
    desk.papers.ann.post(f"{address}/release", data={"until": newer})
    assert rows(session) == []


def test_second_markers_have_claims_of_their_own(
    desk: Desk, session: Session, client_of: ClientOf, world: World
) -> None:
    desk.save(desk.papers.ann)
    rule = {"question": "essay", "percent": "100", "threshold": "0.5"}
    desk.papers.ann.post(f"{desk.papers.run}/second-marking", data=rule)
    address = desk.place(desk.papers.ben, stage="second")
    assert desk.papers.ann.post(f"{address}/claim").status_code == 409

    assert address in desk.begin(desk.eun, "", "second")

    fay = client_of(world.fay)
    assert fay.post(f"{desk.papers.run}/second/begin").location.endswith("/second-marking")
    data = {"points": "2", "comment": "다른 의견", "seen": "0"}
    refused = fay.post(address, data=data)
    assert refused.status_code == 409
    assert "다른 의견" in refused.text
    assert world.eun.name in fay.get(address).text
    assert desk.eun.post(address, data=data).status_code == 303
    assert [one for one in rows(session) if one.stage is Stage.SECOND] == []


def test_claiming_is_for_those_who_teach(
    desk: Desk, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    for act in ("claim", "take-over", "release", "skip"):
        address = f"{desk.place(desk.papers.ben)}/{act}"
        assert client_of(world.ben).post(address).status_code == 403
        assert client_of(world.cho).post(address).status_code == 404
        assert "/login" in anonymous.post(address).location
        assert desk.papers.ann.post(f"{desk.place(desk.papers.ben, 'nothing')}/{act}").status_code == 404  # fmt: skip
    begin = f"{desk.papers.run}/marking/begin"
    assert client_of(world.ben).post(begin).status_code == 403
    assert client_of(world.cho).post(begin).status_code == 404
    assert "/login" in anonymous.post(begin).location


def test_the_number_of_queries_does_not_grow_with_the_claims(app: Flask, desk: Desk) -> None:
    counts = []
    for one in (desk.papers.ben, desk.papers.other):
        desk.papers.ann.post(f"{desk.place(one)}/claim")
        desk.eun.get(f"{desk.papers.run}/marking")
        with counted_queries(app) as sent:
            assert desk.eun.get(f"{desk.papers.run}/marking").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_of_papers_marked_whole_nothing_is_free_that_another_has_begun() -> None:
    steps = [Step(1, "a"), Step(1, "b"), Step(2, "a")]
    held = [MarkingClaim(submission_id=1, cell_name="a", user_id=7)]

    assert free_of(steps, held, 7, whole_papers=True) == steps
    assert free_of(steps, held, 8, whole_papers=True) == steps[2:]
    assert free_of(steps, held, 8, whole_papers=False) == steps[1:]
