"""One trainee's day, and the instructor's evening, with the real parts."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import lab
from tests.browser.conftest import PHONE
from tests.browser.installation import ROOT, Installation

pytestmark = pytest.mark.browser

ASSIGNMENTS = ROOT / "content" / "ai-foundations" / "assignments"
OpenPage = Callable[..., Page]
FIRST_NOTEBOOK = "ai-foundations/01-start/04-first-notebook.ipynb"
FETCHED = "ai-foundations-c1"


def test_a_trainee_reads_a_lesson_and_goes_on_to_the_next(page_of: OpenPage) -> None:
    page = page_of("trainee", viewport=PHONE)
    page.get_by_role("link", name="AI 기초", exact=True).click()
    page.get_by_role("link", name="우리 곁의 AI", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("우리 곁의 AI")

    page.get_by_role("button", name="마치고 다음으로").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("기계는 어떻게 배울까")

    page.goto("/".join(page.url.split("/")[:3]) + "/")
    expect(page.locator(".progress__text").first).to_have_text("1 / 16")
    expect(page.get_by_role("link", name="이어서 배우기: 기계는 어떻게 배울까")).to_be_visible()


def test_a_lesson_opens_in_the_persons_own_lab_and_computes(page_of: OpenPage) -> None:
    page = page_of("trainee")
    page.goto(page.url + "runs/1/lessons/first-notebook")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")

    notebook = lab.contents(page, "GET", FIRST_NOTEBOOK)["content"]
    notebook["cells"].insert(
        0,
        {"cell_type": "code", "id": "own", "metadata": {}, "source": "print(6 * 7)",
         "outputs": [], "execution_count": None},
    )  # fmt: skip
    lab.contents(page, "PUT", FIRST_NOTEBOOK, {"type": "notebook", "content": notebook})
    page.reload()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")
    lab.run_until_output(page, FIRST_NOTEBOOK, "42\n")


def test_what_a_person_changed_in_the_lab_is_not_overwritten(page_of: OpenPage) -> None:
    page = page_of("trainee")
    page.goto(page.url + "runs/1/lessons/first-notebook")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")

    kept = lab.contents(page, "GET", FIRST_NOTEBOOK)["content"]
    assert any("".join(cell["source"]) == "print(6 * 7)" for cell in kept["cells"])


def test_an_assignment_is_fetched_worked_submitted_and_graded(page_of: OpenPage) -> None:
    page = page_of("trainee")
    lms = page.url
    page.goto(lms + "runs/1/assignments/python-grades")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "python-grades.ipynb")
    source = ASSIGNMENTS / "python-grades" / "python-grades.ipynb"
    lab.solve(page, source, f"{FETCHED}/python-grades/python-grades.ipynb")

    lab.validate(page, "python-grades")
    lab.submit(page, "python-grades")

    page.goto(lms + "runs/1/assignments/python-grades")
    wait_for_score(page, "18 / 18")
    page.get_by_role("link", name=re.compile("1번째 제출")).click()
    expect(page.get_by_role("heading", name="문제별 점수")).to_be_visible()
    expect(page.get_by_role("heading", name="실행한 노트북")).to_be_visible()
    assert "HIDDEN TESTS" not in page.content()


def test_feedback_is_read_in_the_lab_too(page_of: OpenPage) -> None:
    page = page_of("trainee")
    page.goto(page.url + "runs/1/assignments/python-grades")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "python-grades.ipynb")

    lab.fetch_feedback(page, "python-grades")

    files = lab.contents(page, "GET", f"{FETCHED}/python-grades")["content"]
    assert any(file["name"] == "feedback" for file in files)


def test_a_mock_exam_is_taken_on_two_machines_and_explained(
    page_of: OpenPage, installation: Installation
) -> None:
    page = page_of("trainee")
    page.goto(installation.lms + "/runs/1/exams/mock-1")
    page.get_by_role("button", name="시험 시작").click()
    answer_shown_question(page)
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator("#answered-count")).to_contain_text("1")

    second = page_of("trainee", viewport=PHONE)
    second.goto(page.url)
    expect(second.locator("#answered-count")).to_contain_text("1")

    page.get_by_role("button", name="검토하고 제출하기").click()
    page.get_by_role("button", name="제출하고 끝내기").click()
    page.wait_for_url("**/result")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for domain in ("파이썬 기초", "머신러닝", "생성형 AI"):
        expect(page.get_by_text(domain).first).to_be_visible()


def test_the_instructor_sees_the_score_and_takes_it_to_excel(
    page_of: OpenPage, installation: Installation, tmp_path: Path
) -> None:
    page = page_of("instructor")
    page.goto(installation.lms + "/runs/1/gradebook")
    expect(page.get_by_role("row", name=re.compile("김하늘"))).to_contain_text("18")

    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("CSV")).click()
    file = tmp_path / "grades.csv"
    download.value.save_as(file)
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert any("김하늘" in row for row in rows)


def test_the_operator_opens_a_cohort_and_enrols_people(
    page_of: OpenPage, installation: Installation
) -> None:
    page = page_of("operator")
    page.goto(installation.lms + "/operate/cohorts/new")
    page.get_by_label("기수", exact=True).fill("2")
    page.get_by_label("시작하는 날").fill("2027-03-02")
    page.get_by_label("끝나는 날").fill("2027-07-30")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2기")

    page.get_by_label("이메일", exact=True).fill("trainee2@baeum.example")
    page.get_by_role("button", name="등록", exact=True).click()
    expect(page.get_by_text("이서준", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="강의", exact=True).select_option(label="AI 기초")
    page.get_by_role("button", name="열기", exact=True).click()
    expect(page.get_by_role("link", name="AI 기초", exact=True)).to_be_visible()


def test_the_course_can_be_read_in_english(page_of: OpenPage, installation: Installation) -> None:
    page = page_of("trainee2")
    page.goto(installation.lms + "/runs/1/lessons/ai-around-us?lang=en")

    expect(page.locator("article.lesson")).to_have_attribute("lang", "en")


def test_one_log_out_of_the_lms_leaves_no_way_into_another_persons_lab(
    chromium: Browser, page_of: OpenPage, installation: Installation
) -> None:
    page = page_of("trainee2")

    answer = page.goto(installation.hub + "/user/u1/lab")

    assert answer is not None
    assert answer.status in {403, 404}


def answer_shown_question(page: Page) -> None:
    """Answer the question on the screen: the first choice, or a number."""
    question = page.locator("[id^='question-']:visible").first
    expect(question).to_be_visible()
    choice = question.locator("input[type=radio], input[type=checkbox]:not([data-flag])")
    if choice.count():
        choice.first.check()
    else:
        question.locator("input[type=text]").fill("1")
        page.keyboard.press("Tab")


def wait_for_score(page: Page, score: str, *, seconds: int = 60) -> None:
    """Reload until the score stands there."""
    for _ in range(seconds):
        if score in page.locator("main").inner_text():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(f"no {score}: {page.locator('main').inner_text()}")
