"""What the Hub does when the LMS refuses or is away."""

import asyncio
from typing import Any

import pytest
from jupyterhub.spawner import SpawnException

from hub_config.lab_tokens import lab_token
from hub_config.login import LmsAuthenticator
from tests.hub_config.stand_in import SERVICE_TOKEN, StandIn

NOBODY_THERE = "http://127.0.0.1:9"


def ask_for_token(url: str, secret: str = SERVICE_TOKEN) -> str:
    return asyncio.run(lab_token(url, secret, "u7"))


def test_a_lab_gets_its_owners_token(lms: StandIn) -> None:
    assert lms.tokens[ask_for_token(lms.url)] == "u7"


def test_no_lab_opens_while_the_lms_is_away(lms: StandIn) -> None:
    lms.is_away = True

    for url in (lms.url, NOBODY_THERE):
        with pytest.raises(SpawnException) as refused:
            ask_for_token(url)
        assert "응답하지 않아" in refused.value.message
        assert refused.value.status_code == 503


def test_no_lab_opens_for_somebody_the_lms_refuses(lms: StandIn) -> None:
    with pytest.raises(SpawnException) as refused:
        ask_for_token(lms.url, "wrong")

    assert "운영자" in refused.value.message
    assert refused.value.status_code == 403


class Known:
    """Somebody who logged in earlier with this token."""

    name = "u7"

    def __init__(self, token: str) -> None:
        self.token = token

    async def get_auth_state(self) -> dict[str, Any]:
        return {"token_response": {"access_token": self.token, "token_type": "Bearer"}}


def refresh(url: str, token: str) -> Any:
    async def ask() -> Any:
        authenticator = LmsAuthenticator(
            enable_auth_state=True,
            allow_all=True,
            username_claim="preferred_username",
            userdata_url=f"{url}/oauth/userinfo",
            token_url=f"{url}/oauth/token",
            authorize_url=f"{url}/oauth/authorize",
        )
        return await authenticator.refresh_user(Known(token))

    return asyncio.run(ask())


def test_somebody_whose_token_still_holds_stays(lms: StandIn) -> None:
    assert refresh(lms.url, lms.token_of("u7"))["name"] == "u7"


def test_somebody_stays_while_the_lms_is_away(lms: StandIn) -> None:
    assert refresh(NOBODY_THERE, "token") is True
    lms.is_away = True
    assert refresh(lms.url, "token") is True


def test_somebody_whose_token_was_withdrawn_must_log_in_again(lms: StandIn) -> None:
    assert refresh(lms.url, "withdrawn") is False
