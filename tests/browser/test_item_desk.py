"""An item from its template to an exam, in a real Chromium: written by one, approved by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from lms.accounts.passwords import hash_password
from lms.app import create_app
from lms.banks import services as banks
from lms.db import Base
from lms.exams import services as exams
from lms.exams.models import Exam
from lms.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.look import Visitor
from tests.lms.banks.conftest import ITEMS, bank, exam
from tests.lms.people import NOW, make_world

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

PASSWORD = "a bank of Baeum items"
ITEM = "/courses/tiny/items/a-001"


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
        for person in (world.ann, world.eun):
            person.password_hash = hash_password(PASSWORD)
        taken = banks.take_banks(session, world.course.id, [bank(ITEMS)], at=NOW)
        exams.publish_exams(session, world.course.id, taken.banks, [exam()], at=NOW)
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
def page_of(address: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A browser of a person's, logged in."""
    contexts = []

    def open_page(name: str, viewport: dict[str, int]) -> Page:
        context = chromium.new_context(viewport=viewport, locale="ko-KR")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/login")
        page.get_by_label("이메일").fill(f"{name}@test.example")
        page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
        page.get_by_label("비밀번호", exact=True).press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def drawn(app: Flask) -> set[str]:
    with app.extensions["sessions"]() as session:
        revision = session.scalars(select(Exam)).one().current_revision
        assert revision is not None
        return {key for _number, key, *_rest in revision.pool}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_an_item_goes_from_its_template_into_the_draw(
    app: Flask, address: str, page_of: Callable[..., Page], viewport: dict[str, int]
) -> None:
    ann, eun = page_of("ann", viewport), page_of("eun", viewport)
    ann.goto(f"{address}/courses/tiny/items")
    ann.get_by_role("link", name="새 문항").click()
    ann.get_by_role("dialog").get_by_role("link", name="하나 고르기").click()

    ann.locator("[name='stem.ko']").fill("**무엇**이 맞습니까?")
    expect(ann.locator("#rendered strong", has_text="무엇")).to_be_visible()
    ann.reload()
    ann.get_by_role("button", name="되살리기").click()
    expect(ann.locator("[name='stem.ko']")).to_have_value("**무엇**이 맞습니까?")
    expect(ann.locator("#rendered strong", has_text="무엇")).to_be_visible()
    ann.get_by_role("button", name="초안으로 저장").click()
    ann.wait_for_url(f"**{ITEM}?saved=1")
    ann.get_by_role("button", name="검토 부탁하기").click()
    expect(ann.get_by_text("다른 사람이 검토합니다")).to_be_visible()
    assert "a-001" not in drawn(app)

    eun.goto(f"{address}{ITEM}")
    eun.get_by_label("쓴 사람에게 남기는 말").fill("좋습니다")
    eun.get_by_role("button", name="승인하기").click()
    expect(eun.locator(".badges").get_by_text("쓰는 중")).to_be_visible()

    assert "a-001" in drawn(app)
    ann.goto(f"{address}/courses/tiny/new-item")
    expect(ann.locator("[data-kept]")).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_page_of_items_is_whole(
    address: str, page_of: Callable[..., Page], viewport: dict[str, int]
) -> None:
    visitor = Visitor(page_of("ann", viewport), "ko")
    paths = [
        "/courses/tiny/items",
        "/courses/tiny/items?q=nothing",
        "/courses/tiny/items/a-one",
        "/courses/tiny/items/a-one/edit",
        "/courses/tiny/items/a-one/edit?view=text",
        *(f"/courses/tiny/new-item?type={kind}" for kind in ("numeric", "short-text", "cloze")),
    ]

    faults = {path: visitor.faults_of(path, axe_on=viewport) for path in paths}

    assert not any(faults.values()), faults
