"""The first view of a lesson is light: few bytes, few requests, nothing from another host."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

MOST_BYTES = 120 * 1024
MOST_REQUESTS = 15
LESSONS = ("data-statistics", "ml-first-model")
"""The longest lesson of text and the longest notebook."""


class Wire:
    """What goes over the wire for one page, as the browser's network layer counts it."""

    def __init__(self, page: Page) -> None:
        self.sizes: dict[str, float] = {}
        self.addresses: dict[str, str] = {}
        self.is_image: dict[str, bool] = {}
        cdp = page.context.new_cdp_session(page)
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.send("Network.enable")
        cdp.send("Network.clearBrowserCache")

    def _sent(self, event: dict) -> None:  # type: ignore[type-arg]
        self.addresses[event["requestId"]] = event["request"]["url"]
        self.is_image[event["requestId"]] = "/assets/" in event["request"]["url"]

    def _finished(self, event: dict) -> None:  # type: ignore[type-arg]
        if event["requestId"] in self.addresses:  # not what the page before still had under way
            self.sizes[event["requestId"]] = event["encodedDataLength"]

    @property
    def without_images(self) -> dict[str, float]:
        """Address → bytes with headers, of all but the lesson's own pictures."""
        return {
            self.addresses[key]: size for key, size in self.sizes.items() if not self.is_image[key]
        }


def first_view(page: Page, address: str) -> Wire:
    wire = Wire(page)
    page.goto(address, wait_until="networkidle")
    return wire


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_first_view_of_a_lesson_is_light(
    installation: Installation,
    page_of: Callable[..., Page],
    lesson: str,
    viewport: dict[str, int],
) -> None:
    page = page_of("trainee", viewport=viewport)
    page.context.clear_cookies(name="baeum_font")  # as on the first page of a visit

    wire = first_view(page, f"{installation.lms}/runs/1/lessons/{lesson}")

    loaded = wire.without_images
    assert sum(loaded.values()) <= MOST_BYTES, loaded
    assert len(loaded) <= MOST_REQUESTS, loaded
    assert {urlsplit(one).hostname for one in wire.addresses.values()} == {"localhost"}


def test_on_a_phone_later_pages_are_as_light(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("trainee", viewport=PHONE)

    wire = first_view(page, f"{installation.lms}/runs/1/lessons/{LESSONS[0]}")

    assert sum(wire.without_images.values()) <= MOST_BYTES
    assert not any("/fonts/" in address for address in wire.addresses.values())


def test_on_a_wide_screen_the_type_face_comes_with_the_second_page_and_stays(
    installation: Installation, page_of: Callable[..., Page]
) -> None:
    page = page_of("trainee")
    home = f"{installation.lms}/"
    page.goto(home, wait_until="networkidle")

    page.goto(home, wait_until="networkidle")

    loaded = page.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"
    )
    fetched = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.name.endsWith('.woff2') && one.transferSize > 0).length"
    )
    assert any("Pretendard" in family for family in loaded)
    assert fetched == 0, "kept from the page before"
