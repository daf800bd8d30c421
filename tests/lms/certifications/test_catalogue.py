"""The public catalogue of certifications, and how it is published."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certifications.cli import certifications
from lms.certifications.models import StoredCertification
from tests.assessments.formats.test_certifications import SOURCE
from tests.lms.conftest import FakeClock
from tests.lms.lessons.conftest import counted
from tests.lms.people import World

__all__ = ["counted"]

LATER = (
    SOURCE.replace("ab-1", "ab-2")
    .replace("{ko: 시험, en: Exam}", "{ko: 다음 것, en: Next one}")
    .replace("retired_on: 2026-06-30", "course: tiny")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A certification that ends, and the one that follows it."""
    first = SOURCE.replace("retired_on:", "successor: ab-2\nretired_on:")
    (tmp_path / "ab-1.yml").write_text(first, encoding="utf-8")
    (tmp_path / "ab-2.yml").write_text(LATER, encoding="utf-8")
    return tmp_path


def publish(app: Flask, folder: Path) -> Any:
    return app.test_cli_runner().invoke(certifications, ["publish", str(folder)], obj=lambda: app)


def test_anybody_reads_the_catalogue_in_both_languages(
    app: Flask, world: World, folder: Path, anonymous: FlaskClient
) -> None:
    assert publish(app, folder).output.endswith(
        "2 new, 0 changed, 0 unchanged, 0 no longer listed\n"
    )

    korean = anonymous.get("/certifications").text
    anonymous.post("/language", data={"language": "en"})
    english = anonymous.get("/certifications/ab-2")

    assert "다음 것" in korean
    assert "/certifications/ab-1" in korean
    assert english.status_code == 200
    assert "Next one" in english.text
    assert "15–20%" in english.text
    assert "https://agency.example/outline" in english.text


def test_one_that_has_ended_says_so_and_leads_to_what_follows(
    app: Flask, world: World, folder: Path, anonymous: FlaskClient, clock: FakeClock
) -> None:
    publish(app, folder)
    before = anonymous.get("/certifications/ab-1").text
    clock.forward(days=200)

    after = anonymous.get("/certifications/ab-1").text

    assert "까지만 볼 수 있습니다" in before
    assert "이제는 볼 수 없습니다" in after
    assert 'href="/certifications/ab-2"' in after
    assert "끝난 시험" in anonymous.get("/certifications").text


def test_what_is_published_again_changes_only_what_changed(
    app: Flask, session: Session, world: World, folder: Path, anonymous: FlaskClient
) -> None:
    publish(app, folder)
    (folder / "ab-1.yml").unlink()
    (folder / "ab-2.yml").write_text(LATER.replace("45", "50"), encoding="utf-8")

    said = publish(app, folder).output

    assert said.endswith("0 new, 1 changed, 0 unchanged, 1 no longer listed\n")
    assert anonymous.get("/certifications/ab-1").status_code == 404
    assert "50분" in anonymous.get("/certifications/ab-2").text
    assert {each.key for each in session.scalars(select(StoredCertification))} == {"ab-1", "ab-2"}
    assert publish(app, folder).output.endswith(
        "0 new, 0 changed, 1 unchanged, 0 no longer listed\n"
    )


def test_a_catalogue_with_a_fault_changes_nothing(
    app: Flask, session: Session, world: World, folder: Path
) -> None:
    (folder / "ab-2.yml").write_text(LATER.replace("weight: 80", "weight: 8"), encoding="utf-8")

    done = publish(app, folder)

    assert done.exit_code == 1
    assert "bad-weights" in done.output
    assert session.scalars(select(StoredCertification)).all() == []


def test_an_empty_catalogue_and_an_unknown_certification(
    world: World, anonymous: FlaskClient
) -> None:
    assert "아직 실린 자격증이 없습니다." in anonymous.get("/certifications").text
    assert anonymous.get("/certifications/none").status_code == 404


def test_the_list_costs_the_same_queries_however_long_it_is(
    app: Flask, world: World, folder: Path, anonymous: FlaskClient, counted: Callable[[], Any]
) -> None:
    with counted() as empty:
        anonymous.get("/certifications")
    publish(app, folder)

    with counted() as full:
        anonymous.get("/certifications")

    assert len(full) == len(empty)


def test_check_and_schema_need_no_database(app: Flask, folder: Path) -> None:
    runner = app.test_cli_runner()

    assert (
        "2 certifications, 0 problems"
        in runner.invoke(certifications, ["check", str(folder)]).output
    )
    assert '"outlines"' in runner.invoke(certifications, ["schema"]).output
