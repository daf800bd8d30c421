"""The pictures of a bank's items are published with the exams that ask about them."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.hotspot import Picture
from lms.catalog.models import Asset
from lms.publishing import services
from lms.publishing.reading import CourseFolder, read_folder
from tests.assessments.typed_items import source_of
from tests.courses.small_course import write_course
from tests.lms.lessons.test_quiz_types import map_of
from tests.lms.people import NOW

ITEM = source_of("hotspot").replace("{ko: 목표}", "{ko: 목표}\n  lesson: start")
FILES: dict[str, str | bytes | None] = {
    "items/bank.yml": "bank: b\ntitle: {ko: 은행}\ndomains:\n  - {id: a, title: {ko: 가}}\n",
    "items/a.yml": f"domain: a\nitems:\n{ITEM}",
    "items/map.png": map_of(640, 480),
    "exams/mock-1.yml": """\
id: mock
title: {ko: 모의시험}
bank: b
minutes: 10
attempts: 1
pass_percent: 50
blueprint: [{domain: a, count: 1}]
""",
}


def folder_of(tmp_path: Path, **changes: str | bytes | None) -> CourseFolder:
    files = {**FILES, **{name.replace("__", "/"): each for name, each in changes.items()}}
    return read_folder(write_course(tmp_path / "course", files))


def test_a_bank_s_picture_has_an_address_and_is_stored(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path)
    (item,) = folder.banks[0].items
    assert isinstance(item.body, Picture)
    sha256 = item.body.image.split("/")[2]
    assert item.body.image == f"/assets/{sha256}/picture.png"

    with app.app_context():
        services.publish(session, app.extensions["blobs"], folder, (), at=NOW)

    assert session.scalars(select(Asset.sha256).where(Asset.sha256 == sha256)).one()
    assert app.extensions["blobs"].get(sha256) == map_of(640, 480)


@pytest.mark.parametrize(
    ("picture", "code"),
    [(None, "missing-image"), (map_of(48, 64), "picture-size")],
    ids=["none", "small"],
)
def test_a_bank_s_picture_that_does_not_fit_is_named_with_its_place(
    tmp_path: Path, picture: bytes | None, code: str
) -> None:
    errors = folder_of(tmp_path, **{"items__map.png": picture}).errors

    assert [(each.code, each.file, each.line) for each in errors] == [(code, "items/a.yml", 3)]


@pytest.mark.parametrize("path", ["../../../etc/hostname", "/etc/hostname", "a>b.png", "x\\ny"])
def test_a_path_that_leads_elsewhere_shows_nothing(tmp_path: Path, path: str) -> None:
    source = FILES["items/a.yml"]
    assert isinstance(source, str)
    changed = source.replace("image: map.png", f'image: "{path}"')

    folder = folder_of(tmp_path, **{"items__a.yml": changed})

    assert folder.errors
    assert folder.pictures == ()
