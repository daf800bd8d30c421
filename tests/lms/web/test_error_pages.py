"""Whatever goes wrong, a person gets a page with a way on and a number that the log knows."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.errors import Forbidden, Invalid, NotFound, TooLarge, TooManyRequests, Unavailable

ERRORS = {
    403: Forbidden(),
    404: NotFound(),
    413: TooLarge(),
    422: Invalid(),
    429: TooManyRequests(),
    500: RuntimeError("a fault of ours"),
    503: Unavailable(),
}
REFERENCE = re.compile(r"<code>([0-9a-f]{10})</code>")
HANGUL = re.compile(r"[가-힣]")


@pytest.fixture
def forgetful(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """An application whose page for forgotten passwords raises what is put in here."""
    asked: dict[str, Exception] = {}

    def fail() -> None:
        raise asked["error"]

    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.view_functions, "passwords.ask_for_reset", fail)
    return asked


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("status", [*ERRORS, 405])
def test_an_error_page_leads_on_and_its_number_stands_in_the_log(
    status: int,
    language: str,
    forgetful: dict[str, Exception],
    anonymous: FlaskClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    forgetful["error"] = ERRORS.get(status, NotFound())
    with anonymous.session_transaction() as cookie:
        cookie["language"] = language

    page = anonymous.delete("/login") if status == 405 else anonymous.get("/password/forgot")

    assert page.status_code == status
    assert f'<html lang="{language}"' in page.text
    assert '<a class="button" href="/">' in page.text
    found = REFERENCE.search(page.text)
    assert found
    assert found[1] in caplog.text
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    assert bool(HANGUL.search(main)) == (language == "ko")
