"""Pictures are published with lighter copies, which are made once."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import read_course
from lms.accounts.models import User
from lms.catalog.models import AssetVariant
from lms.catalog.pictures import make_new_variants
from tests.courses.small_course import lesson
from tests.courses.test_variants import noise
from tests.lms.people import World
from tests.lms.publishing.conftest import Publish

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def with_photo(publish: Publish) -> dict[str, str | bytes | None]:
    """A course whose second lesson shows a wide photo, published."""
    out = BytesIO()
    noise(1200, 600).save(out, "JPEG", quality=95)
    changes: dict[str, str | bytes | None] = {
        "01-one/02-more.md": lesson("more", "더", "![사진](images/photo.jpg)"),
        "01-one/images/photo.jpg": out.getvalue(),
    }
    assert publish(changes).exit_code == 0
    return changes


def test_each_copy_that_the_page_names_is_there_and_lighter(
    world: World, client_of: ClientOf, with_photo: dict[str, str | bytes | None]
) -> None:
    browser = client_of(world.ben)
    page = browser.get("/runs/1/lessons/more?lang=ko").text
    whole = re.search(r'src="(/assets/[^"]+)"', page)
    named = re.search(r' srcset="([^"]+)"', page)
    assert whole is not None
    assert named is not None

    sizes = {}
    for word in named[1].split(", "):
        address, width = word.split()
        answer = browser.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert Image.open(BytesIO(answer.data)).width == int(width.removesuffix("w"))
        sizes[int(width.removesuffix("w"))] = len(answer.data)

    assert list(sizes) == [480, 960, 1200]
    assert sizes[480] < sizes[960] < sizes[1200] < len(browser.get(whole[1]).data)
    etag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_width_that_was_not_made_is_the_picture_itself_and_others_see_nothing(
    world: World,
    client_of: ClientOf,
    anonymous: FlaskClient,
    with_photo: dict[str, str | bytes | None],
    session: Session,
) -> None:
    browser = client_of(world.ben)
    sha256 = session.scalars(select(AssetVariant.sha256)).first()

    for width in (7, 1440):
        answer = browser.get(f"/assets/{sha256}/{width}/a.webp")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert browser.get(f"/assets/{'0' * 64}/480/a.webp").status_code == 404
    assert anonymous.get(f"/assets/{sha256}/480/a.webp").location.startswith("/login")


def test_copies_are_made_once(
    app: Flask,
    session: Session,
    world: World,
    publish: Publish,
    with_photo: dict[str, str | bytes | None],
    *,
    tmp_path: Path,
) -> None:
    before = sorted(session.scalars(select(AssetVariant.blob)))
    read = read_course(tmp_path / "course")
    assert read.course is not None

    assert make_new_variants(session, app.extensions["blobs"], read.course) == ()
    again = publish(
        {**with_photo, "01-one/05-new.md": lesson("new", "새", "![x](images/photo.jpg)")}
    )

    assert again.exit_code == 0
    session.expire_all()
    assert sorted(session.scalars(select(AssetVariant.blob))) == before


def test_a_copy_for_offline_has_one_file_a_picture(
    world: World, client_of: ClientOf, with_photo: dict[str, str | bytes | None]
) -> None:
    page = client_of(world.ben).get("/runs/1/offline/lessons/more?lang=ko").text

    assert 'src="/assets/' in page
    assert "srcset" not in page
