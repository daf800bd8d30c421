"""Any part may be killed in the middle of the day: nothing acknowledged is lost, and it goes on."""

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser import lab
from tests.browser.installation import ROOT, Installation, command_line, descendants
from tests.browser.test_one_day import (
    FETCHED,
    FIRST_NOTEBOOK,
    answer_shown_question,
    wait_for_score,
)

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SOURCE = (
    ROOT / "content" / "ai-foundations" / "assignments" / "bike-cleaning" / "bike-cleaning.ipynb"
)


def answers(url: str) -> bool:
    """Whether the address answers with success."""
    try:
        with closing(urllib.request.urlopen(url, timeout=3)) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it is so; fails after the time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "did not come back"
        time.sleep(0.3)


def processes(installation: Installation, words: str) -> list[psutil.Process]:
    """Every process of the installation whose command line holds the words."""
    return [one for one in descendants(installation.process.pid) if words in command_line(one)]


@pytest.fixture
def alive(installation: Installation) -> Iterator[Installation]:
    """The installation, which is whole again after the test."""
    yield installation
    wait_until(lambda: answers(installation.lms + "/healthz"))
    wait_until(lambda: answers(installation.hub + "/hub/api/"))


def test_an_exam_goes_on_after_the_web_process_was_killed(
    alive: Installation, page_of: OpenPage
) -> None:
    page = page_of("trainee2")
    page.goto(alive.lms + "/runs/1/exams/mock-1")
    page.get_by_role("button", name="시험 시작").click()
    answer_shown_question(page)
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")

    for process in processes(alive, "lms.operations.web"):
        process.kill()
    page.get_by_role("button", name="다음").first.click()
    answer_shown_question(page)
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved", timeout=60_000)
    page.reload()

    expect(page.locator("#answered-count")).to_contain_text("2")


def test_a_submission_is_graded_although_the_worker_was_killed(
    alive: Installation, page_of: OpenPage
) -> None:
    page = page_of("trainee2")
    page.goto(alive.lms + "/runs/1/assignments/bike-cleaning")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "bike-cleaning.ipynb")
    lab.solve(page, SOURCE, f"{FETCHED}/bike-cleaning/bike-cleaning.ipynb")
    lab.submit(page, "bike-cleaning")
    for process in processes(alive, "lms worker"):
        process.kill()

    page.goto(alive.lms + "/runs/1/assignments/bike-cleaning")
    wait_for_score(page, "17 / 17", seconds=120)
    assert page.locator("text=번째 제출").count() == 1


def test_a_lab_goes_on_although_hub_and_proxy_were_killed(
    alive: Installation, page_of: OpenPage
) -> None:
    page = page_of("trainee2")
    page.goto(alive.lms + "/runs/1/lessons/first-notebook")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")
    home = alive.data_dir / "labs"
    before = lab_pids(alive)

    for words in ("jupyterhub_config.py", "configurable-http-proxy"):
        for process in processes(alive, words):
            process.kill()
    wait_until(lambda: answers(alive.hub + "/hub/api/"))
    page.wait_for_timeout(6_000)

    assert lab_pids(alive) == before
    assert lab.contents(page, "GET", FIRST_NOTEBOOK)["name"] == "04-first-notebook.ipynb"
    assert any(Path(home).iterdir())


def test_a_killed_lab_is_started_again_with_what_was_saved(
    alive: Installation, page_of: OpenPage
) -> None:
    page = page_of("trainee2")
    page.goto(alive.lms + "/runs/1/lessons/first-notebook")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")
    notebook = lab.contents(page, "GET", FIRST_NOTEBOOK)["content"]
    notebook["cells"][0]["source"] = "# 내가 고친 제목"
    lab.contents(page, "PUT", FIRST_NOTEBOOK, {"type": "notebook", "content": notebook})

    for pid in lab_pids(alive):
        psutil.Process(pid).kill()
    page.goto(alive.lms + "/runs/1/lessons/first-notebook")
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")

    kept = lab.contents(page, "GET", FIRST_NOTEBOOK)["content"]["cells"][0]["source"]
    assert kept == "# 내가 고친 제목"


def lab_pids(installation: Installation) -> set[int]:
    """The walls of every lab of this installation."""
    home = str(installation.data_dir / "labs")
    return {
        process.pid
        for process in psutil.process_iter()
        if home in command_line(process) and "bwrap" in command_line(process)
    }
