"""The Hub logs people in with their account here."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.accounts.oidc_clients import Client
from lms.accounts.oidc_models import OAuthGrant, OAuthToken
from tests.lms.accounts.conftest import CALLBACK, HubClient
from tests.lms.conftest import FakeClock

pytestmark = pytest.mark.every_database


def test_a_person_who_is_logged_in_gets_to_the_hub_without_a_question(
    hub: HubClient, ben: User
) -> None:
    answer = hub.authorize()

    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.location).query)
    assert answer.location.startswith(f"{CALLBACK}?")
    assert query["state"] == ["s t+&="]
    tokens = hub.exchange(query["code"][0])
    assert tokens.headers["Cache-Control"] == "no-store"
    assert hub.userinfo(tokens.json["access_token"]).json == {
        "sub": ben.hub_name,
        "preferred_username": ben.hub_name,
        "name": "벤",
        "locale": "ko",
        "groups": [f"trainee-cohort-{ben.role_grants[0].scope_id}"],
        "email": "ben@test.example",
    }


def test_someone_not_logged_in_logs_in_and_comes_back(
    hub: HubClient, app: Flask, ben: User
) -> None:
    hub.browser = app.test_client()
    first = hub.authorize(prompt="login")

    assert first.status_code == 303
    assert first.location.startswith("/login?next=/oauth/authorize")
    back = hub.browser.post(
        first.location, data={"email": ben.email, "password": "correct horse 7"}
    )
    assert back.location.startswith("/oauth/authorize?")
    assert hub.browser.get(back.location).location.startswith(f"{CALLBACK}?code=")


def test_the_id_token_is_signed_and_says_who_for_whom_and_when(
    hub: HubClient, ben: User, clock: FakeClock, anonymous: FlaskClient
) -> None:
    tokens = hub.exchange(hub.code(nonce="n-1")).json
    keys = anonymous.get("/oauth/jwks.json").json
    token = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=["RS256"])

    assert token.header["kid"] == keys["keys"][0]["kid"]
    assert "d" not in keys["keys"][0]
    now = int(clock.at.timestamp())
    expected = {
        "iss": "http://localhost",
        "aud": "jupyterhub",
        "sub": ben.hub_name,
        "nonce": "n-1",
        "iat": now,
        "exp": now + 3600,
        "auth_time": now,
    }
    assert {name: token.claims[name] for name in expected} == expected
    assert token.claims["at_hash"]


def test_discovery_names_the_addresses_under_the_issuer(anonymous: FlaskClient) -> None:
    found = anonymous.get("/.well-known/openid-configuration").json

    assert found["issuer"] == "http://localhost"
    assert found["code_challenge_methods_supported"] == ["S256"]
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert anonymous.options(found[name]).status_code == 200


def test_scopes_limit_what_the_hub_learns(hub: HubClient, ben: User) -> None:
    tokens = hub.exchange(hub.code(scope="openid")).json

    assert hub.userinfo(tokens["access_token"]).json == {"sub": ben.hub_name}


def test_the_secret_may_come_in_the_form(hub: HubClient) -> None:
    assert hub.exchange(hub.code(), basic=False).status_code == 200


@pytest.mark.parametrize("basic", [True, False])
def test_a_wrong_secret_is_refused(hub: HubClient, basic: bool) -> None:
    code, right = hub.code(), hub.secret
    hub.secret = "wrong"
    answer = hub.exchange(code, basic=basic)

    assert answer.status_code == 401
    assert answer.json["error"] == "invalid_client"
    hub.secret = right
    assert hub.exchange(code).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
    ],
)
def test_a_request_without_a_proper_challenge_is_refused(
    hub: HubClient, changes: dict[str, str | None]
) -> None:
    answer = hub.authorize(**changes)

    query = parse_qs(urlsplit(answer.location).query)
    assert answer.location.startswith(f"{CALLBACK}?")
    assert query["error"] == ["invalid_request"]
    assert query["state"] == ["s t+&="]
    assert "code" not in query


@pytest.mark.parametrize("verifier", [None, "x" * 54, "short"])
def test_a_wrong_verifier_gets_no_tokens(hub: HubClient, verifier: str | None) -> None:
    answer = hub.exchange(hub.code(), code_verifier=verifier)

    assert answer.status_code == 400
    assert answer.json["error"] in {"invalid_grant", "invalid_request"}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/hub/oauth_callback",
        f"{CALLBACK}/",
        f"{CALLBACK}?next=x",
        "http://127.0.0.1:8001@evil.example/hub/oauth_callback",
        "http://127.0.0.1:8001.evil.example/hub/oauth_callback",
        "http://127.0.0.1:8001/hub/oauth_callback#x",
        "http://localhost:8001/hub/oauth_callback",
        "javascript:alert(1)",
        '주소"',
        None,
    ],
)
def test_no_other_address_is_ever_answered(hub: HubClient, address: str | None) -> None:
    answer = hub.authorize(redirect_uri=address)

    assert answer.status_code == 400
    assert answer.location is None


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "other"},
        {"client_id": None},
        {"response_type": "여기", "redirect_uri": CALLBACK},
    ],
)
def test_an_unknown_client_or_odd_request_is_told_to_the_person_only(
    hub: HubClient, changes: dict[str, str | None]
) -> None:
    answer = hub.authorize(**changes)

    assert answer.status_code == 400
    assert answer.location is None


def test_tokens_are_not_given_out_by_the_browser(hub: HubClient) -> None:
    answer = hub.authorize(response_type="token")

    assert "error=unsupported_response_type" in answer.location
    assert "access_token" not in answer.location


def test_a_code_used_twice_ends_what_it_began(hub: HubClient, session: Session) -> None:
    code = hub.code()
    tokens = hub.exchange(code).json
    again = hub.exchange(code)

    assert again.status_code == 400
    assert again.json["error"] == "invalid_grant"
    assert hub.userinfo(tokens["access_token"]).status_code == 401
    assert hub.refresh(tokens["refresh_token"]).status_code == 400


def test_a_code_is_over_after_a_minute(hub: HubClient, clock: FakeClock) -> None:
    code = hub.code()
    clock.forward(seconds=60)

    assert hub.exchange(code).json["error"] == "invalid_grant"


def test_a_code_fits_only_the_address_it_was_sent_to(hub: HubClient) -> None:
    assert hub.exchange(hub.code(), redirect_uri="http://localhost/").status_code == 400


def test_codes_and_tokens_of_another_client_are_refused(hub: HubClient, app: Flask) -> None:
    provider = app.extensions["oidc"]
    known = provider.clients
    provider.clients = known | {"other": Client("other", "s2", "http://other.example/cb", ())}
    code, tokens = hub.code(), hub.tokens()
    try:
        for data in (
            {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK},
            {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
        ):
            answer = hub.machine.post("/oauth/token", data=data, auth=("other", "s2"))
            assert answer.json["error"] == "invalid_grant"
    finally:
        provider.clients = known
    assert hub.refresh(tokens["refresh_token"]).status_code == 200


def test_codes_and_tokens_are_kept_as_digests_only(hub: HubClient, session: Session) -> None:
    code = hub.code()
    tokens = hub.exchange(code).json
    kept = [
        value
        for table in (OAuthGrant, OAuthToken)
        for row in session.execute(select(*table.__table__.columns))
        for value in row
    ]

    assert not {code, tokens["access_token"], tokens["refresh_token"]} & {
        str(value) for value in kept
    }


def test_a_refresh_gives_a_new_pair_and_ends_the_old_one(hub: HubClient, clock: FakeClock) -> None:
    first = hub.tokens()
    clock.forward(hours=1)
    assert hub.userinfo(first["access_token"]).status_code == 401
    second = hub.refresh(first["refresh_token"]).json

    assert second["refresh_token"] != first["refresh_token"]
    assert hub.userinfo(second["access_token"]).status_code == 200
    assert second["id_token"]


def test_a_refresh_token_may_come_again_at_once_but_later_it_was_stolen(
    hub: HubClient, clock: FakeClock
) -> None:
    first = hub.tokens()
    second = hub.refresh(first["refresh_token"]).json
    clock.forward(seconds=30)
    assert hub.refresh(first["refresh_token"]).status_code == 200
    clock.forward(minutes=2)

    assert hub.refresh(first["refresh_token"]).status_code == 400
    assert hub.refresh(second["refresh_token"]).status_code == 400


@pytest.mark.parametrize("change", ["is_enabled", "session_epoch"])
def test_a_disabled_account_or_a_new_password_ends_everything(
    hub: HubClient, ben: User, session: Session, change: str
) -> None:
    tokens, code = hub.tokens(), hub.code()
    setattr(ben, change, getattr(ben, change) + 1 if change == "session_epoch" else False)
    session.commit()

    assert hub.userinfo(tokens["access_token"]).status_code == 401
    assert hub.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert hub.exchange(code).json["error"] == "invalid_grant"


def test_logging_out_here_ends_the_hubs_tokens_of_this_browser(hub: HubClient) -> None:
    tokens = hub.tokens()
    hub.browser.post("/logout")

    assert hub.refresh(tokens["refresh_token"]).status_code == 400


def test_userinfo_answers_programs_in_json_whatever_they_accept(hub: HubClient) -> None:
    answer = hub.userinfo("wrong")

    assert answer.status_code == 401
    assert answer.json["error"] == "not_logged_in"
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_prompt_none_tells_the_client_that_nobody_is_logged_in(hub: HubClient, app: Flask) -> None:
    hub.browser = app.test_client()

    assert "error=login_required" in hub.authorize(prompt="none").location


def test_max_age_asks_for_the_password_again(hub: HubClient, clock: FakeClock) -> None:
    clock.forward(minutes=10)

    assert hub.authorize(max_age="3600").location.startswith(CALLBACK)
    again = hub.authorize(max_age="60")
    assert again.location.startswith("/login?")
    assert hub.browser.get(again.location).status_code == 200
