"""What a person does in JupyterLab, through its real pages."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

LAB_SECONDS = 90
RUN_AGAIN_SECONDS = 20


def wait_for_notebook(page: Page, name: str) -> None:
    """Wait until JupyterLab shows the notebook with a kernel that is ready."""
    page.wait_for_url(f"**/lab/tree/**/{name}", timeout=LAB_SECONDS * 1000)
    tab = page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current", has_text=name)
    expect(tab.first).to_be_visible(timeout=LAB_SECONDS * 1000)
    expect(page.locator(".jp-Notebook:visible").first).to_be_visible(timeout=LAB_SECONDS * 1000)
    idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    expect(idle.first).to_be_attached(timeout=LAB_SECONDS * 1000)


def run_all_cells(page: Page) -> None:
    """Run the whole notebook through the menu."""
    page.locator(".lm-MenuBar-itemLabel", has_text="실행").first.click()
    page.locator("[data-command='runmenu:run-all']").click()


def run_until_output(page: Page, path: str, text: str) -> None:
    """Run and save until the notebook's first cell has printed the text (the page shows only what is in view).

    JupyterLab does nothing at a "run" that comes before its kernel listens; a person presses again.
    """
    for second in range(LAB_SECONDS):
        if second % RUN_AGAIN_SECONDS == 0:
            run_all_cells(page)
        page.keyboard.press("Control+S")
        page.wait_for_timeout(1000)
        outputs = contents(page, "GET", path)["content"]["cells"][0].get("outputs", [])
        if [output.get("text") for output in outputs] == [text]:
            return
    raise AssertionError(f"the first cell printed {outputs}, not {text!r}")


def solve(page: Page, source: Path, path: str) -> None:
    """Write the author's answers into the notebook at `path`, as a person would have typed them."""
    answers = answers_of(source)
    notebook = contents(page, "GET", path)["content"]
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    contents(page, "PUT", path, {"type": "notebook", "content": notebook})


def answers_of(source: Path) -> dict[str, str]:
    """The author's solution cells by name, without the marks around the solutions."""
    cells = json.loads(source.read_text())["cells"]
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "\n".join(
            line for line in "".join(cell["source"]).splitlines() if "### " not in line
        )
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }


def contents(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Call the lab's own contents API with the page's cookies."""
    base = page.url.split("/lab")[0]
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies(base + "/")}
    answer = page.request.fetch(
        f"{base}/api/contents/{path}",
        method=method,
        headers={"X-XSRFToken": cookies["_xsrf"], "Content-Type": "application/json"},
        data=json.dumps(body) if body is not None else None,
    )
    assert answer.ok, f"{answer.status}: {answer.text()[:300]}"
    return answer.json()


def open_assignment_list(page: Page) -> None:
    """Open nbgrader's list of assignments through its menu."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel", has_text="Assignment List").click()
    expect(page.locator("#fetched_assignments_list")).to_be_visible(timeout=LAB_SECONDS * 1000)


def fetched(page: Page, assignment: str) -> Locator:
    """The assignment's row among the downloaded ones, in nbgrader's list."""
    open_assignment_list(page)
    row = page.locator("#fetched_assignments_list .list_item", has_text=assignment)
    expect(row.first).to_be_visible(timeout=LAB_SECONDS * 1000)
    return row.first


def validate(page: Page, assignment: str) -> None:
    """Press nbgrader's Validate and expect that nothing is wrong."""
    row = fetched(page, assignment)
    row.locator(".assignment-notebooks-link").click()
    row.get_by_role("button", name="Validate").first.click()
    expect(page.locator(".jp-Dialog")).to_contain_text("Success", timeout=LAB_SECONDS * 1000)
    page.locator(".jp-Dialog .jp-mod-accept").click()


def submit(page: Page, assignment: str) -> None:
    """Press nbgrader's Submit and wait until the list shows the submission."""
    fetched(page, assignment).get_by_role("button", name="Submit").click()
    submitted = page.locator("#submitted_assignments_list .list_item", has_text=assignment)
    expect(submitted.first).to_be_visible(timeout=30_000)


def fetch_feedback(page: Page, assignment: str) -> None:
    """Press nbgrader's Fetch Feedback and wait until it is done."""
    open_assignment_list(page)
    row = page.locator("#submitted_assignments_list .list_item", has_text=assignment).first
    row.get_by_role("button", name="Fetch Feedback").click()
    expect(page.get_by_text("view feedback").first).to_be_attached(timeout=30_000)
