"""A trainee whose browser runs no script: all is readable, and all but exam and lab works."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import content
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

TRAINEE = "trainee"
RUN = "/runs/1"
LESSON = f"{RUN}/lessons/ai-around-us"
NOTEBOOK = f"{RUN}/lessons/first-notebook"


@pytest.fixture(scope="module", params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(
    request: pytest.FixtureRequest, installation: Installation, chromium: Browser
) -> Iterator[Page]:
    """A browser without scripts in which the trainee has logged in by the form."""
    context = chromium.new_context(
        java_script_enabled=False,
        locale="ko-KR",
        viewport=request.param,
        base_url=installation.lms,
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    content.log_in(opened, installation, TRAINEE)
    yield opened
    context.close()


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/", "안녕하세요"),
        ("/catalog", "강의"),
        (RUN, "AI 기초"),
        (LESSON, "우리 곁의 AI"),
        (NOTEBOOK, "첫 노트북"),
        (f"{RUN}/assignments/python-grades", "우리 반 점수 계산기"),
        ("/search?q=데이터", "찾기"),
        ("/calendar", "캘린더"),
        ("/grades", "내 성적"),
        ("/account", "내 계정"),
    ],
)
def test_a_page_is_whole_and_every_button_on_it_does_something(
    page: Page, path: str, heading: str
) -> None:
    answer = page.goto(path)

    assert answer is not None
    assert answer.status == 200
    expect(page.locator("h1")).to_contain_text(heading)
    for button in page.locator("button:visible").all():
        assert button.evaluate("button => button.form && button.type === 'submit'"), (
            f"{button.inner_text()!r} waits for a script"
        )


def test_the_menu_and_the_outline_lead_to_the_lessons(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="강의 목록").first.click()
    page.locator("#main").get_by_role("link", name="AI 기초").first.click()
    page.goto(RUN)
    page.locator(f"#main .lesson-list__title[href='{LESSON}']").click()

    expect(page).to_have_url(re.compile(f"{LESSON}$"))
    expect(page.locator("article.lesson table").first).to_be_visible()
    folded = page.locator("article.lesson details").first
    expect(folded.locator("p").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("p").first).to_be_visible()


def test_a_notebook_shows_code_and_what_it_gave_and_says_what_the_lab_needs(page: Page) -> None:
    page.goto(NOTEBOOK)

    expect(page.locator(".cell-input").first).to_be_visible()
    expect(page.locator(".cell-output").first).to_contain_text("안녕하세요")
    expect(page.locator("noscript p").first).to_contain_text("자바스크립트")
    expect(page.locator("noscript p").first).to_be_visible()


def test_an_answer_is_marked_and_explained_on_the_next_page(page: Page) -> None:
    page.goto(LESSON)
    question = page.locator(".quiz__question").first
    again = question.get_by_role("link", name="다시 풀기")
    if again.count():
        again.click()
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button", name="답 확인하기").click()

    expect(page).to_have_url(re.compile("#quiz-"))
    expect(question.locator(".quiz__result")).to_be_visible()
    expect(question.locator(".explained__option").first).to_be_visible()


def test_a_lesson_is_marked_done_and_the_next_one_opens(page: Page) -> None:
    is_phone = page.viewport_size == PHONE
    lesson = "how-machines-learn" if is_phone else "asking-and-checking"
    page.goto(f"{RUN}/lessons/{lesson}")
    page.locator("form button:visible").filter(has_text="다음으로").click()

    expect(page).to_have_url(re.compile(f"{RUN}/lessons/(?!{lesson})"))
    page.goto(RUN)
    progress = page.locator("progress, [role=progressbar], .progress").first
    expect(progress).to_be_visible()


def test_search_calendar_and_account_take_what_is_sent(page: Page) -> None:
    page.goto("/search")
    page.locator("#main input[name=q]").fill("노트북")
    page.locator("#main form button:visible").first.click()
    expect(page.locator("#main mark").first).to_be_visible()

    page.goto("/calendar")
    page.get_by_role("link", name="다음 달").click()
    expect(page.locator("h1")).to_contain_text("캘린더")

    page.goto("/account")
    page.locator("#main form button:visible").filter(has_text="저장").first.click()
    expect(page.locator("h1")).to_contain_text("내 계정")
    expect(page.locator("[role=status]:visible").first).to_be_visible()


def test_the_exam_says_that_it_needs_a_script(
    page: Page, installation: Installation, chromium: Browser
) -> None:
    with_script = chromium.new_context(locale="ko-KR")
    starter = with_script.new_page()
    content.log_in(starter, installation, TRAINEE)
    attempt = content.start_attempt(installation, starter)
    with_script.close()

    page.goto(f"{RUN}/exams/mock-1")
    page.goto(f"/attempts/{attempt}")

    expect(page.locator("noscript p").first).to_contain_text("자바스크립트를 켜")
    expect(page.locator("noscript p").first).to_be_visible()
