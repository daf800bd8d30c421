"""A page that stands open is told when its lesson was published anew, and only then."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from tests.courses.small_course import lesson
from tests.lms.catalog.publishing import publish
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
START = "/runs/1/lessons/start"


def address_in(page: str) -> str:
    """Where the page asks whether it is still the present one."""
    found = re.search(r'role="status" data-newer="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


@pytest.mark.parametrize("person", ["ben", "ann"])
@pytest.mark.parametrize("spoken", ["ko", "en"])
def test_only_the_page_that_changed_is_told_so(
    app: Flask,
    session: Session,
    studied: World,
    client_of: ClientOf,
    tmp_path: Path,
    *,
    person: str,
    spoken: str,
) -> None:
    browser = client_of(getattr(studied, person))
    browser.post("/language", data={"language": spoken})
    start, more = (
        address_in(browser.get(f"/runs/1/lessons/{key}").text) for key in ("start", "more")
    )
    assert [browser.get(one).status_code for one in (start, more)] == [204, 204]

    texts: dict[str, str | bytes | None] = {
        "01-one/01-start.md": lesson("start", "시작", "다른 글"),
        "01-one/01-start.en.md": lesson("start", "Start", "Another text"),
    }
    publish(app, session, tmp_path / "course", texts)

    told = browser.get(start)
    assert told.status_code == 200
    assert f'href="{START}?lang={spoken}"' in told.text
    words = {"ko": "이 강의의 새 버전이 있습니다", "en": "There is a new version of this lesson"}
    assert words[spoken] in told.text
    assert browser.get(more).status_code == 204
    assert browser.get(address_in(browser.get(START).text)).status_code == 204


def test_outsiders_are_told_nothing_and_nonsense_is_no_page(
    studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = address_in(client_of(studied.ben).get(START).text)

    assert client_of(studied.cho).get(address).status_code == 404
    assert anonymous.get(address).location.startswith("/login")
    assert client_of(studied.ben).get(f"{START}/newer?page=x&lang=ko").status_code == 204
