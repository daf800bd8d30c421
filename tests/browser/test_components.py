"""What the script adds to the components, and that they work without it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser


@pytest.fixture
def gallery(installation: Installation, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESKTOP, locale="ko-KR")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{installation.lms}/styleguide")
    yield page
    context.close()


def test_a_dialog_opens_above_the_page_and_gives_the_focus_back(gallery: Page) -> None:
    opener = gallery.locator("a[data-dialog]")
    dialog = gallery.locator("#sample-dialog")

    opener.press("Enter")
    assert dialog.evaluate("one => one.matches(':modal')")
    gallery.keyboard.press("Escape")

    assert not dialog.is_visible()
    assert opener.evaluate("one => one === document.activeElement")


def test_copying_says_so_to_those_who_hear_the_page(gallery: Page) -> None:
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])

    gallery.locator(".copy").focus()
    gallery.keyboard.press("Enter")

    gallery.locator("[role=status] .toast").wait_for()
    assert gallery.evaluate("navigator.clipboard.readText()") == "lms demo accounts"


def test_without_a_script_the_dialog_is_a_part_of_the_page(
    installation: Installation, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{installation.lms}/styleguide")

    page.locator("a[data-dialog]").click()

    assert page.locator("#sample-dialog").is_visible()
    assert page.locator(".copy").count() == 0
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_readers_theme_goes_before_the_systems(gallery: Page, theme: str) -> None:
    grounds = {}
    for system in ("light", "dark"):
        gallery.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        gallery.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        grounds[system] = gallery.evaluate("getComputedStyle(document.body).backgroundColor")

    expected = {
        "light": {"light": "rgb(246, 247, 249)", "dark": "rgb(246, 247, 249)"},
        "dark": {"light": "rgb(16, 20, 27)", "dark": "rgb(16, 20, 27)"},
        "contrast": {"light": "rgb(255, 255, 255)", "dark": "rgb(0, 0, 0)"},
    }
    assert grounds == expected[theme]


@pytest.mark.parametrize(
    ("size", "pixels"), [("normal", "16px"), ("large", "18.4px"), ("larger", "20.8px")]
)
def test_the_reader_sets_the_size_of_the_text(gallery: Page, size: str, pixels: str) -> None:
    gallery.evaluate(f"document.documentElement.dataset.textSize = '{size}'")

    assert gallery.evaluate("getComputedStyle(document.body).fontSize") == pixels
    assert gallery.evaluate("document.documentElement.scrollWidth <= innerWidth")
