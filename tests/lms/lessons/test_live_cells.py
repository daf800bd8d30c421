"""A lesson's cells find the files that they open, for those who may read the course's pictures."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from tests.courses.small_course import code_cell, markdown_cell, notebook
from tests.lms.catalog.publishing import publish
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
NUMBERS = b"a,b\n1,2\n"


@pytest.fixture
def opening(app: Flask, session: Session, world: World, tmp_path: Path) -> World:
    """The world whose notebook opens a file that is there and one that is not."""
    cell = code_cell('open("data/numbers.csv"), open("data/none.csv")')
    lab = notebook(markdown_cell("# 실습"), cell)
    publish(app, session, tmp_path / "course", {"02-two/01-lab.ipynb": lab})
    return world


def test_the_page_says_which_files_its_cells_open(opening: World, client_of: ClientOf) -> None:
    page = client_of(opening.ben).get("/runs/1/lessons/lab").text

    told = re.search(r'data-opened="([^"]+)"', page)
    assert told is not None
    assert json.loads(html.unescape(told[1])) == {
        "folder": "02-two",
        "files": [["02-two/data/numbers.csv", sha256(NUMBERS).hexdigest(), len(NUMBERS)]],
    }
    assert "data-opened" not in client_of(opening.ben).get("/runs/1/lessons/start").text


def test_the_file_is_an_asset_like_any_picture(
    opening: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/assets/{sha256(NUMBERS).hexdigest()}/numbers.csv"
    answer = client_of(opening.ben).get(address)

    assert answer.data == NUMBERS
    assert answer.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert anonymous.get(address).location.startswith("/login")
