"""Every type of question in a real Chromium, answered by nothing but the keyboard."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from assessments.items.hotspot import Picture
from assessments.model import Demand, Item
from lms.accounts.passwords import hash_password
from lms.app import create_app
from lms.catalog.models import Asset
from lms.db import Base
from lms.exams import services
from lms.settings import Settings
from tests.assessments.samples import bank_of, exam_of
from tests.browser import test_exam_page as sitting
from tests.lms.exams.test_types import NAMES, typed
from tests.lms.lessons.test_quiz_types import map_of
from tests.lms.people import NOW, make_world

pytestmark = pytest.mark.browser

address, machine = sitting.address, sitting.machine

WANTED: Mapping[str, Mapping[str, str]] = {
    "single": {"": "하나"},
    "multiple": {"하나": "on", "둘": "on"},
    "true-false": {"": "맞다"},
    "numeric": {"": "4096.5"},
    "short-text": {"": "secret 서울"},
    "cloze": {"1": "한국", "2": "secret", "3": "4096"},
    "matching": {"개": "멍멍", "닭": "꼬끼오"},
    "categorise": {"개": "동물", "소나무": "식물"},
    "ordering": {"셋": "1번째", "하나": "2번째", "둘": "3번째"},
    "hotspot": {"x1": "100", "y1": "100", "x2": "10", "y2": "10"},
}
"""By type, what each field should hold, by the words of its label."""
FOCUSED = """() => {
  const field = document.activeElement;
  const label = field.labels?.[0]?.innerText ?? "";
  return { kind: field.type ?? "", name: field.name ?? "", label, last: field.matches(".question__clear") };
}"""
CHOSEN = "() => document.activeElement.selectedOptions[0].textContent"
CHECKED = (
    "() => document.querySelector('.question:not([hidden]) input:checked').labels[0].innerText"
)


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
    picture = made.extensions["blobs"].put(map_of(640, 480))
    items = [shown(typed(name), f"/assets/{picture}/picture.png") for name in NAMES]
    with made.extensions["sessions"]() as session:
        world = make_world(session)
        world.ben.password_hash = hash_password(sitting.PASSWORD)
        session.add(Asset(sha256=picture, media_type="image/png"))
        exam = exam_of(Demand("a", len(items)))
        services.publish_exams(session, world.course.id, [bank_of(items)], [exam], at=NOW)
        session.commit()
    yield made
    made.extensions["engine"].dispose()


def shown(item: Item, picture: str) -> Item:
    """The item with a picture that there is."""
    is_picture = isinstance(item.body, Picture)
    return replace(item, body=replace(item.body, image=picture)) if is_picture else item


def show(page: Page, name: str) -> None:
    number = page.locator(f'.question[data-type="{name}"]').get_attribute("data-position")
    page.locator(f'.exam-list a[data-go="{number}"]').press("Enter")


def answer(page: Page, name: str) -> None:
    """Tab through the question from its heading on, and fill in what each field should hold."""
    show(page, name)
    for _ in range(30):
        page.keyboard.press("Tab")
        field = page.evaluate(FOCUSED)
        if field["last"]:
            return
        fill(page, field, WANTED[name])
    raise AssertionError("the keyboard does not come to the end of the question")


def fill(page: Page, field: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    words = [value for label, value in wanted.items() if label in (field["label"] or field["name"])]
    if field["kind"] == "number":
        words = [value for label, value in wanted.items() if field["name"].endswith(label)]
    if not words:
        return
    if field["kind"] == "checkbox":
        page.keyboard.press("Space")
    elif field["kind"] == "radio":
        page.keyboard.press("Space")
        until(page, CHECKED, words[0])
    elif field["kind"] == "select-one":
        until(page, CHOSEN, words[0])
    elif field["kind"] in {"text", "number"}:
        page.keyboard.type(words[0])


def until(page: Page, what: str, words: str) -> None:
    for _ in range(10):
        if words in page.evaluate(what):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{words} cannot be chosen by arrow keys")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_type_is_answered_by_keyboard_survives_a_reload_and_is_right(
    address: str, machine: Callable[..., BrowserContext], width: int
) -> None:
    page = sitting.start(machine(width=width), address)
    for name in NAMES:
        if width == 360:
            page.locator("#list-details summary").press("Enter")
        answer(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("#answered-count")).to_have_text(f"{len(NAMES)} / {len(NAMES)}")
    sitting.state(page, sitting.SAVED)
    page.reload()
    expect(page.locator("#answered-count")).to_have_text(f"{len(NAMES)} / {len(NAMES)}")
    page.get_by_role("button", name="검토하고 제출하기").press("Enter")
    page.get_by_role("button", name="제출하고 끝내기").press("Enter")
    page.wait_for_url("**/attempts/1/result")

    missed = page.locator(".reviewed:not(.reviewed--right)")
    assert [each.inner_text() for each in missed.all()] == []
    expect(page.locator(".reviewed--right")).to_have_count(len(NAMES))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_entry_gives_its_place_to_another_and_this_is_told(
    address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = sitting.start(machine(), address)
    show(page, "ordering")
    first, second, third = page.locator(".question:visible select").all()
    first.select_option("1")
    second.select_option("2")
    third.select_option("3")

    first.focus()
    first.press("ArrowDown")

    expect(first).to_have_value("2")
    expect(second).to_have_value("1")
    expect(page.locator(".question:visible [data-moved]")).to_contain_text("1번째")
    sitting.state(page, sitting.SAVED)


def test_points_are_set_by_arrow_keys_and_by_pointer(
    address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = sitting.start(machine(), address)
    show(page, "hotspot")
    aim = page.locator(".question:visible .hotspot__aim")
    fields = page.locator(".question:visible .hotspot__point input")

    aim.press("ArrowRight")
    aim.press("Shift+ArrowRight")
    aim.press("Enter")
    aim.press("ArrowUp")

    told = page.locator(".question:visible [data-told]")
    expect(told).to_have_text("점 2: 가로 320, 세로 240")
    assert [field.input_value() for field in fields.all()] == ["321", "240", "320", "240"]
    expect(page.locator(".question:visible .hotspot__mark")).to_have_count(2)
    page.locator(".question:visible .question__clear").press("Enter")
    expect(page.locator(".question:visible .hotspot__mark")).to_have_count(0)
    box = aim.bounding_box()
    assert box is not None
    aim.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    expect(fields.nth(1)).not_to_have_value("")
    assert int(fields.nth(0).input_value()) == pytest.approx(160, abs=2)
    assert int(fields.nth(1).input_value()) == pytest.approx(240, abs=2)


def test_a_gap_without_a_number_is_named_and_the_other_gaps_still_count(
    app: Flask, address: str, machine: Callable[..., BrowserContext]
) -> None:
    page = sitting.start(machine(), address)
    show(page, "cloze")
    words, number = page.locator(".question:visible input").all()
    words.fill("secret")
    number.fill("12x")

    expect(page.locator(".question:visible .question__problem")).to_contain_text(
        "숫자로 읽을 수 없"
    )
    expect(number).to_have_attribute("aria-invalid", "true")
    sitting.state(page, sitting.SAVED)
    (kept,) = sitting.stored(app)
    assert isinstance(kept, dict)
    assert list(kept.values()) == ["secret"]
