"""The catalogue and the files of courses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.catalog.models import Asset
from tests.courses.small_course import PNG, SVG, lesson
from tests.lms.catalog.publishing import publish
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
WITH_SVG: dict[str, str | bytes | None] = {
    "01-one/01-start.md": lesson("start", "시작", "## 인사\n\n![그림](images/a.svg)\n\n[표](../02-two/data/numbers.csv)"),
    "01-one/images/a.svg": SVG,
}  # fmt: skip


def address_of(session: Session, media_type: str) -> str:
    asset = session.scalars(select(Asset).where(Asset.media_type == media_type)).one()
    return f"/assets/{asset.sha256}/a.file"


def test_the_catalogue_lists_published_courses_only(
    app: Flask, session: Session, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    browser = client_of(world.cho)
    assert "아직 강의가 없습니다" in browser.get("/catalog").text

    publish(app, session, tmp_path)
    page = browser.get("/catalog")

    assert page.status_code == 200
    assert "작은 과정" in page.text
    assert "강의 3개" in page.text


def test_a_course_page_shows_its_units_and_lessons(
    app: Flask, session: Session, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    publish(app, session, tmp_path)

    page = client_of(world.cho).get("/catalog/tiny")

    assert page.status_code == 200
    for words in ("작은 과정", "시험용", "1. 하나", "2. 둘", "시작", "실습", "10분"):
        assert words in page.text


@pytest.mark.parametrize("address", ["/catalog/tiny", "/catalog/none", "/catalog/%00"])
def test_an_unpublished_or_unknown_course_is_not_found(
    world: World, client_of: ClientOf, address: str
) -> None:
    assert client_of(world.ben).get(address).status_code == 404


@pytest.mark.parametrize("address", ["/catalog", "/catalog/tiny", f"/assets/{'0' * 64}/x.png"])
def test_an_anonymous_reader_is_led_to_the_log_in_page(
    world: World, anonymous: FlaskClient, address: str
) -> None:
    answer = anonymous.get(address)

    assert answer.status_code == 303
    assert answer.location.startswith("/login")


def test_a_picture_is_served_once_and_for_all(
    app: Flask, session: Session, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    publish(app, session, tmp_path)
    browser = client_of(world.ben)
    address = address_of(session, "image/png")

    answer = browser.get(address)

    assert answer.data == PNG
    assert answer.content_type == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = browser.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_svg_is_served_so_that_its_scripts_cannot_run(
    app: Flask, session: Session, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    publish(app, session, tmp_path, WITH_SVG)

    answer = client_of(world.ben).get(address_of(session, "image/svg+xml"))

    assert answer.content_type.startswith("image/svg+xml")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


def test_a_data_file_is_downloaded_and_not_shown(
    app: Flask, session: Session, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    publish(app, session, tmp_path, WITH_SVG)

    answer = client_of(world.ben).get(address_of(session, "text/csv"))

    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.data == b"a,b\n1,2\n"


@pytest.mark.parametrize("name", ["x.png", "../../etc/passwd", "%2e%2e/x"])
def test_an_unknown_file_is_not_found(world: World, client_of: ClientOf, name: str) -> None:
    browser = client_of(world.ben)

    assert browser.get(f"/assets/{'0' * 64}/{name}").status_code == 404
    assert browser.get(f"/assets/secret/{name}").status_code == 404
