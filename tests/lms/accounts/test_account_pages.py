"""Profile and appearance: what a person says about themselves, and how pages look to them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import TextSize, Theme, User
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
PAGES = ("/account", "/account/appearance", "/account/password", "/account/sessions")
GOOD = {"name": "김벤", "english_name": "Ben Kim", "locale": "ko", "time_zone": "Europe/Berlin"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_account_marks_itself_and_refuses_strangers(
    world: World, client_of: ClientOf, anonymous: FlaskClient, page: str
) -> None:
    text = client_of(world.ben).get(page).text

    assert f'href="{page}" aria-current="page"' in text
    assert all(f'href="{other}"' in text for other in PAGES)
    assert anonymous.get(page).location == f"/login?next={page}"


def test_a_profile_is_saved_and_times_are_shown_in_the_persons_zone(
    world: World, client_of: ClientOf, session: Session
) -> None:
    browser = client_of(world.ben)
    assert "2026.03.02.(월) 18:00" in browser.get("/account/sessions").text
    assert browser.post("/account", data=GOOD).status_code == 303

    session.expire_all()
    assert (world.ben.name, world.ben.english_name) == ("김벤", "Ben Kim")
    assert "2026.03.02.(월) 10:00" in browser.get("/account/sessions").text


@pytest.mark.parametrize(
    "bad",
    [
        {"name": " "},
        {"name": "가" * 101},
        {"english_name": "벤"},
        {"english_name": "x" * 101},
        {"locale": "xx"},
        {"time_zone": "Mars/Phobos"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": ""},
    ],
)
def test_a_bad_profile_is_refused_beside_its_field_and_keeps_what_was_typed(
    world: World, client_of: ClientOf, session: Session, bad: dict[str, str]
) -> None:
    answer = client_of(world.ben).post("/account", data=GOOD | {"english_name": "Typed"} | bad)

    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert "english_name" in bad or 'value="Typed"' in answer.text
    session.expire_all()
    assert (world.ben.name, world.ben.time_zone) == ("벤", "Asia/Seoul")


def test_seoul_is_the_first_time_zone(world: World, client_of: ClientOf) -> None:
    page = client_of(world.ben).get("/account").text

    assert page.index('value="Asia/Seoul"') < page.index('value="Africa/Abidjan"')


def test_appearance_is_on_every_page_of_this_person_alone(
    world: World, client_of: ClientOf, session: Session, anonymous: FlaskClient
) -> None:
    browser = client_of(world.ben)
    assert "data-theme" not in browser.get("/account").text
    chosen = {"theme": "contrast", "text_size": "larger"}
    assert browser.post("/account/appearance", data=chosen).status_code == 303

    session.expire_all()
    assert (world.ben.theme, world.ben.text_size) == (Theme.CONTRAST, TextSize.LARGER)
    for page in ("/account", "/account/appearance", "/"):
        assert 'data-theme="contrast" data-text-size="larger"' in browser.get(page).text
    for other in (client_of(world.cho), anonymous):
        assert "data-theme=" not in other.get("/login", follow_redirects=True).text


@pytest.mark.parametrize(
    "bad", [{"theme": "pink"}, {"text_size": "huge"}, {"theme": ""}, {"text_size": '"><script>'}]
)
def test_an_unknown_appearance_is_refused(
    world: World, client_of: ClientOf, session: Session, bad: dict[str, str]
) -> None:
    good = {"theme": "dark", "text_size": "large"}
    answer = client_of(world.ben).post("/account/appearance", data=good | bad)

    assert answer.status_code == 422
    assert "field__error" in answer.text
    session.expire_all()
    assert world.ben.theme is Theme.AUTO
