"""Things for pages to show: a graded submission, exam attempts, a mail with a link."""

import re
import time
from collections.abc import Mapping

from playwright.sync_api import Page

from tests.browser.class_hours import set_class_hours
from tests.browser.handing_in import ASSIGNMENT, GRADING_SECONDS, TRAINEE, graded_submission
from tests.browser.installation import PASSWORD, ROOT, Installation

TEAM_WORK = "first-model"
MAIL_SECONDS = 60


def log_in(page: Page, installation: Installation, person: str) -> None:
    """Log the demo person (the part before the @) in."""
    page.goto(f"{installation.lms}/login")
    page.locator("#email").fill(f"{person}@baeum.example")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{installation.lms}/")


def choose_language(page: Page, language: str) -> None:
    """Switch the interface by the buttons at the foot of the page; people keep it."""
    page.locator(f"form.languages button[value='{language}']").click()
    page.wait_for_function("wanted => document.documentElement?.lang === wanted", arg=language)


def prepare(installation: Installation, page: Page) -> Mapping[str, tuple[str, ...]]:
    """Make one of everything; what pages' addresses are filled with, by the name in the rule.

    `endpoint:name` stands before `name` alone.
    """
    token = reset_token(installation, page)
    announcement = published_announcement(installation, page)
    set_class_hours(installation, page)
    criterion = made_criterion(installation, page)
    page.context.clear_cookies()
    log_in(page, installation, TRAINEE)
    submission = graded_submission(installation, page.request)
    handed_in, running = exam_attempts(installation, page)
    certificate = given_certificate(installation, page)
    group, person, brought = gradebook(installation, page)
    page.goto(f"{installation.lms}/grades")
    grades = re.findall(r'href="/grades/(\d+)"', page.content())
    return {
        "run_id": ("1",),
        "slug": ("ai-foundations",),
        "lesson_key": ("ai-around-us", "first-notebook"),
        "solutions.solution:lesson_key": ("python-practice-solution",),
        "quizzes.again:lesson_key": ("ai-around-us",),
        "quiz_key": ("check-ai-around-us",),
        "item_key": ("q1",),
        "bank_items.item:item_key": ("ai-001", *written_items(installation, page)),
        "item_writing.edit:item_key": ("ai-001",),
        "bank_key": (imported_bank(installation),),
        "bank_exam": ("mock-1",),
        "span": ("unit",),
        "key": ("01-start",),
        "certifications.certification:key": ("ai-900", "nca-genl"),
        "name": (ASSIGNMENT,),
        "submission_id": (submission,),
        "teams.of_assignment:name": (team_work(installation, page),),
        "cell_name": ("total-tests",),
        "item_id": (criterion,),
        "request_id": (asked_request(installation, page, submission),),
        "pair_id": (alike_pair(installation, page),),
        "second_id": (marked_twice(installation, page, submission),),
        "exam_key": ("mock-1",),
        "item_revision_id": (analysed_item(installation, page),),
        "revision_id": ("1",),
        "exams.attempt:attempt_id": (running,),
        "exams.result:attempt_id": (handed_in,),
        "attempt_id": (handed_in,),
        "grade_id": (grades[0],),
        "cohort_id": ("1",),
        "grade_decisions.decision:user_id": (person,),
        "kind": ("assignment",),
        "grade_decisions.decision:key": (ASSIGNMENT,),
        "group_id": (group,),
        "import_id": (brought,),
        "project_id": ("1",),
        "deliverable_id": ("1", "2"),
        "user_id": ("1", "3"),
        "announcement_id": (announcement,),
        "token": (token,),
        "code": (certificate,),
        "number": ("1",),
    }


def published_announcement(installation: Installation, page: Page) -> str:
    """Tell everybody in the run something, as its instructor."""
    log_in(page, installation, "instructor")
    page.goto(f"{installation.lms}/runs/1/announcements/new")
    page.locator("#title_ko").fill("내일 수업은 10시에 시작합니다")
    page.locator("#body_ko").fill("- 실습실을 미리 열어 두세요.\n- **노트북**을 가져오세요.")
    page.locator("form.announcement-form button").click()
    page.wait_for_url(re.compile(r"/announcements/\d+$"))
    return page.url.rpartition("/")[2]


