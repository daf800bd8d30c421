"""Programs in exams: the result waits for the tests, which run in the sandbox and mark them."""

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.code import Program, mark_by_tests
from assessments.model import Demand, Exam
from assessments.notebooks import CellResult, GradeReport, SandboxUnavailable
from assessments.notebooks.report import HELD, report_of
from lms.accounts.models import User
from lms.enrollments.services import enroll
from lms.exams import services
from lms.exams.code_models import MOST_TRIES, CodeRun, Hitch, RunState
from lms.exams.items import source_of
from lms.exams.jobs import FIND_LOST_JOB
from lms.grades.models import Grade
from lms.queue import Queue
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.leaks import leak
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.exams.test_types import typed
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

ClientOf = Callable[[User], FlaskClient]
RIGHT = "def double(n):\n    return 2 * n\n"
HALF = "def double(n):\n    return 4\n"


@dataclass
class FakeTests:
    """Gives each test what it is told to, by its number, and keeps the answers it was given."""

    scores: list[Decimal | None] = field(default_factory=lambda: [Decimal(1), Decimal(3)])
    fails: list[Exception] = field(default_factory=list)
    given: list[bytes] = field(default_factory=list)
    work: Callable[[], int] = lambda: 0
    """What a worker would do now."""

    def __call__(
        self, _key: bytes, submitted: bytes, _files: Mapping[str, bytes], *, timeout_s: float
    ) -> GradeReport:
        assert timeout_s == 5
        self.given.append(submitted)
        if self.fails:
            raise self.fails.pop()
        cells = [
            CellResult(
                f"test-{number}", score, Decimal(3), score is None, HELD if score is None else None
            )
            for number, score in enumerate(self.scores)
        ]
        return report_of(cells, executed=submitted, flags=())


@pytest.fixture
def sandbox(app: Flask) -> Iterator[FakeTests]:
    queue: Queue = app.extensions["queue"]
    fake, real = FakeTests(work=queue.run_waiting), app.extensions["grader"]
    app.extensions["grader"] = fake
    yield fake
    app.extensions["grader"] = real


@pytest.fixture
def ann(world: World, client_of: ClientOf) -> FlaskClient:
    """The browser of who teaches."""
    return client_of(world.ann)


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """One choice and one program, whose tests have 1 and 3 points; 60 % to pass."""
    found = exam_of(Demand("a", 2))
    bank = bank_of([choice_item("a-single", "a", key="b"), typed("code")])
    services.publish_exams(session, world.course.id, [bank], [found], at=NOW)
    session.commit()
    return found


@pytest.fixture
def written(sit: Sit) -> Sitting:
    """Ben has the choice right, wrote a program and handed in."""
    sitting = sit()
    sitting.save("a-single", "b")
    assert sitting.save("code", RIGHT).status_code == 200
    assert sitting.hand_in().status_code == 200
    return sitting


def result(sitting: Sitting) -> str:
    return html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text)


def runs(session: Session) -> list[CodeRun]:
    session.expire_all()
    found = list(session.scalars(select(CodeRun).order_by(CodeRun.id)))
    session.commit()
    return found


def test_the_page_asks_for_code_with_the_open_tests_and_never_the_hidden_ones(sit: Sit) -> None:
    sitting = sit()
    sitting.save("code", HALF)
    page = html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}").text)

    assert "assert double(2) == 4" in page
    assert HALF.strip() in page
    assert "보이지 않는 테스트도 1개 있습니다" in page
    assert leak(page, ("4096", "8192", "secret")) is None


def test_a_result_waits_for_the_tests_and_says_so(
    session: Session, sandbox: FakeTests, written: Sitting
) -> None:
    page = result(written)

    assert "결과를 기다리는 중입니다" in page
    assert "답 1개를 테스트로 채점하고 있습니다" in page
    assert "사람이 채점하는 문항" not in page
    assert sandbox.given == []
    assert session.scalars(select(Grade)).all() == []
    assert [run.state for run in runs(session)] == [RunState.WAITING]


