"""Dates, names and whole pages in both languages."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.enrollments.queries import trainees_of
from lms.web.locale import by_name, day, in_language, moment, points
from tests.lms.people import NOW, World
from tests.translations import key, sentences

ClientOf = Callable[[User], FlaskClient]
AT = datetime(2026, 7, 9, 5, 30, tzinfo=UTC)
OURS = frozenset(key(message)[1] for message in sentences() if message.id)


@pytest.mark.parametrize(
    ("language", "when", "on"),
    [
        ("ko", "2026.07.09.(목) 14:30", "2026년 7월 9일"),
        ("en", "Thu, Jul 9, 2026, 14:30", "July 9, 2026"),
    ],
)
def test_dates_are_written_as_readers_write_them(
    app: Flask, language: str, when: str, on: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert (moment(AT), day(date(2026, 7, 9))) == (when, on)
        assert (moment(None), day(None)) == ("", "")


def test_a_text_comes_in_the_readers_language_or_in_the_one_it_has(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert in_language({"ko": "자료", "en": "Data"}) == "Data"
        assert in_language({"ko": "자료"}) == "자료"
        assert in_language("자료") == "자료"


def test_points_lose_only_zeros_that_say_nothing() -> None:
    assert [points(Decimal(text)) for text in ("10", "7.50", "0.00")] == ["10", "7.5", "0"]
    assert points(None) == "–"


def test_names_stand_in_the_order_of_a_korean_register() -> None:
    mixed = ["Zoe", "이서준", "까치", "ben", "3반", "김하늘", "Ann", "나라", "강민주"]

    ordered = ["3반", "강민주", "김하늘", "까치", "나라", "이서준", "Ann", "ben", "Zoe"]
    assert sorted(mixed, key=by_name) == ordered


def test_the_trainees_of_a_cohort_stand_in_that_order_on_every_database(
    session: Session, world: World
) -> None:
    for person, name in ((world.ann, "zoe"), (world.dan, "Bob"), (world.eun, "가람")):
        person.name = name
        enrollments.enroll(session, person, world.cohort, at=NOW)

    assert [each.name for each in trainees_of(session, world.cohort)] == [
        "가람",
        "벤",
        "Bob",
        "zoe",
    ]


def test_no_page_in_english_has_a_sentence_of_ours_left_in_korean(
    app: Flask, session: Session, world: World, client_of: ClientOf
) -> None:
    ids = {"run_id": world.run.id, "cohort_id": world.cohort.id, "user_id": world.ben.id}
    seen: dict[str, set[str]] = {}
    for person in (world.ann, world.ben, world.eun, world.fay):
        person.locale = "en"
        session.commit()
        browser = client_of(person)
        for address in _pages(app, ids):
            answer = browser.get(address)
            if answer.mimetype == "text/html" and answer.status_code != 303:
                seen.setdefault(address, set()).update(_texts(answer.text) & OURS)

    assert len(seen) > 15
    assert {address: left for address, left in seen.items() if left} == {}


def _pages(app: Flask, ids: dict[str, int]) -> list[str]:
    rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {name: ids[name] for name in rule.arguments})
        for rule in rules
        if rule.arguments <= ids.keys() and rule.endpoint != "static"
    ]


def _texts(page: str) -> set[str]:
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    attributes = re.findall(r'="([^"]*)"', body)
    return {html.unescape(text).strip() for text in [*re.split(r"<[^>]*>", body), *attributes]}
