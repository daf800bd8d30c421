"""Files that items carry: had by whom has the item before them, and by nobody else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from assessments.model import Attachment, Demand, Exam, Item
from assessments.practice import is_for_mocks
from lms.accounts.models import User
from lms.enrollments.services import enroll
from lms.exams import services
from lms.exams.file_models import ItemFile
from lms.exams.sitting import seb_hash
from lms.exams.sitting_models import SittingRule
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.exams.test_types import typed
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
CSV, PNG = b"day,kg\n1,12.4\n", b"\x89PNG\r\n\x1a\n picture"
FILES: Mapping[str, bytes] = {sha256(each).hexdigest(): each for each in (CSV, PNG)}


def carrying(item: Item) -> Item:
    named = (("key-is-b/표.csv", CSV), ("key-is-b/picture.png", PNG))
    attachments = tuple(
        Attachment(path, {"ko": f"자료 {path[-3:]}"}, sha256(data).hexdigest(), len(data))
        for path, data in named
    )
    return replace(item, attachments=attachments)


@pytest.fixture
def exam(app: Flask, session: Session, world: World) -> Exam:
    """Two items that carry files, of four."""
    items = [carrying(choice_item(f"a-{n}", key="b")) for n in (1, 2)]
    others = [choice_item(f"b-{n}", "b") for n in (1, 2)]
    bank = replace(bank_of([*items, *others]), files=FILES)
    found = exam_of(Demand("a", 2), Demand("b", 2))
    services.keep_item_files(session, app.extensions["blobs"], bank.id, FILES, at=NOW)
    services.publish_exams(session, world.course.id, [bank], [found], at=NOW)
    session.commit()
    return found


def address(sitting: Sitting, number: int = 1, item: str = "a-1") -> str:
    position = sitting.place(item).position
    return f"/attempts/{sitting.attempt_id}/questions/{position}/files/{number}"


def test_a_candidate_loads_a_table_down_and_opens_a_picture(sit: Sit) -> None:
    sitting = sit()

    table, picture = (sitting.browser.get(address(sitting, number)) for number in (1, 2))

    assert (table.status_code, table.data) == (200, CSV)
    assert table.headers["Content-Type"].startswith("text/csv")
    assert table.headers["Content-Disposition"].startswith("attachment; filename")
    assert (picture.status_code, picture.data) == (200, PNG)
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Content-Disposition"] == "inline; filename=picture.png"
    for each in (table, picture):
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in each.headers["Content-Security-Policy"]
        assert each.headers["Cache-Control"] == "private, no-store"


def test_they_stand_below_the_stem_with_name_kind_and_size(sit: Sit) -> None:
    sitting = sit()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text

    for number in (1, 2):
        assert f'href="{address(sitting, number)}"' in page
    assert "표.csv · CSV · 14 Bytes" in page
    assert "key-is-b" not in page
    assert not any(each in page for each in FILES)


def test_other_numbers_and_places_have_none(sit: Sit) -> None:
    sitting = sit()
    plain = sitting.place("b-1").position

    for found in (
        address(sitting, 0),
        address(sitting, 3),
        f"/attempts/{sitting.attempt_id}/questions/{plain}/files/1",
        f"/attempts/{sitting.attempt_id}/questions/9/files/1",
        f"/attempts/{sitting.attempt_id + 1}/questions/1/files/1",
    ):
        assert sitting.browser.get(found).status_code == 404


def test_nobody_else_has_them_and_an_anonymous_person_is_not_told_that_there_is_one(
    session: Session, sit: Sit, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    enroll(session, world.dan, world.cohort, at=NOW)
    session.commit()
    sitting, other = sit(), sit(world.dan)

    for person in (world.cho, world.dan):
        assert client_of(person).get(address(sitting)).status_code == 404
    assert other.browser.get(address(sitting)).status_code == 404
    assert other.browser.get(address(other)).status_code == 200
    assert anonymous.get(address(sitting)).status_code == 404
    assert client_of(world.ann).get(address(sitting)).status_code == 200, "teaches"


def test_while_the_clock_stands_still_nobody_reads_on(
    session: Session, sit: Sit, world: World
) -> None:
    sitting = sit()
    attempt = sitting.attempt()
    attempt.paused_at, attempt.pause_ends_at = NOW, NOW + timedelta(minutes=5)
    session.commit()

    assert sitting.browser.get(address(sitting)).status_code == 404


def test_at_a_sitting_they_ask_what_the_attempt_asks(
    session: Session, sit: Sit, world: World
) -> None:
    sitting = sit()
    attempt = sitting.attempt()
    key = "a" * 64
    session.add(
        SittingRule(
            run_id=attempt.run_id,
            exam_id=attempt.exam_id,
            code="",
            asks_again=False,
            seb_keys=[key],
        )
    )
    session.commit()
    url = f"{sitting.browser.application.extensions['settings'].public_url}{address(sitting)}"
    proof = {"X-SafeExamBrowser-ConfigKeyHash": seb_hash(url, key)}

    assert sitting.browser.get(address(sitting)).status_code == 403
    assert sitting.browser.get(address(sitting), headers=proof).status_code == 200


def test_they_come_with_the_result(sit: Sit) -> None:
    sitting = sit()
    sitting.hand_in()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text

    assert f'href="{address(sitting)}"' in page
    assert sitting.browser.get(address(sitting)).status_code == 200


def test_a_file_that_the_bank_does_not_keep_is_not_there(session: Session, sit: Sit) -> None:
    """Whoever learns the hash of a file cannot have it by naming it in an item."""
    sitting = sit()
    session.execute(delete(ItemFile))
    session.commit()

    assert sitting.browser.get(address(sitting)).status_code == 404


def test_practice_gives_them_but_not_while_an_exam_of_the_bank_is_sat(
    session: Session, world: World, sit: Sit, client_of: ClientOf, exam: Exam
) -> None:
    names = [name for name in ("a-1", "a-2") if not is_for_mocks("b", name)] or ["a-1"]
    sitting = sit()
    number = sitting.place(names[0]).item_revision_id
    page = f"/runs/{world.run.id}/exams/{exam.id}/practice/{number}"
    assert sitting.browser.get(f"{page}/files/1").status_code == 404, "sits"
    sitting.hand_in()

    assert f'href="{page}/files/1"' in sitting.browser.get(page).text
    assert sitting.browser.get(f"{page}/files/1").data == CSV
    assert client_of(world.dan).get(f"{page}/files/1").status_code == 404


def test_those_who_teach_have_them_with_the_analysis(
    world: World, sit: Sit, client_of: ClientOf, anonymous: FlaskClient, exam: Exam
) -> None:
    sitting = sit()
    sitting.hand_in()
    number = sitting.place("a-1").item_revision_id
    page = f"/runs/{world.run.id}/exams/{exam.id}/analysis/{number}"

    assert f'href="{page}/files/2"' in client_of(world.ann).get(page).text
    assert client_of(world.ann).get(f"{page}/files/2").data == PNG
    assert client_of(world.ben).get(f"{page}/files/2").status_code == 404
    assert anonymous.get(f"{page}/files/2").status_code == 404


def test_those_who_mark_have_them_beside_the_answer(
    app: Flask, session: Session, world: World, client_of: ClientOf
) -> None:
    essay = carrying(typed("extended-text"))
    services.keep_item_files(session, app.extensions["blobs"], "b", FILES, at=NOW)
    found = exam_of(Demand("a", 1))
    services.publish_exams(session, world.course.id, [bank_of([essay])], [found], at=NOW)
    session.commit()
    browser = client_of(world.ben)
    start = browser.post(f"/runs/{world.run.id}/exams/{found.id}/start")
    sitting = Sitting(browser, int(start.location.rsplit("/", 1)[1]), session)
    sitting.save(essay.id, "내가 쓴 글")
    sitting.hand_in()
    paper = f"/exam-answers/{sitting.place(essay.id).id}"

    assert f'href="{paper}/files/1"' in client_of(world.ann).get(f"{paper}/marking").text
    assert client_of(world.ann).get(f"{paper}/files/1").data == CSV
    assert browser.get(f"{paper}/files/1").status_code == 404