def test_the_tests_give_the_points_the_result_and_the_grade(
    session: Session, sandbox: FakeTests, written: Sitting
) -> None:
    sandbox.scores = [Decimal(1), Decimal(0)]
    sandbox.work()

    attempt = written.attempt()
    # 1 for the choice, 1 of 4 for the program
    assert (attempt.earned, attempt.is_passed) == (Decimal("1.25"), True)
    assert written.place("code").outcome == "partly"
    (grade,) = session.scalars(select(Grade))
    assert (grade.earned, grade.possible) == (Decimal("1.25"), Decimal(2))
    page = result(written)
    assert "통과하지 못함" in page
    assert "secret" in page, "the message of the failed test, and why"
    assert leak(page, ["8192"]) is None, "a hidden test stays hidden"
    assert b"return 2 * n" in sandbox.given[0]


def test_a_mark_can_be_made_again_from_what_is_kept(
    session: Session, sandbox: FakeTests, written: Sitting
) -> None:
    sandbox.work()

    (run,) = runs(session)
    assert run.report is not None
    body = source_of(run.place.item_revision).body
    assert isinstance(body, Program)
    earned = {name: Decimal(each["earned"]) for name, each in run.report["tests"].items()}
    assert mark_by_tests(body, earned, run.place.points) == run.earned == written.place("code").earned  # fmt: skip
    assert "# Python 3" in str(run.environment)


def test_without_a_sandbox_it_is_tried_again_and_then_left_to_people_never_marked_with_nothing(
    app: Flask,
    session: Session,
    sandbox: FakeTests,
    written: Sitting,
    ann: FlaskClient,
) -> None:
    sandbox.fails = [SandboxUnavailable("none")] * MOST_TRIES
    sandbox.work()
    assert [(run.state, run.tries) for run in runs(session)] == [(RunState.WAITING, 1)]
    for _ in range(MOST_TRIES):
        app.extensions["queue"].wake(FIND_LOST_JOB)
        sandbox.work()

    (run,) = runs(session)
    assert (run.state, run.hitch, run.earned) == (RunState.FOR_PEOPLE, Hitch.NO_SANDBOX, None)
    assert written.attempt().is_waiting
    assert "사람이 채점하는 문항 1개" in result(written)
    page = ann.get(f"/exam-answers/{written.place('code').id}/marking").text
    assert "샌드박스를 쓸 수 없어" in page


def test_people_mark_by_the_tests_what_the_sandbox_leaves_to_them(
    sandbox: FakeTests,
    written: Sitting,
    ann: FlaskClient,
    session: Session,
) -> None:
    sandbox.scores = [Decimal(1), None]
    sandbox.work()
    address = f"/exam-answers/{written.place('code').id}/marking"
    page = ann.get(address).text
    data = {"points_0": "1", "points_1": "1.5", "comment": "읽어 봤다"}
    answer = ann.post(address, data=data)

    assert "테스트를 속였을 수" in page
    assert [run.hitch for run in runs(session)] == [Hitch.DOUBTFUL]
    assert answer.status_code == 303
    assert written.place("code").earned == Decimal("0.625")
    assert not written.attempt().is_waiting
    assert "읽어 봤다" in result(written)


def test_tests_run_again_with_a_reason_and_the_new_mark_counts(
    session: Session,
    sandbox: FakeTests,
    written: Sitting,
    ann: FlaskClient,
) -> None:
    sandbox.scores = [Decimal(0), Decimal(0)]
    sandbox.work()
    assert written.place("code").outcome == "wrong"
    sandbox.scores = [Decimal(1), Decimal(3)]
    address = f"/exam-answers/{written.place('code').id}/run"

    assert ann.post(address, data={"why": ""}).status_code == 422
    assert ann.post(address, data={"why": "환경을 고쳤다"}).status_code == 303
    assert ann.post(address, data={"why": "또"}).status_code == 409, "it waits already"
    assert written.place("code").outcome == "wrong", "the old mark stands until the new one"
    sandbox.work()

    assert written.place("code").outcome == "right"
    assert written.attempt().earned == 2
    assert [(run.state, run.reason) for run in runs(session)] == [
        (RunState.DONE, ""),
        (RunState.DONE, "환경을 고쳤다"),
    ]
    assert "환경을 고쳤다" in ann.get(address.replace("/run", "/marking")).text


