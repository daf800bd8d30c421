"""The exam page in a real Chromium: nothing a candidate chose is lost, and they can see so."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from lms.accounts.passwords import hash_password
from lms.app import create_app
from lms.clock import system_clock
from lms.db import Base
from lms.exams import services
from lms.exams.models import Answer, Attempt
from lms.settings import Settings
from tests.lms.exams.conftest import BANK, definition
from tests.lms.people import NOW, make_world

pytestmark = pytest.mark.browser

# one machine runs server, browser and every other test
expect.set_options(timeout=20_000)

PASSWORD = "a sitting at Baeum"
SAVED, OFFLINE = "저장됨", "연결 끊김 – 다시 보내는 중"


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
    with made.extensions["sessions"]() as session:
        world = make_world(session)
        world.ben.password_hash = hash_password(PASSWORD)
        services.publish_exams(session, world.course.id, [BANK], [definition()], at=NOW)
        session.commit()
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def machine(address: str, chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A machine of Ben's, logged in."""
    contexts = []

    def new(width: int = 1280) -> BrowserContext:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/login")
        page.get_by_label("이메일").fill("ben@test.example")
        page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
        page.get_by_label("비밀번호", exact=True).press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        page.close()
        return context

    yield new
    for context in contexts:
        context.close()


def start(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/runs/1/exams/mock")
    page.get_by_role("button", name="시험 시작").click()
    page.wait_for_url("**/attempts/1*")
    return page


def show(page: Page, stem: str) -> None:
    """Go to the question with these words in it."""
    number = page.locator(".question", has_text=stem).get_attribute("data-position")
    page.locator(f'.exam-list a[data-go="{number}"]').click()


def choose(page: Page, stem: str, option: str) -> None:
    show(page, stem)
    page.locator(".question:visible .option", has_text=option).click()


def is_chosen(page: Page, stem: str, option: str) -> bool:
    question = page.locator(".question", has_text=stem)
    return question.locator(".option", has_text=option).locator("input").is_checked()


def stored(app: Flask) -> list[object]:
    with app.extensions["sessions"]() as session:
        return [answer.value for answer in session.scalars(select(Answer))]


def state(page: Page, words: str) -> None:
    expect(page.locator("#save-state")).to_have_text(words)


def test_a_choice_is_saved_at_once_and_marked_in_the_list(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = start(machine(), address)

    choose(page, "문항 a-single", "선택 b")

    expect(page.locator("#answered-count")).to_have_text("1 / 4")
    state(page, SAVED)
    expect(page.locator('.exam-list a[data-answered="true"]')).to_have_count(1)
    assert len(stored(app)) == 1


def test_answers_given_without_a_network_are_shown_as_unsent_and_sent_when_it_is_back(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    context = machine()
    page = start(context, address)
    context.set_offline(True)

    choose(page, "문항 a-single", "선택 b")
    choose(page, "문항 b-single", "선택 d")
    state(page, OFFLINE)
    assert stored(app) == []

    context.set_offline(False)
    state(page, SAVED)
    assert len(stored(app)) == 2


def test_answers_survive_a_window_closed_without_a_network(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    context = machine()
    page = start(context, address)
    context.set_offline(True)
    choose(page, "문항 a-single", "선택 b")
    page.close()
    context.set_offline(False)

    later = context.new_page()
    later.goto(f"{address}/attempts/1")
    state(later, SAVED)

    assert is_chosen(later, "문항 a-single", "선택 b")
    expect(later.locator("#answered-count")).to_have_text("1 / 4")
    assert len(stored(app)) == 1


def test_any_exam_page_sends_what_an_earlier_page_could_not(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    context = machine()
    page = start(context, address)
    context.set_offline(True)
    choose(page, "문항 a-single", "선택 b")
    page.close()
    context.set_offline(False)

    overview = context.new_page()
    overview.goto(f"{address}/runs/1/exams/mock")

    expect(overview.locator("#unsent")).to_have_text("보내지 못했던 답을 모두 저장했습니다.")
    assert len(stored(app)) == 1


def test_a_second_machine_and_a_second_tab_go_on_and_the_later_change_counts(
    address: str, machine: Callable[..., BrowserContext]
) -> None:
    first = machine()
    one = start(first, address)
    choose(one, "문항 a-single", "선택 a")
    state(one, SAVED)
    two = machine(width=360).new_page()
    two.goto(f"{address}/attempts/1")
    assert is_chosen(two, "문항 a-single", "선택 a")

    two.locator("#list-details summary").click()
    choose(two, "문항 a-single", "선택 c")
    state(two, SAVED)
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(
        one.locator(".question:visible .option", has_text="선택 c").locator("input")
    ).to_be_checked()


def test_a_number_that_cannot_be_read_is_told_and_counts_as_no_answer(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = start(machine(), address)
    show(page, "문항 b-number")
    field = page.locator(".question:visible input")
    field.fill("12")
    expect(page.locator("#answered-count")).to_have_text("1 / 4")

    field.fill("12x")

    expect(page.locator(".question:visible .question__problem")).to_contain_text(
        "숫자로 읽을 수 없어"
    )
    expect(page.locator("#answered-count")).to_have_text("0 / 4")
    state(page, SAVED)
    assert stored(app) == [None]


def test_flag_review_and_hand_in_by_keyboard_lead_to_the_result(
    address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = start(machine(), address)
    show(page, "문항 a-single")
    page.locator(".question:visible .question__flag").press("Enter")
    page.locator(".question:visible input").first.press("Space")
    page.get_by_role("button", name="검토하고 제출하기").press("Enter")

    expect(page.locator("#review-summary")).to_have_text(
        "답하지 않은 문항이 3개 있습니다. 다시 보기로 표시한 문항이 1개 있습니다."
    )
    page.get_by_role("button", name="제출하고 끝내기").press("Enter")

    page.wait_for_url("**/attempts/1/result")
    expect(page.locator("#filters [data-filter=flagged]")).to_contain_text("1")


def test_the_attempt_ends_by_the_servers_clock(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = start(machine(), address)
    choose(page, "문항 a-single", "선택 b")
    state(page, SAVED)
    with app.extensions["sessions"]() as session:
        attempt = session.scalars(select(Attempt)).one()
        attempt.started_at = system_clock() - timedelta(minutes=40)
        attempt.deadline_at = system_clock() + timedelta(seconds=2)
        session.commit()

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.wait_for_url("**/attempts/1/result")
    expect(page.locator(".score")).to_contain_text("시간이 다 되어 끝남")


def test_the_clock_can_be_hidden_and_stays_so(
    address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = start(machine(), address)

    page.get_by_role("button", name="시간 숨기기").click()
    page.reload()

    expect(page.locator("#time-left")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_exam_page_is_wider_than_its_window(
    address: str, machine: Callable[..., BrowserContext], width: int
) -> None:
    page = start(machine(width=width), address)
    page.goto(f"{address}/attempts/1")
    pages = [page.evaluate("document.documentElement.scrollWidth")]
    page.get_by_role("button", name="검토하고 제출하기").click()
    page.get_by_role("button", name="제출하고 끝내기").click()
    page.wait_for_url("**/result")
    pages.append(page.evaluate("document.documentElement.scrollWidth"))
    page.goto(f"{address}/runs/1/exams/mock")
    pages.append(page.evaluate("document.documentElement.scrollWidth"))

    assert all(found <= width for found in pages)
