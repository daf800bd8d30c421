"""Gradebooks to take away: what is in the file, who may have it, and that it is kept."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.web.spreadsheets import XLSX, csv_of, harmless
from tests.lms.gradebook.conftest import Class, GiveGrade, trainee
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]


def table_of(data: bytes) -> list[list[str]]:
    """The file as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def downloads(session: Session) -> list[AuditEntry]:
    query = (
        select(AuditEntry).where(AuditEntry.action == "gradebook.download").order_by(AuditEntry.id)
    )
    return list(session.scalars(query))


def test_the_file_of_a_run_opens_in_a_korean_spreadsheet(
    world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "0.1")
    give_grade(world.ben, "lists", "0.2", "20")
    give_grade(classmates.ina, "loops", "9")

    answer = client_of(world.ann).post(f"/runs/{world.run.id}/gradebook.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.data.count(b"\n") == answer.data.count(b"\r\n") == 4
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=gradebook-{world.run.slug}-2026-03-02.csv"
    )
    header, *lines = table_of(answer.data)
    assert header == [
        "이름", "이메일", "과제 lists 점수", "과제 lists 만점", "과제 loops 점수", "과제 loops 만점",
        "합계 점수", "합계 만점", "백분율",
    ]  # fmt: skip
    assert sorted(lines)[1] == [
        "벤",
        "ben@test.example",
        "0.2",
        "20",
        "0.1",
        "10",
        "0.3",
        "30",
        "1",
    ]
    assert {line[0] for line in lines} == {"길", "벤", "한"}


def test_the_file_of_a_cohort_has_each_course(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "2.5")

    answer = client_of(world.eun).post(f"/cohorts/{world.cohort.id}/gradebook.csv")

    assert table_of(answer.data) == [
        ["이름", "이메일", "tiny 점수", "tiny 만점", "합계 점수", "합계 만점", "백분율"],
        ["벤", "ben@test.example", "2.5", "10", "2.5", "10", "25"],
    ]
    assert (
        f"gradebook-cohort-{world.cohort.id}-2026-03-02.csv"
        in (answer.headers["Content-Disposition"])
    )


def test_the_workbook_has_the_same_cells_and_is_kept_as_a_download(
    session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "2.5")
    ann, eun = client_of(world.ann), client_of(world.eun)

    for client, address in (
        (ann, f"/runs/{world.run.id}/gradebook"),
        (eun, f"/cohorts/{world.cohort.id}/gradebook"),
    ):
        answer = client.post(f"{address}.xlsx")
        assert answer.mimetype == XLSX
        assert ".xlsx" in answer.headers["Content-Disposition"]
        sheet = load_workbook(io.BytesIO(answer.data)).active
        texts = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        assert texts == table_of(client.post(f"{address}.csv").data)
    assert len(downloads(session)) == 4
    assert client_of(world.ben).post(f"/runs/{world.run.id}/gradebook.xlsx").status_code == 403


def test_the_file_is_streamed(world: World, client_of: ClientOf) -> None:
    answer = client_of(world.ann).post(f"/runs/{world.run.id}/gradebook.csv")

    assert answer.is_streamed
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    text = f"{start}HYPERLINK(1)"

    data = b"".join(csv_of([[text, "이름"]]))

    assert table_of(data) == [[f"'{text}", "이름"]]
    assert harmless("김-하나") == "김-하나"


def test_a_name_or_title_that_is_a_formula_arrives_as_text(
    session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    person = trainee(session, world, '=cmd|" /C calc"!A0')
    give_grade(person, "x", "1", title={"ko": "@SUM(A1)"})

    answer = client_of(world.ann).post(f"/runs/{world.run.id}/gradebook.csv")

    header, *lines = table_of(answer.data)
    assert header[2] == "'@SUM(A1) 점수"
    assert [line[0] for line in lines] == ['\'=cmd|" /C calc"!A0', "벤"]


def test_each_download_is_kept(
    session: Session, world: World, classmates: Class, client_of: ClientOf
) -> None:
    client_of(world.ann).post(f"/runs/{world.run.id}/gradebook.csv")
    client_of(world.eun).post(f"/cohorts/{world.cohort.id}/gradebook.csv")

    kept = [
        (entry.actor_id, entry.subject_kind, entry.subject_id, entry.details, entry.address)
        for entry in downloads(session)
    ]
    assert kept == [
        (world.ann.id, "course_run", str(world.run.id), {"n_trainees": 3}, "127.0.0.1"),
        (world.eun.id, "cohort", str(world.cohort.id), {"n_trainees": 3}, "127.0.0.1"),
    ]


def test_only_who_may_see_the_gradebook_may_have_the_file(
    session: Session, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    run, cohort = f"/runs/{world.run.id}/gradebook.csv", f"/cohorts/{world.cohort.id}/gradebook.csv"

    answers = {
        name: tuple(
            client_of(getattr(world, name)).post(each).status_code for each in (run, cohort)
        )
        for name in ("ben", "cho", "dan")
    }

    assert answers == {"ben": (403, 403), "cho": (404, 404), "dan": (404, 404)}
    assert client_of(world.ann).post(cohort).status_code == 404
    assert anonymous.post(run).status_code in {303, 401}
    assert anonymous.post(cohort).status_code in {303, 401}
    assert downloads(session) == []


def test_a_link_cannot_start_a_download(world: World, client_of: ClientOf) -> None:
    assert client_of(world.ann).get(f"/runs/{world.run.id}/gradebook.csv").status_code == 405


def test_a_download_needs_the_token_of_the_page(
    app: Flask, session: Session, world: World, client_of: ClientOf
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client_of(world.ann).post(f"/runs/{world.run.id}/gradebook.csv")
    app.config["WTF_CSRF_ENABLED"] = False

    assert answer.status_code in {400, 403, 422}
    assert downloads(session) == []
