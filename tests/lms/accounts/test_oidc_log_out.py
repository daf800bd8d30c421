"""Clients can ask to log a person out, and to be told when that is done."""

from urllib.parse import urlencode

import pytest

from tests.lms.accounts.conftest import HubClient

HUB = "http://127.0.0.1:8001"


def _is_logged_in(hub: HubClient) -> bool:
    return hub.browser.get("/account").status_code == 200


def test_logging_out_here_goes_on_to_the_hub_if_the_browser_was_let_in(hub: HubClient) -> None:
    hub.tokens()

    assert hub.browser.post("/logout").location == f"{HUB}/hub/logout"
    assert hub.browser.get("/oauth/logout").location == "/login"


def test_logging_out_stays_here_without_a_visit_to_the_hub(hub: HubClient) -> None:
    assert hub.browser.post("/logout").location == "/login"


def test_logging_out_does_not_strand_people_at_a_hub_that_is_down(hub: HubClient) -> None:
    hub.tokens()
    hub.running = None

    assert hub.browser.post("/logout").location == "/login"


def test_with_an_id_token_of_this_person_the_session_ends_at_once(hub: HubClient) -> None:
    asked = {
        "id_token_hint": hub.tokens()["id_token"],
        "post_logout_redirect_uri": f"{HUB}/hub/login",
        "state": "s",
    }
    answer = hub.browser.get(f"/oauth/logout?{urlencode(asked)}")

    assert answer.location == f"{HUB}/hub/login?state=s"
    assert not _is_logged_in(hub)


def test_without_proof_the_person_is_asked_first(hub: HubClient) -> None:
    asked = {"client_id": "jupyterhub", "post_logout_redirect_uri": f"{HUB}/"}
    page = hub.browser.get(f"/oauth/logout?{urlencode(asked)}")

    assert page.status_code == 200
    assert "로그아웃할까요?" in page.text
    assert _is_logged_in(hub)
    assert hub.browser.post("/oauth/logout", data=asked).location == f"{HUB}/"
    assert not _is_logged_in(hub)


@pytest.mark.parametrize(
    "address", ["https://evil.example/", f"{HUB}.evil.example/", "//evil.example", f"{HUB}/other"]
)
def test_only_known_addresses_are_led_to(hub: HubClient, address: str) -> None:
    asked = {"client_id": "jupyterhub", "post_logout_redirect_uri": address}

    assert hub.browser.post("/oauth/logout", data=asked).location == "/login"
    assert hub.browser.get(f"/oauth/logout?{urlencode(asked)}").location == "/login"


def test_a_forged_id_token_is_refused(hub: HubClient) -> None:
    head, body, _ = hub.tokens()["id_token"].split(".")
    answer = hub.browser.get(f"/oauth/logout?id_token_hint={head}.{body}.AAAA")

    assert answer.status_code == 400
    assert _is_logged_in(hub)
