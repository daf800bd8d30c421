"""While the switch is on, only administrators and candidates in an exam get through."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.cli import lms
from lms.settings import Settings
from lms.web import maintenance
from lms.web.maintenance import Notice
from tests.lms.exams.conftest import exam
from tests.lms.lessons.conftest import studied
from tests.lms.people import World

__all__ = ["exam", "studied"]
ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    found: Settings = app.extensions["settings"]
    yield found
    maintenance.switch_off(found)


@pytest.mark.parametrize(
    ("language", "words"), [("ko", "잠시 점검하고 있습니다"), ("en", "Down for maintenance")]
)
def test_people_read_why_and_when_to_come_back(
    language: str, words: str, settings: Settings, anonymous: FlaskClient
) -> None:
    maintenance.switch_on(settings, Notice("새 판을 <올립니다>", 1800))
    with anonymous.session_transaction() as cookie:
        cookie["language"] = language

    page = anonymous.get("/")

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "1800"
    assert words in page.text
    assert "새 판을 &lt;올립니다&gt;" in page.text
    machine = anonymous.get("/", headers={"Accept": "application/json"})
    assert (machine.status_code, machine.get_json()["error"]) == (503, "maintenance")


def test_administrators_work_on_and_all_others_wait(
    settings: Settings, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    maintenance.switch_on(settings, Notice())

    seen = {name: client_of(getattr(world, name)).get("/").status_code for name in ("ben", "ann", "eun", "fay")}  # fmt: skip

    assert seen == {"ben": 503, "ann": 503, "eun": 503, "fay": 200}
    assert anonymous.get("/login").status_code == 200
    assert anonymous.get("/healthz").status_code == 200
    with anonymous.get("/static/baeum.css") as sheet:
        assert sheet.status_code == 200
    maintenance.switch_off(settings)
    assert client_of(world.ben).get("/").status_code == 200


def test_an_exam_in_progress_goes_on_and_none_begins(
    settings: Settings, studied: World, exam: object, client_of: ClientOf
) -> None:
    browser = client_of(studied.ben)
    attempt = browser.post("/runs/1/exams/mock/start").location
    maintenance.switch_on(settings, Notice())

    assert browser.get(attempt).status_code == 200
    assert browser.get(f"{attempt}/answers").status_code == 200
    assert browser.post(f"{attempt}/hand-in", json={"last": {}}).status_code != 503
    assert browser.post("/runs/1/exams/mock/start").status_code == 503


def test_a_switch_written_by_hand_closes_with_its_text_as_the_message(settings: Settings) -> None:
    assert maintenance.notice_of(settings) is None

    (settings.data_dir / "maintenance.json").write_text("Back at two.\n")

    assert maintenance.notice_of(settings) == Notice("Back at two.")


def test_the_commands_turn_it_on_and_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAEUM_DATA_DIR", str(settings.data_dir))
    run = CliRunner()

    closed = run.invoke(lms, ["maintenance", "on", "--message", "곧 엽니다", "--minutes", "5"])

    assert closed.exit_code == 0
    assert maintenance.notice_of(settings) == Notice("곧 엽니다", 300)
    assert run.invoke(lms, ["maintenance", "off"]).exit_code == 0
    assert maintenance.notice_of(settings) is None
    assert run.invoke(lms, ["maintenance", "on", "--minutes", "0"]).exit_code == 2
