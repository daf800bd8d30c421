"""A course on the device: taken along, read and answered without the line, sent when it is back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import PHONE
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

LESSON = "/runs/1/lessons/ai-around-us"
QUEUE = "#queue li"


@pytest.fixture
def taken(installation: Installation, page_of: Callable[..., Page]) -> Page:
    """The page of a trainee who has taken the course along."""
    page = page_of("trainee2", viewport=PHONE)
    page.goto(f"{installation.lms}/runs/1/offline")
    page.get_by_role("button", name="이 기기에 받기").click()
    expect(page.locator("[data-state]")).to_contain_text("받았습니다", timeout=60_000)
    return page


def test_the_size_is_told_before_anything_is_loaded(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("trainee2", viewport=PHONE)
    page.goto(f"{installation.lms}/runs/1/offline")

    assert page.evaluate("caches.keys()") == []
    expect(page.locator(".facts dd").last).to_have_text(re.compile(r"[0-9.]+ [kM]B"))


def test_a_course_is_read_and_answered_offline_and_arrives_once(
    installation: Installation, taken: Page
) -> None:
    taken.context.set_offline(True)
    taken.goto(f"{installation.lms}/runs/1")
    expect(taken.locator(".offline-note")).to_contain_text("받아 둔 사본")
    taken.goto(installation.lms + LESSON)
    form = taken.locator("form.quiz__form").first
    address = form.get_attribute("action")
    form.locator("input[name=answer]").first.check()
    form.locator("button").click()
    expect(taken.locator(".question__problem.is-kept").first).to_contain_text("보관했습니다")
    expect(form.get_by_role("button")).to_have_count(0)
    taken.goto(installation.lms + LESSON)
    expect(form.locator("input[name=answer]").first).to_be_checked()
    expect(form.locator("input[name=answer]").first).to_be_disabled()
    expect(form.get_by_role("button")).to_have_count(0)
    taken.locator(".lesson-done button").click()
    expect(taken).to_have_url(re.compile(r"/runs/1/lessons/(?!ai-around-us)"))
    expect(taken.locator("#offline-bar")).to_contain_text("보낼 것 2개")

    other = taken.context.new_page()
    taken.close()
    other.goto(f"{installation.lms}/offline")
    expect(other.locator(QUEUE)).to_have_count(2)
    taken_again = other
    taken_again.context.set_offline(False)
    taken_again.goto(installation.lms + LESSON)
    expect(taken_again.locator("#offline-bar")).to_have_count(0)
    taken_again.goto(installation.lms + LESSON)

    expect(taken_again.locator(".quiz__result").first).to_be_visible()
    expect(taken_again.locator(".lesson-done__mark")).to_be_visible()
    again = f"form[action='{address}'], a[data-again][href^='{address}']"
    assert taken_again.locator(again).count() == 1
    expect(taken_again.locator(".quiz__question").first).not_to_contain_text("시도")


def test_a_page_that_was_not_taken_says_so_and_leads_back(
    installation: Installation, taken: Page
) -> None:
    taken.context.set_offline(True)
    taken.goto(f"{installation.lms}/grades")

    expect(taken.locator("#not-taken")).to_be_visible()
    taken.locator("#copies a").click()
    expect(taken.locator(".lesson-list li")).not_to_have_count(0)


def test_logging_out_warns_of_what_waits_and_leaves_nothing(
    installation: Installation, taken: Page
) -> None:
    taken.goto(installation.lms + LESSON)
    taken.context.set_offline(True)
    taken.goto(f"{installation.lms}/runs/1/lessons/how-machines-learn")
    taken.locator(".lesson-done button").click()
    expect(taken.locator("#offline-bar")).to_be_visible()
    taken.goto(f"{installation.lms}/offline?leaving=1")
    expect(taken.locator("#leaving")).to_be_visible()

    taken.context.set_offline(False)
    taken.goto(installation.lms)
    taken.get_by_role("button", name="로그아웃").click()
    taken.wait_for_url("**/login")

    assert (
        taken.evaluate(
            "caches.keys().then((names) => names.filter((name) => name.startsWith('baeum-course')))"
        )
        == []
    )
    content.log_in(taken, installation, "trainee2")
    taken.goto(f"{installation.lms}/runs/1/lessons/how-machines-learn")
    expect(taken.locator(".lesson-done__mark")).to_be_visible()
