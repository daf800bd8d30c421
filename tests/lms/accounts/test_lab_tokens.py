"""The Hub asks for a token for each lab it starts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.credentials import LabToken
from lms.accounts.queries import user_of_lab_token
from lms.errors import NotLoggedIn
from tests.lms.conftest import FakeClock
from tests.lms.people import World

URL = "/api/hub/v1/lab-tokens"


@pytest.fixture
def hub(app: Flask) -> dict[str, str]:
    token = app.extensions["settings"].secret("hub_service_token")
    return {"Authorization": f"Bearer {token}"}


def test_the_hub_gets_a_token_that_names_the_person(
    app: Flask, world: World, anonymous: FlaskClient, hub: dict[str, str], session: Session
) -> None:
    answer = anonymous.post(URL, json={"username": world.ben.hub_name}, headers=hub)

    assert answer.status_code == 200
    assert answer.json["expires_at"] == "2026-03-03T09:00:00+00:00"
    with app.app_context():
        assert user_of_lab_token(answer.json["token"]).id == world.ben.id
    assert answer.json["token"] not in session.scalars(select(LabToken.digest)).all()


def test_earlier_tokens_stay_valid_until_they_expire(
    app: Flask, world: World, anonymous: FlaskClient, hub: dict[str, str], clock: FakeClock
) -> None:
    ask = {"username": world.ben.hub_name}
    first = anonymous.post(URL, json=ask, headers=hub).json["token"]
    clock.forward(hours=23)
    second = anonymous.post(URL, json=ask, headers=hub).json["token"]
    with app.app_context():
        assert user_of_lab_token(first).id == user_of_lab_token(second).id
        clock.forward(hours=1)
        assert user_of_lab_token(second).id == world.ben.id
        with pytest.raises(NotLoggedIn):
            user_of_lab_token(first)


def test_the_token_of_a_disabled_account_counts_for_nothing(
    app: Flask, world: World, anonymous: FlaskClient, hub: dict[str, str], session: Session
) -> None:
    token = anonymous.post(URL, json={"username": world.ben.hub_name}, headers=hub).json["token"]
    world.ben.is_enabled = False
    session.commit()

    with app.app_context(), pytest.raises(NotLoggedIn):
        user_of_lab_token(token)
    refused = anonymous.post(URL, json={"username": world.ben.hub_name}, headers=hub)
    assert refused.status_code == 404


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer 한글"}]
)
def test_only_the_hub_may_ask(world: World, anonymous: FlaskClient, header: dict[str, str]) -> None:
    answer = anonymous.post(URL, json={"username": world.ben.hub_name}, headers=header)

    assert answer.status_code == 401
    assert answer.json["error"] == "not_logged_in"


@pytest.mark.parametrize("name", ["u999", "ben", "u", "u01", "u²", "u99999999999999999999"])
def test_an_unknown_name_is_not_found(
    world: World, anonymous: FlaskClient, hub: dict[str, str], name: str
) -> None:
    assert anonymous.post(URL, json={"username": name}, headers=hub).status_code == 404


@pytest.mark.parametrize("body", [None, [], {}, {"username": 7}])
def test_a_request_without_a_name_is_refused(
    anonymous: FlaskClient, hub: dict[str, str], body: object
) -> None:
    assert anonymous.post(URL, json=body, headers=hub).status_code == 422
