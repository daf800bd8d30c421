"""A program as an answer, in a real Chromium: written by keyboard, handed in, run, and marked."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from assessments.model import Bank, Demand, Exam
from lms.accounts.passwords import hash_password
from lms.app import create_app
from lms.db import Base
from lms.exams import services
from lms.exams.programs import with_releases
from lms.settings import Settings
from tests.assessments.samples import bank_of, exam_of
from tests.browser import test_exam_page as sitting
from tests.browser.look import AXE, RUN_AXE, TAGS
from tests.lms.exams.test_types import typed
from tests.lms.people import NOW, make_world

pytestmark = pytest.mark.browser

address, machine = sitting.address, sitting.machine


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    env = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(tmp_path),
        "BAEUM_QUEUE_URL": "memory://",
        "BAEUM_PUBLIC_URL": "http://localhost",
    }
    made = create_app(Settings.from_env(env))
    Base.metadata.create_all(made.extensions["engine"])
    banks: list[Bank] = []
    exams: list[Exam] = []
    with made.extensions["sessions"]() as session:
        world = make_world(session)
        world.ben.password_hash = hash_password(sitting.PASSWORD)
        for name, exam in (("code", "mock"), ("notebook", "task")):
            bank = replace(bank_of([typed(name)]), id=name)
            banks.append(bank)
            exams.append(replace(exam_of(Demand("a", 1)), id=exam, bank=name))
        released = with_releases(banks)
        services.publish_exams(session, world.course.id, released, exams, at=NOW)
        session.commit()
    yield made
    made.extensions["engine"].dispose()


def looks_well(page: Page, width: int) -> None:
    """No faults for axe, and nothing wider than the screen."""
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE, TAGS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_a_program_is_written_by_keyboard_handed_in_and_marked_by_its_tests(
    app: Flask, address: str, machine: Callable[..., BrowserContext], width: int
) -> None:
    page = sitting.start(machine(width=width), address)
    field = page.get_by_label("답 (파이썬 코드)")
    expect(field).to_have_value("def double(n):\n    pass\n")
    expect(page.locator("#answered-count")).to_have_text("0 / 1")
    looks_well(page, width)

    field.press("Control+a")
    page.keyboard.type("def double(n):\n")
    page.keyboard.press("Tab")
    page.keyboard.type("return 2 * n")
    expect(field).to_have_value("def double(n):\n    return 2 * n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    sitting.state(page, sitting.SAVED)
    page.reload()
    expect(field).to_have_value("def double(n):\n    return 2 * n")
    expect(page.locator("#answered-count")).to_have_text("1 / 1")

    page.get_by_role("button", name="검토하고 제출하기").click()
    page.get_by_role("button", name="제출하고 끝내기").click()
    page.wait_for_url("**/attempts/1/result")
    expect(page.get_by_text("테스트로 채점하고 있습니다")).to_be_visible()
    looks_well(page, width)
    app.extensions["queue"].run_waiting()
    page.get_by_role("link", name="새로 고치기").click()
    expect(page.locator(".score__percent")).to_have_text("100%")
    expect(page.locator(".explained__option--key")).to_have_count(2)
    looks_well(page, width)


def test_what_is_cleared_is_as_it_was_at_first_and_counts_as_no_answer(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = sitting.start(machine(), address)
    field = page.get_by_label("답 (파이썬 코드)")
    field.fill("x = 1")
    sitting.state(page, sitting.SAVED)
    page.get_by_role("button", name="답 지우기").click()

    expect(field).to_have_value("def double(n):\n    pass\n")
    expect(page.locator("#answered-count")).to_have_text("0 / 1")
    sitting.state(page, sitting.SAVED)
    assert json.dumps(sitting.stored(app)) == "[null]"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_notebook_is_loaded_down_filled_in_sent_up_and_marked(
    app: Flask,
    address: str,
    machine: Callable[..., BrowserContext],
    tmp_path: Path,
    width: int,
) -> None:
    page = machine(width=width).new_page()
    page.goto(f"{address}/runs/1/exams/task")
    page.get_by_role("button", name="시험 시작").click()
    page.wait_for_url("**/attempts/1*")
    with page.expect_download() as loading:
        page.get_by_role("link", name="노트북 내려받기").click()
    book = json.loads(Path(loading.value.path()).read_text())
    book["cells"][0]["source"] = "secret = 4096"
    mine = tmp_path / "mine.ipynb"
    mine.write_text(json.dumps(book))
    (tmp_path / "wrong.ipynb").write_text("no notebook")

    field = page.get_by_label("채운 노트북 (.ipynb)")
    field.set_input_files(tmp_path / "wrong.ipynb")
    expect(page.locator("[data-receipt]")).to_contain_text("읽을 수 없습니다")
    expect(page.locator("#answered-count")).to_have_text("0 / 1")
    looks_well(page, width)
    field.set_input_files(mine)
    expect(page.locator("[data-receipt]")).to_contain_text("접수 번호")
    expect(page.locator("#answered-count")).to_have_text("1 / 1")
    sitting.state(page, sitting.SAVED)
    page.reload()
    expect(page.locator("[data-receipt]")).to_contain_text("접수 번호")
    looks_well(page, width)

    page.get_by_role("button", name="검토하고 제출하기").click()
    page.get_by_role("button", name="제출하고 끝내기").click()
    page.wait_for_url("**/attempts/1/result")
    app.extensions["queue"].run_waiting()
    page.get_by_role("link", name="새로 고치기").click()
    expect(page.locator(".score__percent")).to_have_text("100%")
    looks_well(page, width)
