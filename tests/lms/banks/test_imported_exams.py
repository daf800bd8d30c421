"""Exams of imported banks: kept with their items, read, used in a course, and sat."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.cli import lms
from lms.exams import services
from lms.exams.bank_models import BankExam
from lms.exams.models import Attempt, Exam, ItemBank
from tests.assessments.formats.written_tests import TEST, VERSIONS, package
from tests.lms.exams.conftest import BANK, Sitting, definition
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

ClientOf = Callable[[User], FlaskClient]
LIST = "/courses/tiny/imported-exams"
ONE = f"{LIST}/mine/final"
TERMS = {"minutes": "20", "attempts": "2", "pass_percent": "50", "has_read": "y"}


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(lms, ["banks", *words], obj=lambda: app)


def packed(folder: Path, files: Mapping[str, str]) -> str:
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return str(path)


@pytest.fixture
def imported(app: Flask, world: World, tmp_path: Path) -> World:
    result = run(app, "import", packed(tmp_path, package("2.1")), "--bank", "mine")
    assert result.exit_code == 0, result.output
    return world


@pytest.fixture
def ann(imported: World, client_of: ClientOf) -> FlaskClient:
    return client_of(imported.ann)


def stored(session: Session) -> list[BankExam]:
    session.expire_all()
    return list(session.scalars(select(BankExam).order_by(BankExam.key)))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_test_is_kept_as_an_exam_of_the_bank(
    app: Flask, session: Session, tmp_path: Path, version: str
) -> None:
    path = packed(tmp_path, package(version))

    result = run(app, "import", path, "--bank", "mine", "--json")

    found = json.loads(result.stdout)
    assert set(found) == {"files", "items", "by_type", "with_key", "tests", "problems"}
    assert (found["items"], found["tests"]) == (5, 1)
    assert [each["code"] for each in found["problems"]] == ["test-settings"]
    [exam] = stored(session)
    assert (exam.key, exam.title, exam.bank.key) == ("final", {"en": "Final test"}, "mine")
    assert exam.definition["bank"] == "mine"
    assert exam.domains == {"facts": {"en": "Facts"}, "pool": {"en": "From the pool"}}


def test_the_same_again_changes_nothing_and_a_change_is_taken(
    app: Flask, session: Session, imported: World, tmp_path: Path
) -> None:
    again = run(app, "import", packed(tmp_path, package("2.1")), "--bank", "mine")
    longer = package("2.1", TEST.replace("2700", "3600"))
    changed = run(app, "import", packed(tmp_path, longer), "--bank", "mine")

    assert "exams: 0 new, 0 changed, 1 unchanged: final" in again.stdout
    assert "exams: 0 new, 1 changed, 0 unchanged: final" in changed.stdout
    assert [each.definition["minutes"] for each in stored(session)] == [60]


def test_a_bad_test_never_stops_the_good_questions(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    files = package("2.2", '<assessmentTest identifier="bad" title="Bad"/>')

    result = run(app, "import", packed(tmp_path, files), "--bank", "mine", "--json")

    found = json.loads(result.stdout)
    assert (result.exit_code, found["items"], found["tests"]) == (1, 5, 1)
    assert [each["code"] for each in found["problems"]] == ["unsound-test"]
    assert stored(session) == []


def test_a_hostile_package_leaves_nothing_behind(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    result = run(
        app, "import", packed(tmp_path, package("3.0") | {"../x.xml": TEST}), "--bank", "mine"
    )

    assert result.exit_code == 1
    assert stored(session) == []


def test_two_tests_of_one_name_are_two_exams(app: Flask, session: Session, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        packed(tmp_path / name, package("2.1"))

    run(app, "import", str(tmp_path), "--bank", "mine")

    assert [each.key for each in stored(session)] == ["final", "final-2"]


GETS = (LIST, ONE)
POSTS = (f"{ONE}/use", f"{ONE}/stop")


def test_only_those_who_may_change_the_course_see_imported_exams(
    imported: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    for person in (imported.ben, imported.cho, imported.dan):
        browser = client_of(person)
        assert {browser.get(path).status_code for path in GETS} == {404}
        assert {browser.post(path, data=TERMS).status_code for path in POSTS} == {404}
    assert {anonymous.get(path).status_code for path in GETS} <= {302, 303, 401}
    eun = client_of(imported.eun)
    assert {eun.get(path).status_code for path in GETS} == {200}
    assert eun.get(f"{LIST}/mine/other").status_code == 404
    assert eun.get(f"{LIST}/other/final").status_code == 404


def test_the_page_shows_sections_questions_and_keys(ann: FlaskClient) -> None:
    listed, page = ann.get(LIST).text, ann.get(ONE).text

    assert "Final test" in listed
    assert "From the pool" in page
    assert "3문항 가운데 2문항을 뽑습니다." in page
    assert page.count("<h3 ") == 5
    assert "It is q4" in page


def test_bad_terms_are_refused_and_nothing_is_used(session: Session, ann: FlaskClient) -> None:
    for field, value in (("minutes", "0"), ("attempts", "x"), ("pass_percent", "101"), ("has_read", "")):  # fmt: skip
        assert ann.post(f"{ONE}/use", data={**TERMS, field: value}).status_code == 422

    assert session.scalars(select(Exam)).all() == []


def used(session: Session) -> Exam:
    session.expire_all()
    return session.scalars(select(Exam).where(Exam.bank_exam_id.is_not(None))).one()


def test_an_imported_exam_is_used_sat_and_marked(
    session: Session, ann: FlaskClient, imported: World, client_of: ClientOf
) -> None:
    assert ann.post(f"{ONE}/use", data=TERMS).status_code == 303
    run_id, browser = imported.run.id, client_of(imported.ben)
    assert "Final test" in browser.get(f"/runs/{run_id}/exams").text

    started = browser.post(f"/runs/{run_id}/exams/mine.final/start")
    sitting = Sitting(browser, int(started.location.rsplit("/", 1)[1]), session)
    attempt = sitting.attempt()
    asked = [place.item_revision.item_key for place in attempt.items]
    assert asked[:2] == ["q1", "q2"]
    assert len(set(asked)) == 4
    assert attempt.possible == Decimal(5)
    for item in asked:
        assert sitting.save(item, "B" if item == "q2" else "A").status_code == 200
    sitting.hand_in()

    attempt = sitting.attempt()
    assert (attempt.earned, attempt.possible, attempt.is_passed) == (Decimal(4), Decimal(5), True)
    result = browser.get(f"/attempts/{attempt.id}/result").text
    assert "From the pool" in result
    assert "2 / 3" in result


def test_a_course_keeps_what_it_uses_until_it_uses_the_exam_again(
    app: Flask, session: Session, ann: FlaskClient, tmp_path: Path
) -> None:
    ann.post(f"{ONE}/use", data=TERMS)
    first = used(session).current_revision_id
    shorter = TEST.replace('<selection select="2"/>', '<selection select="1"/>')
    run(app, "import", packed(tmp_path, package("2.1", shorter)), "--bank", "mine")
    assert used(session).current_revision_id == first

    ann.post(f"{ONE}/use", data=TERMS)

    assert used(session).current_revision_id != first
    assert 'value="20"' in ann.get(ONE).text


def test_publishing_the_files_of_a_course_leaves_imported_exams_alone(
    session: Session, ann: FlaskClient, imported: World
) -> None:
    ann.post(f"{ONE}/use", data=TERMS)

    services.publish_exams(session, imported.course.id, [BANK], [definition()], at=NOW)
    services.renew_exams(session, imported.course.id, BANK, at=NOW)
    session.commit()

    assert used(session).current_revision is not None
    assert session.scalar(select(func.count()).select_from(Exam)) == 2


def test_an_exam_that_is_used_no_more_cannot_be_started(
    session: Session, ann: FlaskClient, imported: World, client_of: ClientOf
) -> None:
    ann.post(f"{ONE}/use", data=TERMS)

    assert ann.post(f"{ONE}/stop").status_code == 303

    started = client_of(imported.ben).post(f"/runs/{imported.run.id}/exams/mine.final/start")
    assert started.status_code == 409
    assert session.scalars(select(Attempt)).all() == []
    acts = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("exam.%")).order_by(AuditEntry.id)
    ).all()
    assert acts == ["exam.use", "exam.stop_using"]


def test_a_name_that_an_exam_of_the_files_has_is_refused(
    session: Session, ann: FlaskClient, imported: World
) -> None:
    files: Any = definition()
    named = type(files)(**{**{name: getattr(files, name) for name in files.__slots__}, "id": "mine.final"})  # fmt: skip
    services.publish_exams(session, imported.course.id, [BANK], [named], at=NOW)
    session.commit()

    assert ann.post(f"{ONE}/use", data=TERMS).status_code == 409


def test_the_list_and_the_page_cost_no_more_with_more_exams(
    app: Flask, ann: FlaskClient, tmp_path: Path
) -> None:
    with counted_queries(app) as few:
        ann.get(LIST)
        ann.get(ONE)
    more = package("2.1", TEST.replace('"final"', '"other"'))
    run(app, "import", packed(tmp_path, more), "--bank", "else")

    with counted_queries(app) as many:
        ann.get(LIST)
        ann.get(ONE)
    assert len(many) <= len(few)


def test_the_command_line_uses_an_exam_in_a_course(
    app: Flask, session: Session, imported: World
) -> None:
    words = ("use", "final", "--bank", "mine", "--course")

    result = run(app, *words, "tiny", "--minutes", "30")
    lost = run(app, *words, "no-course")

    assert result.exit_code == 0, result.output
    assert lost.exit_code != 0
    revision = used(session).current_revision
    assert revision is not None
    assert (revision.definition["minutes"], revision.definition["attempts"]) == (30, 1)
    assert session.scalar(select(func.count()).select_from(ItemBank)) == 1


def test_a_bank_goes_out_with_its_exams_and_comes_back_the_same(
    app: Flask, session: Session, imported: World, tmp_path: Path
) -> None:
    out = tmp_path / "out.zip"
    written = run(app, "export", str(out), "--bank", "mine")
    again = run(app, "import", str(out), "--bank", "again", "--json")

    assert "5 items and 1 exams" in written.stdout
    found = json.loads(again.stdout)
    assert (found["items"], found["tests"], found["problems"]) == (5, 1, [])
    first, second = sorted(stored(session), key=lambda each: each.bank.key, reverse=True)
    assert second.definition == first.definition | {"bank": "again"}
    assert (second.title, second.domains) == (first.title, first.domains)


def test_exams_of_a_course_folder_go_out_as_tests(app: Flask, tmp_path: Path) -> None:
    course, out = Path("content/ai-foundations"), tmp_path / "out.zip"

    run(app, "export", str(out), str(course), "--bank", "ai", "--language", "ko")
    read = run(app, "check", str(out), "--json")

    assert json.loads(read.stdout)["tests"] == len(list((course / "exams").glob("*.yml")))
    assert not [each for each in json.loads(read.stdout)["problems"] if each["severity"] == "error"]


def test_exams_go_out_as_our_own_format_too(app: Flask, imported: World, tmp_path: Path) -> None:
    out = tmp_path / "items"

    run(app, "export", str(out), "--bank", "mine", "--as", "yaml")

    text = (out / "exams" / "final.yml").read_text(encoding="utf-8")
    assert "part: pool" in text
    assert "count: 2" in text


def test_long_names_of_banks_still_tell_exams_apart() -> None:
    bank = ItemBank(key="b" * 100, updated_at=NOW)
    keys = {services.key_in_course(BankExam(bank=bank, key=key)) for key in ("one", "two")}

    assert len(keys) == 2
    assert {len(key) for key in keys} == {100}
