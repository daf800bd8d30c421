"""Logging in with e-mail and password."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.accounts.passwords import hash_password
from tests.lms.people import World


def test_the_right_password_opens_the_account(
    session: Session, world: World, anonymous: FlaskClient
) -> None:
    world.ben.password_hash = hash_password("correct horse")
    session.commit()

    answer = anonymous.post(
        "/login", data={"email": "BEN@test.example", "password": "correct horse"}
    )

    assert answer.status_code == 303
    assert "벤님" in anonymous.get("/account").text


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    world: World, anonymous: FlaskClient
) -> None:
    known = anonymous.post("/login", data={"email": "ben@test.example", "password": "wrong"})
    unknown = anonymous.post("/login", data={"email": "nobody@test.example", "password": "wrong"})

    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("ben@", "nobody@") == unknown.text


def test_an_anonymous_reader_is_led_to_the_log_in_page(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/account")

    assert answer.status_code == 303
    assert answer.location == "/login?next=/account"


def test_a_session_of_an_earlier_epoch_is_over(
    session: Session, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    browser = client_of(world.ben)
    world.ben.session_epoch += 1
    session.commit()

    assert browser.get("/account").status_code == 303