def test_only_those_who_teach_run_again(
    written: Sitting, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/exam-answers/{written.place('code').id}/run"

    for person in (world.ben, world.cho, world.dan):
        assert client_of(person).post(address, data={"why": "x"}).status_code == 404
    assert anonymous.post(address, data={"why": "x"}).status_code == 303
    assert client_of(world.ann).post("/exam-answers/999/run", data={"why": "x"}).status_code == 404
    choice = f"/exam-answers/{written.place('a-single').id}/run"
    assert client_of(world.ann).post(choice, data={"why": "x"}).status_code == 404


def test_a_worker_that_died_loses_its_run_and_a_late_one_changes_nothing(
    session: Session, sandbox: FakeTests, written: Sitting, clock: FakeClock
) -> None:
    (run,) = runs(session)
    first = services.claim_run(session, run.id, at=clock())
    assert first is not None
    lease = first.lease
    assert services.claim_run(session, run.id, at=clock()) is None
    clock.forward(minutes=11)
    second = services.claim_run(session, run.id, at=clock())
    session.commit()

    assert second is not None
    assert second.lease not in (None, lease)
    services.give_back_run(session, run.id, str(lease), at=clock())
    session.commit()
    assert runs(session)[0].lease == second.lease


def test_what_was_reopened_is_run_anew_with_what_it_holds_then(
    session: Session,
    sandbox: FakeTests,
    written: Sitting,
    ann: FlaskClient,
) -> None:
    address = f"/attempts/{written.attempt_id}/reopen"
    assert ann.post(address, data={"minutes": 5, "reason": "정전"}).status_code == 303  # fmt: skip
    sandbox.work()
    assert written.place("code").outcome is None, "an attempt that is open has no marks"
    written.save("code", RIGHT + "# again\n")
    written.hand_in()
    sandbox.work()

    assert b"# again" in sandbox.given[-1]
    assert written.attempt().earned == 2


def test_the_result_costs_the_same_queries_for_any_number_of_runs(
    sandbox: FakeTests,
    written: Sitting,
    ann: FlaskClient,
    counted: Any,
) -> None:
    sandbox.work()
    with counted() as one:
        result(written)
    ann.post(f"/exam-answers/{written.place('code').id}/run", data={"why": "다시"})
    sandbox.work()
    with counted() as two:
        result(written)

    assert len(one) == len(two)


FORGED = {
    "loops": "while True: pass\n",
    "ends": "import os\nos._exit(0)\n",
    "prints": 'print("{\\"score\\": 4}")\nprint("TESTS PASSED")\n',
    "reads": (
        "import glob\nfound = [open(each).read() for each in glob.glob('/tmp/**/*', recursive=True) if '.' in each]\n"
        "assert not any('8192' in each for each in found)\ndef double(n): return found\n"
    ),
    "calls": (
        "import urllib.request\nurllib.request.urlopen('http://example.com', timeout=2)\n"
        "def double(n): return 2 * n\n"
    ),
    "dies": "def double(n):\n    import os\n    os._exit(0)\n",
}


@pytest.mark.any_database
def test_attacks_earn_nothing_and_harm_nobody_else(
    app: Flask,
    session: Session,
    world: World,
    sit: Sit,
    ann: FlaskClient,
) -> None:
    work = app.extensions["queue"].run_waiting
    enroll(session, world.cho, world.cohort, at=NOW)
    session.commit()
    attack, honest = sit(), sit(world.cho)
    honest.save("code", RIGHT)
    for name, answer in FORGED.items():
        attack.save("code", answer)
        attack.hand_in()
        work()

        page = result(attack)
        assert attack.place("code").outcome == "wrong", name
        assert not attack.attempt().is_waiting, name
        assert "통과하지 못함" in page, name
        again = {"minutes": 5, "reason": "다시"}
        ann.post(f"/attempts/{attack.attempt_id}/reopen", data=again)
    honest.hand_in()
    work()

    assert honest.place("code").outcome == "right"
