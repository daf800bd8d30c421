"""The result page, and that nothing of it shows before the attempt is closed."""

import html
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from assessments.model import Exam
from lms.accounts.models import User
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import BANK, RIGHT, Sit, Sitting
from tests.lms.people import World

pytestmark = pytest.mark.every_database

SECRETS = ("까닭", "reason a", "reason b", "reason c", "reason d", "reason n", "41.5", "0.25", "rationale", "is_correct", "objective", "목표",
           "python-values", "tolerance", '"correct"')  # fmt: skip


def everything_sent(sitting: Sitting, world: World, exam: Exam) -> str:
    """Every answer a browser gets in the course of a running attempt, headers included."""
    pages = [
        sitting.browser.get(f"/runs/{world.run.id}/exams"),
        sitting.browser.get(f"/runs/{world.run.id}/exams/{exam.id}"),
        sitting.browser.get(f"/attempts/{sitting.attempt_id}"),
        sitting.save("a-single", "a"),
        sitting.save("a-multiple", ["a", "b"]),
        sitting.save("b-number", "7"),
        sitting.save("b-number", "6", sequence=1),
        sitting.save("b-number", "x"),
        sitting.save("b-single", "a", position=77),
        sitting.browser.get(f"/attempts/{sitting.attempt_id}/answers"),
        sitting.hand_in({"4": {"client": "window-one", "sequence": 999}}),
        sitting.browser.get(f"/attempts/{sitting.attempt_id}"),
        sitting.browser.get(f"/attempts/{sitting.attempt_id}/result"),
        sitting.browser.get(f"/attempts/{sitting.attempt_id}?language=en"),
        sitting.browser.get(f"/runs/{world.run.id}/exams/{exam.id}"),
    ]
    # JSON escapes Korean, so it is read as well as looked at
    return "\n".join(
        html.unescape(f"{page.headers}\n{page.text}\n{page.get_json(silent=True)}")
        for page in pages
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_byte_of_a_running_attempt_tells_a_key(
    sit: Sit, world: World, exam: Exam, language: str
) -> None:
    sitting = sit()
    sitting.browser.post("/language", data={"language": language})

    sent = everything_sent(sitting, world, exam)

    stem = {"ko": "문항 a-multiple", "en": "question a-multiple"}
    assert stem[language] in sent
    for secret in (*SECRETS, sitting.attempt().seed):
        assert secret not in sent


def test_an_option_is_named_by_nothing_but_a_label_of_this_attempt(
    sit: Sit, world: World, exam: Exam
) -> None:
    sitting = sit()
    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text
    sitting.hand_in()
    other = sit().browser.get(f"/attempts/{sitting.attempt_id + 1}").text

    labels = {label for item in sitting.attempt().items for label, _ in item.labels}
    assert all(page.count(f'value="{label}"') == 1 for label in labels)
    assert not any(label in other for label in labels)
    assert not any(f'value="{option}"' in page for option in "abcd")


def test_the_result_shows_score_domains_own_answer_key_and_every_rationale(sit: Sit) -> None:
    sitting = sit()
    sitting.save("a-single", RIGHT["a-single"])
    sitting.save("b-number", "41", is_flagged=True)
    sitting.hand_in()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text

    assert 'score__percent">25<span>%' in page
    assert "아직 합격선에 닿지 않았습니다" in page
    for item in BANK.items:
        assert f"문항 {item.id}" in page
    for option in "abcd":
        assert page.count(f"까닭 {option}") == 3
    assert "까닭 수" in page
    assert "41.5 원" in page
    assert "이 영역의 최소 기준 25%" in page
    assert f"/runs/{sitting.attempt().run_id}/lessons/python-values" in page


def test_a_passed_attempt_says_so(sit: Sit) -> None:
    sitting = sit()
    for item, answer in RIGHT.items():
        sitting.save(item, answer)
    sitting.hand_in()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text

    assert 'score__percent">100<span>%' in page
    assert "합격입니다" in page
    assert "다시 볼 강의가 없습니다" in page


def test_a_running_attempt_has_no_result_yet(
    sit: Sit, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    sitting = sit()
    address = f"/attempts/{sitting.attempt_id}/result"

    assert sitting.browser.get(address).location == f"/attempts/{sitting.attempt_id}"
    assert client_of(world.ann).get(address).status_code == 409


def test_a_closed_attempt_leads_to_its_result(sit: Sit) -> None:
    sitting = sit()
    sitting.hand_in()

    answer = sitting.browser.get(f"/attempts/{sitting.attempt_id}")

    assert (answer.status_code, answer.location) == (303, f"/attempts/{sitting.attempt_id}/result")


def test_the_result_is_the_candidates_and_the_teachers(
    sit: Sit, world: World, client_of: Callable[[User], FlaskClient], anonymous: FlaskClient
) -> None:
    sitting = sit()
    sitting.hand_in()
    address = f"/attempts/{sitting.attempt_id}/result"

    assert client_of(world.ann).get(address).status_code == 200
    assert client_of(world.eun).get(address).status_code == 200
    assert client_of(world.cho).get(address).status_code == 404
    assert client_of(world.dan).get(address).status_code == 404
    assert anonymous.get(address).status_code == 303
    assert sitting.browser.get("/attempts/999/result").status_code == 404


def test_the_exam_page_is_the_candidates_alone(
    sit: Sit, world: World, client_of: Callable[[User], FlaskClient], anonymous: FlaskClient
) -> None:
    address = f"/attempts/{sit().attempt_id}"

    assert client_of(world.ann).get(address).status_code == 403
    assert client_of(world.cho).get(address).status_code == 404
    assert anonymous.get(address).status_code == 303


def test_the_page_starts_with_the_servers_time(sit: Sit, clock: FakeClock) -> None:
    sitting = sit()
    clock.forward(minutes=15)

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text

    assert 'data-seconds-left="1500.0"' in page
    assert 'data-elapsed-ms="900000"' in page
