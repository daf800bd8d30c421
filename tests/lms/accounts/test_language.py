"""The language of pages and mails: chosen, remembered, and the person's own after log-in."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms import mail
from lms.accounts.models import User
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
LogIn = Callable[..., TestResponse]


def spoken(browser: FlaskClient, address: str = "/account") -> str:
    found = re.search(r'<html[^>]* lang="(\w+)"', browser.get(address, follow_redirects=True).text)
    assert found
    return found[1]


def choose(browser: FlaskClient, language: str, **more: str) -> None:
    answer = browser.post("/language", data={"language": language, **more})
    assert answer.status_code == 303


def test_whoever_is_not_logged_in_reads_korean_until_they_choose(anonymous: FlaskClient) -> None:
    before = anonymous.get("/login").text
    choose(anonymous, "en", next="/login")
    after = anonymous.get("/login").text

    assert '<html lang="ko"' in before
    assert "Forgot your password?" not in before
    assert '<html lang="en"' in after
    assert "Forgot your password?" in after
    assert "비밀번호를 잊으셨나요?" not in after


def test_the_switch_names_each_language_in_itself_and_marks_the_present_one(
    anonymous: FlaskClient,
) -> None:
    page = anonymous.get("/login").text

    assert re.search(r'<button[^>]* value="ko" lang="ko" aria-current="true">한국어</button>', page)
    assert re.search(r'<button[^>]* value="en" lang="en">English</button>', page)


def test_a_choice_is_kept_in_the_profile_and_holds_in_every_browser(
    session: Session, world: World, client_of: ClientOf
) -> None:
    choose(client_of(world.ben), "en")

    session.expire_all()
    assert world.ben.locale == "en"
    assert spoken(client_of(world.ben)) == "en"


def test_after_log_in_the_profile_counts_and_stays_after_log_out(
    ben: User, anonymous: FlaskClient, log_in: LogIn
) -> None:
    choose(anonymous, "en")
    log_in(ben.email)
    at_work = spoken(anonymous)
    anonymous.post("/logout")

    assert at_work == "ko"
    assert spoken(anonymous, "/login") == "ko"


def test_the_switch_leads_back_to_the_page_without_the_language_of_a_lesson(
    world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.fay)
    page = browser.get("/operate/people?q=벤&lang=en").text
    found = re.search(r'name="next" value="([^"]+)"', page)
    assert found

    answer = browser.post("/language", data={"language": "en", "next": found[1]})

    assert answer.location == "/operate/people?q=%EB%B2%A4"


def test_a_page_that_only_takes_forms_leads_home(anonymous: FlaskClient) -> None:
    page = anonymous.post("/language", data={"language": "ja"}).text

    assert 'name="next" value="/"' in page


@pytest.mark.parametrize("wanted", ["", "ja", "../en"])
def test_an_unknown_language_is_refused(anonymous: FlaskClient, wanted: str) -> None:
    assert anonymous.post("/language", data={"language": wanted}).status_code == 422


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_switch_leads_nowhere_else(anonymous: FlaskClient, target: str) -> None:
    answer = anonymous.post("/language", data={"language": "en", "next": target})

    assert answer.location == "/"


def test_what_is_said_after_saving_is_in_the_language_just_chosen(
    world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.ben)

    form = {"name": "벤", "locale": "en", "time_zone": "Asia/Seoul"}
    page = browser.post("/account", data=form, follow_redirects=True).text

    assert "Saved." in page


def test_mails_speak_the_language_of_the_person_they_go_to(
    session: Session, ben: User, anonymous: FlaskClient, mails: Callable[[], list[mail.Mail]]
) -> None:
    person = session.get(User, ben.id)
    assert person
    person.locale = "en"
    session.commit()

    anonymous.post("/password/forgot", data={"email": ben.email})
    (sent,) = mails()

    assert sent.subject == "Reset your Baeum password"
    assert sent.text.startswith("Hello ")
    assert not re.search("[가-힣]", sent.text.replace(ben.name, ""))


def test_an_error_page_speaks_the_readers_language(anonymous: FlaskClient) -> None:
    choose(anonymous, "en")

    page = anonymous.get("/no/such/page").text

    assert "Nothing here" in page
    assert "Reference number" in page