def made_criterion(installation: Installation, page: Page) -> str:
    """A criterion of a question of the assignment, by the instructor who is logged in."""
    address = f"{installation.lms}/runs/1/assignments/{ASSIGNMENT}/rubric/total-tests"
    page.goto(address)
    page.locator("#name").fill("이름과 단위를 모두 쓰고, 왜 그런 값이 나오는지 한 문장으로 밝혔다")
    page.locator("#points").fill("0.5")
    page.locator("form[action*='/rubric/'] button").last.click()
    link = page.locator("a[href*='/rubric-items/']").last
    return (link.get_attribute("href") or "").partition("?")[0].rpartition("/")[2]


def imported_bank(installation: Installation) -> str:
    """A bank imported from a folder of ours, with the exam beside it."""
    done = installation.command(
        "banks", "import", str(ROOT / "content" / "ai-foundations"), "--bank", "taken"
    )
    assert done.returncode == 0, done.stderr
    return "taken"


def written_items(installation: Installation, page: Page) -> tuple[str, str]:
    """Two items that the instructor wrote in pages: a draft, and one that waits for a reviewer."""
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context().new_page()
    log_in(other, installation, "instructor")
    written = []
    for kind in ("numeric", "multiple"):
        other.goto(f"{installation.lms}/courses/ai-foundations/new-item?type={kind}")
        other.locator("button[name=save]").click()
        other.wait_for_url("**/items/*saved=1")
        written.append(other.url.rpartition("/")[2].partition("?")[0])
    other.locator("form[action$='/submit'] button").click()
    other.locator("#review").wait_for()
    other.context.close()
    return written[0], written[1]


def team_work(installation: Installation, page: Page) -> str:
    """An assignment that is done in teams, one of them with the trainee; who comes back after."""
    page.context.clear_cookies()
    log_in(page, installation, "instructor")
    page.goto(f"{installation.lms}/runs/1/assignments/{TEAM_WORK}/teams")
    page.locator("#least").fill("2")
    page.locator("#most").fill("3")
    page.locator("section[aria-labelledby='terms'] form button").first.click()
    page.locator("form[action$='/teams/random'] button").click()
    page.locator("section.team").first.wait_for()
    page.context.clear_cookies()
    log_in(page, installation, TRAINEE)
    return TEAM_WORK


def alike_pair(installation: Installation, page: Page) -> str:
    """Another trainee hands in the same code; the number of the pair that is found."""
    people = installation.data_dir / "people.csv"
    people.write_text("name,email,cohort\n박다온,fellow@baeum.example,1\n")
    installation.command("users", "import", str(people))
    graded_submission(installation, page.request, "fellow")
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context().new_page()
    log_in(other, installation, "instructor")
    address = f"{installation.lms}/runs/1/assignments/{ASSIGNMENT}/likeness"
    other.goto(address)
    other.locator("form[action$='/likeness'] button").click()
    for _ in range(GRADING_SECONDS):
        other.goto(address)
        found = re.findall(r"/alike-pairs/(\d+)", other.content())
        if found:
            other.context.close()
            return str(found[0])
        time.sleep(1)
    raise AssertionError("no pair was found")


def asked_request(installation: Installation, page: Page, submission: str) -> str:
    """The trainee who is logged in asks about a question of their submission."""
    page.goto(f"{installation.lms}/submissions/{submission}/requests/total-tests")
    page.locator("#reason").fill(
        "셋째 줄에서 0으로 나누는 경우도 따로 다루었는데 그 점수가 빠진 것 같습니다."
    )
    page.locator("form[action*='/requests/'] button").click()
    page.wait_for_url(f"**/submissions/{submission}")
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context().new_page()
    log_in(other, installation, "instructor")
    other.goto(f"{installation.lms}/runs/1/assignments/{ASSIGNMENT}/requests")
    (number,) = re.findall(r"/regrade-requests/(\d+)", other.content())[:1]
    other.context.close()
    return str(number)


def marked_twice(installation: Installation, page: Page, submission: str) -> str:
    """A question whose two markers differ; another, the one of `cell_name`, waits for a second."""
    browser = page.context.browser
    assert browser is not None
    first, second = (browser.new_context().new_page() for _ in range(2))
    log_in(first, installation, "instructor")
    log_in(second, installation, "operator")
    address = f"{installation.lms}/runs/1/assignments/{ASSIGNMENT}/second-marking"
    for question in ("average-tests", "total-tests"):
        first.goto(address)
        first.locator("#question").select_option(question)
        first.locator("#percent").fill("100")
        first.locator("#threshold").fill("0")
        first.locator("form[action*='/second-marking'] button").click()
        give_points(first, f"{installation.lms}/submissions/{submission}/marking/{question}", "0")
    give_points(second, f"{installation.lms}/submissions/{submission}/second/average-tests", "1")
    second.goto(address)
    (number,) = re.findall(r"/second-marks/(\d+)", second.content())[:1]
    for one in (first, second):
        one.context.close()
    return str(number)


