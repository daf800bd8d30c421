"""A person's day in a real lab of a real Hub."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hub_config.machine import Machine, Person
from tests.hub_config.notebooks import NEWER, SOLVED
from tests.hub_config.stand_in import StandIn

pytestmark = pytest.mark.hub
LESSON = "baeum/open?run=ai-2026&lesson=values&lang=ko"
NOTEBOOK = "ai-foundations/02-python/01-values.ipynb"


def home_of(machine: Machine, person: Person) -> Path:
    return machine.data / "labs" / person.name


def test_one_click_leads_from_a_lesson_into_its_notebook(ben: Person) -> None:
    page = ben.click(LESSON)

    assert page.status_code == 200
    assert page.url.path == f"/user/u7/lab/tree/{NOTEBOOK}"


def test_opening_again_keeps_what_the_person_wrote(
    ben: Person, machine: Machine, hub_lms: StandIn
) -> None:
    ben.click(LESSON)
    mine = home_of(machine, ben) / NOTEBOOK
    mine.write_bytes(SOLVED)
    hub_lms.materials[NOTEBOOK] = NEWER

    page = ben.click(LESSON)

    assert page.status_code == 200
    assert mine.read_bytes() == SOLVED
    assert mine.with_name("01-values (새 버전).ipynb").read_bytes() == NEWER


def test_a_lesson_that_does_not_exist_is_a_friendly_page(ben: Person) -> None:
    page = ben.click("baeum/open?run=ai-2026&lesson=nothing&lang=ko")

    assert page.status_code == 404
    assert "실습실에서 열 수 없어요" in page.text


def test_an_lms_that_is_away_is_a_friendly_page(ben: Person, hub_lms: StandIn) -> None:
    hub_lms.is_away = True
    try:
        page = ben.click("baeum/open?run=ai-2026&lesson=values&lang=en")
    finally:
        hub_lms.is_away = False

    assert page.status_code == 503
    assert '<html lang="en">' in page.text


def test_an_assignment_opens_with_one_click(ben: Person, hub_lms: StandIn) -> None:
    hub_lms.archives["ps2"] = {"ps2.ipynb": NEWER}

    page = ben.click("baeum/assignment?run=ai-2026&name=ps2")

    assert page.url.path == "/user/u7/lab/tree/ai-2026/ps2/ps2.ipynb"


def test_the_lab_says_what_is_due_and_which_attempt_counts(ben: Person, hub_lms: StandIn) -> None:
    hub_lms.counts = "last"
    try:
        page = ben.click("baeum/assignments?lang=en")
    finally:
        hub_lms.counts = "best"

    assert page.status_code == 200
    assert "the last attempt" in page.text
    assert 'href="/user/u7/baeum/assignment?run=ai-2026&amp;name=ps1"' in page.text


def test_the_libraries_of_the_course_are_there(ben: Person) -> None:
    said = ben.run("import numpy, pandas, matplotlib, sklearn; print(numpy.arange(4).sum())")

    assert said == "6\n"


def test_plots_draw_korean_and_minus_signs(ben: Person) -> None:
    said = ben.run(
        "import warnings; warnings.simplefilter('error')\n"
        "import matplotlib.pyplot as plt, matplotlib.font_manager as fm\n"
        "fig, ax = plt.subplots(); ax.plot([-1, 1], [-2, 2]); ax.set_title('월별 매출')\n"
        "fig.savefig('/tmp/x.png')\n"
        "print(fm.FontProperties(fname=fm.findfont('NanumGothic')).get_name())"
    )

    assert said == "NanumGothic\n"


def test_the_days_assignment_goes_round(ben: Person, machine: Machine, hub_lms: StandIn) -> None:
    course = {"course_id": "ai-2026"}
    ps1 = {**course, "assignment_id": "ps1"}

    assert ben.lab("GET", "courses").json() == {"success": True, "value": ["ai-2026"]}
    listed = ben.lab("GET", "assignments", params=course).json()["value"]
    assert ("ps1", "released") in [(one["assignment_id"], one["status"]) for one in listed]

    fetched = ben.lab("POST", "assignments/fetch", json=ps1).json()
    assert fetched["success"]
    notebook = home_of(machine, ben) / "ai-2026" / "ps1" / "ps1.ipynb"
    path = {"path": "ai-2026/ps1/ps1.ipynb"}
    wrong = ben.lab("POST", "assignments/validate", json=path).json()
    assert "failed" in wrong["value"]

    notebook.write_bytes(SOLVED)
    right = ben.lab("POST", "assignments/validate", json=path).json()
    assert right == {"success": True, "value": {}}

    handed_in = ben.lab("POST", "assignments/submit", json=ps1).json()
    assert handed_in["success"]
    assert hub_lms.submissions[0].files["ps1.ipynb"] == SOLVED

    hub_lms.submissions[0].feedback = "<p>잘했어요</p>".encode()
    after = ben.lab("POST", "assignments/fetch_feedback", json=ps1).json()["value"]
    mine = next(one for one in after if one.get("submissions"))["submissions"][0]
    page = home_of(machine, ben) / mine["local_feedback_path"] / "ps1.html"
    assert page.read_text() == "<p>잘했어요</p>"


def test_a_refusal_reaches_the_person_through_nbgraders_page(ben: Person, hub_lms: StandIn) -> None:
    body = {"course_id": "ai-2026", "assignment_id": "gone"}

    fetched = ben.lab("POST", "assignments/fetch", json=body).json()

    assert fetched == {
        "success": False,
        "value": "찾을 수 없어요. 공개가 끝났거나 주소가 바뀌었을 수 있어요."
        " / Not found. It may have closed, or its address may have changed.",
    }


def test_while_the_lms_is_slow_the_lab_goes_on(ben: Person, hub_lms: StandIn) -> None:
    course = {"course_id": "ai-2026"}
    with ThreadPoolExecutor() as meanwhile:
        hub_lms.waits = 1.0
        try:
            listing = meanwhile.submit(ben.lab, "GET", "assignments", params=course)
            time.sleep(0.5)
            assert ben.lab("GET", "api/contents").status_code == 200

            assert not listing.done()
            assert listing.result().json()["success"]
        finally:
            hub_lms.waits = 0.0


def test_while_a_notebook_is_validated_the_lab_goes_on(ben: Person, machine: Machine) -> None:
    slow = json.loads(SOLVED)
    code = next(cell for cell in slow["cells"] if cell["cell_type"] == "code")
    code["source"] = "import time; time.sleep(3)\n" + "".join(code["source"])
    (home_of(machine, ben) / "slow.ipynb").write_text(json.dumps(slow))
    with ThreadPoolExecutor() as meanwhile:
        path = {"path": "slow.ipynb"}
        validation = meanwhile.submit(ben.lab, "POST", "assignments/validate", json=path)
        time.sleep(0.5)
        assert ben.lab("GET", "api/contents").status_code == 200

        assert not validation.done()
        assert validation.result().json() == {"success": True, "value": {}}


@pytest.mark.parametrize("path", ["formgraders", "formgrader", "formgrader/api/assignments"])
def test_what_authors_use_is_not_in_a_lab(ben: Person, path: str) -> None:
    assert ben.lab("GET", path).status_code == 404


def test_the_page_of_the_lab_is_quiet_and_korean(ben: Person) -> None:
    config = ben.http.get(f"/user/{ben.name}/lab").text
    settings = ben.lab("GET", "lab/api/settings/@jupyterlab/translation-extension:plugin").json()

    assert "@jupyter/nbgrader:formgrader" in config
    assert "@jupyterlab/apputils-extension:announcements" in config
    assert (
        settings["settings"].get("locale", settings["schema"]["properties"]["locale"]["default"])
        == "ko_KR"
    )


def test_somebody_else_cannot_enter_the_lab(
    ben: Person, machine: Machine, hub_lms: StandIn
) -> None:
    hub_lms.logs_in = "u8"
    with Person(machine, "u8") as eve:
        eve.log_in()
        hub_lms.logs_in = "u7"
        by_cookie = eve.http.get("/user/u7/api/contents")
        token = {"Authorization": f"token {eve.token}"}
        by_token = eve.http.get("/user/u7/api/contents", headers=token)

    assert by_cookie.status_code in {403, 404}
    assert by_token.status_code in {403, 404}
