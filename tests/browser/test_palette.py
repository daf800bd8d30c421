"""The command palette: by keyboard alone, on a phone, and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import content
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.installation import Installation
from tests.browser.look import AXE, RUN_AXE, TAGS, TOO_WIDE

pytestmark = pytest.mark.browser

PageOf = Callable[..., Page]


def test_the_keyboard_alone_leads_anywhere(page_of: PageOf, installation: Installation) -> None:
    page = page_of("instructor")
    palette = page.locator("dialog.palette")
    field = palette.get_by_role("combobox")

    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type("ㅋㄹㄷ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{installation.lms}/calendar")

    page.keyboard.press("/")
    options = palette.get_by_role("option")
    options.first.wait_for()
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == first
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()


def test_a_slash_in_a_field_stays_a_slash(page_of: PageOf, installation: Installation) -> None:
    page = page_of("trainee")
    page.goto(f"{installation.lms}/search")

    page.get_by_label("찾을 말").press_sequentially("a/b")

    assert page.get_by_label("찾을 말").input_value() == "a/b"
    assert page.locator("dialog.palette").count() == 0


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_lesson_is_found_by_a_tap(
    page_of: PageOf, installation: Installation, viewport: dict[str, int]
) -> None:
    page = page_of("trainee", viewport=viewport)

    page.locator("a.finder").click()
    page.get_by_role("combobox").fill("회귀")
    page.get_by_role("status").filter(has_text="결과").wait_for()
    lesson = page.get_by_role("option").filter(has_text="강의").first
    lesson.wait_for()

    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE, TAGS) == []
    assert page.evaluate(TOO_WIDE) is False
    lesson.click()
    page.wait_for_url("**/runs/*/lessons/**")


def test_without_a_script_the_header_leads_to_the_search_page(
    installation: Installation, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="ko-KR")
    page = context.new_page()
    content.log_in(page, installation, "instructor")

    page.locator("a.finder").click()
    page.get_by_label("찾을 말").fill("회귀")
    page.locator("main").get_by_role("button", name="찾기").click()

    assert page.locator("mark").first.inner_text() == "회귀"
    context.close()