def give_points(page: Page, address: str, points: str) -> None:
    """Mark one answer, as whoever is logged in."""
    page.goto(address)
    page.locator("#points").fill(points)
    with page.expect_navigation():
        page.locator(".marking form.form button:not([type=button])").click()


def given_certificate(installation: Installation, page: Page) -> str:
    """The trainee's certificate of the course, which asks for little; its code."""
    browser = page.context.browser
    assert browser is not None
    teaching = browser.new_context()
    other = teaching.new_page()
    log_in(other, installation, "instructor")
    other.goto(f"{installation.lms}/runs/1/completion")
    other.locator("#lessons_percent").fill("0")
    other.locator("input[name=works]").first.check()
    other.locator("form.form button").click()
    teaching.close()
    page.goto(f"{installation.lms}/runs/1/completion")
    page.locator(
        "#main form[action$='/certificate'] button, #main a[href*='/certificates/']"
    ).click()
    page.wait_for_url("**/certificates/*")
    return page.url.rpartition("/")[2]


def gradebook(installation: Installation, page: Page) -> tuple[str, str, str]:
    """The numbers of a group of works, of a trainee and of a file of marks in the gradebook."""
    browser = page.context.browser
    assert browser is not None
    teaching = browser.new_context()
    other = teaching.new_page()
    log_in(other, installation, "instructor")
    other.goto(f"{installation.lms}/runs/1/gradebook/groups/new")
    other.locator("#name").fill("실습 과제")
    other.locator("#weight").fill("40")
    for box in other.locator("input[name=works]").all():
        box.check()
    other.locator("form.form button").click()
    other.wait_for_url("**/gradebook/groups")
    group = re.findall(r'href="/grade-groups/(\d+)"', other.content())[-1]
    other.goto(f"{installation.lms}/runs/1/gradebook")
    person = re.findall(rf"gradebook/people/(\d+)/assignment/{ASSIGNMENT}", other.content())[0]
    other.goto(f"{installation.lms}/runs/1/gradebook/import")
    marks = f"name,{ASSIGNMENT}\nnobody,3\n".encode()
    other.locator("#file").set_input_files(
        {"name": "marks.csv", "mimeType": "text/csv", "buffer": marks}
    )
    other.locator("form.form button").click()
    other.wait_for_url("**/grade-imports/*")
    brought = other.url.rpartition("/")[2]
    teaching.close()
    return group, person, brought


def exam_attempts(installation: Installation, page: Page) -> tuple[str, str]:
    """One attempt that is handed in, and one that runs."""
    handed_in = start_attempt(installation, page)
    page.locator("button[data-go='review']:visible").click()
    page.locator("#hand-in").click()
    page.wait_for_url("**/result")
    return handed_in, start_attempt(installation, page)


def start_attempt(installation: Installation, page: Page) -> str:
    """Start the mock exam, or go on with an attempt that another test left; the attempt's number."""
    page.goto(f"{installation.lms}/runs/1/exams/mock-1")
    page.locator("form[action$='/start'] button, .actions a[href*='/attempts/']").first.click()
    page.wait_for_url("**/attempts/*")
    return page.url.rpartition("/")[2]


def analysed_item(installation: Installation, page: Page) -> str:
    """An item that the analysis of the exam leads to, for those who teach."""
    page.context.clear_cookies()
    log_in(page, installation, "instructor")
    page.goto(f"{installation.lms}/runs/1/exams/mock-1/analysis")
    return re.findall(r"/analysis/(\d+)", page.content())[0]


def reset_token(installation: Installation, page: Page) -> str:
    """Ask for a new password, and take the link out of the mail."""
    page.goto(f"{installation.lms}/password/forgot")
    page.locator("#email").fill("mentor@baeum.example")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    for _ in range(MAIL_SECONDS):
        page.goto(f"{installation.lms}/demo/mail")
        found = re.search(r"/password/reset/([\w.-]+)", page.content())
        if found:
            return found[1]
        time.sleep(1)
    raise AssertionError("no mail came")
