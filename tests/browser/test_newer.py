"""A lesson that was published anew while its page stood open says so, quietly."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

OF_ANOTHER_PAGE = """
() => { const note = document.querySelector("[data-newer]");
        note.dataset.newer = note.dataset.newer.replace(/page=[0-9]+/, "page=0"); }
"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_note_comes_by_itself_stays_out_of_the_way_and_can_be_put_away(
    installation: Installation, page_of: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = page_of("trainee", viewport=viewport)
    page.clock.install()
    page.goto(f"{installation.lms}/runs/1/lessons/data-statistics", wait_until="networkidle")
    note = page.get_by_role("status").filter(has_text="새 버전")

    page.clock.fast_forward("06:00")
    page.wait_for_load_state("networkidle")
    expect(note).to_have_count(0)

    page.evaluate(OF_ANOTHER_PAGE)
    page.clock.fast_forward("06:00")
    expect(note).to_be_in_viewport()
    assert page.evaluate("document.activeElement === document.body")

    note.get_by_role("button").click()
    expect(note).to_have_count(0)


def test_its_link_loads_the_page_again(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("trainee")
    page.clock.install()
    page.goto(f"{installation.lms}/runs/1/lessons/data-statistics", wait_until="networkidle")
    page.evaluate(OF_ANOTHER_PAGE)
    page.clock.fast_forward("06:00")

    with page.expect_navigation():
        page.get_by_role("link", name="새 버전 읽기").click()

    assert page.url.endswith("/runs/1/lessons/data-statistics")
    assert "page=0" not in (page.locator("[data-newer]").get_attribute("data-newer") or "")
