"""Parts of a page change without it, and everything still works without the script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import content
from tests.browser.conftest import PHONE
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

GRADEBOOK = "/runs/1/gradebook"
TOTAL = "#gradebook-total"
"""The column of the total: points, or where works are weighed in groups, percent."""


def test_sorting_keeps_the_page_the_focus_and_the_address(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("instructor", viewport=PHONE)
    page.goto(installation.lms + GRADEBOOK)
    page.evaluate("window.isThisPage = true")
    frame = page.locator("#gradebook")
    total = "백분율" if "백분율" in page.locator(TOTAL).inner_text() else "합계"

    page.locator(TOTAL).press("Enter")

    expect(frame.locator(f"th[aria-sort=descending] {TOTAL}")).to_be_visible()
    expect(page.locator(TOTAL)).to_be_focused()
    expect(page.locator("p[role=status].visually-hidden").last).to_have_text(f"{total} 내림차순")
    assert page.evaluate("window.isThisPage")
    assert page.url.endswith("?sort=total&order=desc")
    page.go_back()
    expect(frame.locator("th[aria-sort=ascending]")).to_contain_text("이름")


def test_an_answer_without_the_part_leads_where_it_is_from(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("instructor")
    page.goto(installation.lms + GRADEBOOK)
    page.context.clear_cookies()

    page.locator(TOTAL).click()

    expect(page.locator("#password")).to_be_visible()


def test_a_lost_line_says_so_and_leaves_the_part(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("instructor")
    page.goto(installation.lms + GRADEBOOK)
    page.context.set_offline(True)

    page.locator(TOTAL).click()

    expect(page.locator(".toast")).to_contain_text("연결되지 않았습니다")
    expect(page.locator("#gradebook tbody tr")).not_to_have_count(0)


def test_without_a_script_the_table_is_sorted_by_a_page(
    installation: Installation, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="ko-KR")
    page = context.new_page()
    content.log_in(page, installation, "instructor")
    page.goto(installation.lms + GRADEBOOK)

    page.locator(TOTAL).click()

    expect(page.locator(f"th[aria-sort=descending] {TOTAL}")).to_be_visible()
    context.close()
