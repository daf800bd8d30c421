"""A reader runs, changes and stops a lesson's Python, and cannot leave the worker with it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

LOADING_MS = 90_000


@pytest.fixture
def lesson(installation: Installation, page_of: Callable[..., Page]) -> Page:
    page = page_of("trainee", viewport=PHONE)
    page.goto(f"{installation.lms}/runs/1/lessons/python-values")
    return page


def run(page: Page, code: str) -> Locator:
    """Put this code into the first cell, run it, and give its output once it has ended."""
    cell = page.locator(".live").first
    if not page.locator(".live__editor").count():
        cell.get_by_role("button", name="고치기 (1)").click()
    page.locator(".live__editor").fill(code)
    cell.get_by_role("button", name="실행 (1)", exact=True).click()
    ended = cell.get_by_role("button", name="멈추기")
    expect(cell.locator(".live__state")).not_to_have_text("실행 중…", timeout=LOADING_MS)
    expect(ended).to_be_hidden(timeout=LOADING_MS)
    return cell.locator(".live__output")


def test_a_cell_runs_is_changed_stopped_and_reset(lesson: Page) -> None:
    cell, state = lesson.locator(".live").first, lesson.locator(".live__state").first
    asked: list[str] = []
    lesson.on("request", lambda request: asked.append(request.url))
    assert not any("/pyodide/" in address for address in asked)

    cell.get_by_role("button", name="실행 (1)", exact=True).click()
    expect(state).to_have_text("실행했습니다.", timeout=LOADING_MS)

    assert run(lesson, "x = 20\nprint('<b>hi</b>')\nx + 1").text_content() == "<b>hi</b>\n21"
    assert "ZeroDivisionError" in (run(lesson, "x / 0").text_content() or "")
    run(lesson, "import numpy")
    expect(state).to_contain_text("numpy")

    lesson.locator(".live__editor").fill("while True: pass")
    cell.get_by_role("button", name="실행 (1)", exact=True).click()
    expect(state).to_have_text("실행 중…")
    cell.get_by_role("button", name="멈추기").click()
    expect(state).to_contain_text("멈췄습니다.")

    cell.get_by_role("button", name="처음 코드로 (1)").click()
    expect(lesson.locator(".live__editor")).to_have_count(0)


@pytest.mark.parametrize(
    "code",
    [
        "from js import fetch\nawait fetch('/account')",
        "import js\njs.eval('1')",
        "from js import XMLHttpRequest\nr = XMLHttpRequest.new()\nr.open('GET', '/account', False)\nr.send()",
    ],
    ids=["fetch", "eval", "xhr"],
)
def test_code_reaches_neither_the_account_nor_javascript(lesson: Page, code: str) -> None:
    assert "Error" in (run(lesson, code).text_content() or "")


def test_a_cell_reads_a_file_of_the_course(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("trainee", viewport=PHONE)
    page.goto(f"{installation.lms}/runs/1/lessons/python-practice")

    there = run(page, 'len(open("data/orders.csv", encoding="utf-8").readlines()) > 1')
    assert there.text_content() == "True"
    missing = run(page, 'open("data/none.csv")')
    assert "FileNotFoundError" in (missing.text_content() or "")
    run(page, "%matplotlib inline\nplain = 1")
    expect(page.locator(".live__state").first).to_contain_text("%matplotlib inline")
    assert run(page, "plain, sorted(k for k in globals() if k == 're')").text_content() == "(1, [])"
