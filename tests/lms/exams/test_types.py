"""Every type of item that a page can ask: saved, shown again, marked, explained, and never told."""

import html
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from assessments.fields import Fields, Report
from assessments.formats.yaml_source import parse_entry
from assessments.items import IN_EXAMS, ON_PAGES, parse_item
from assessments.model import Attachment, Demand, Exam, Item
from lms.accounts.models import User
from lms.exams import services
from tests.assessments.samples import bank_of, exam_of
from tests.assessments.typed_answers import OTHER, RIGHT, WRONG_SHAPE
from tests.assessments.typed_items import source_of
from tests.leaks import leak
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.people import NOW, World

SECRETS = (
    "secret",
    "4096",
    "4100",
    "0.25",
    "rationale",
    "objective",
    "목표",
    "is_right",
    "is_correct",
    "tolerance",
    "credit",
)
HARMLESS = {"short-text": "답", "cloze": {"secret-a": "secret-a/secret-2", "secret-b": "답"}}
"""Answers in the candidate's own words, which come back to them."""
NAMES = sorted(ON_PAGES)


def typed(name: str) -> Item:
    report = Report("a.yml")
    entry = parse_entry(source_of(name), report)
    assert entry is not None
    assert isinstance(entry.value, tuple)
    found = parse_item(Fields(entry.value[0], report, ("ko",)), "a")
    assert found is not None, report.problems
    return found


TABLE = b"day,kg\n1,12.4\n"
CARRIED = Attachment("secret-4096/table.csv", {"ko": "표"}, sha256(TABLE).hexdigest(), len(TABLE))
"""A file in a folder whose name tells the key."""


@pytest.fixture
def exam(app: Flask, session: Session, world: World) -> Exam:
    """An exam that asks one item of every type, each with a file."""
    found = exam_of(Demand("a", len(IN_EXAMS)))
    bank = bank_of([replace(typed(name), attachments=(CARRIED,)) for name in sorted(IN_EXAMS)])
    kept = {CARRIED.sha256: TABLE}
    services.keep_item_files(session, app.extensions["blobs"], bank.id, kept, at=NOW)
    services.publish_exams(session, world.course.id, [bank], [found], at=NOW)
    session.commit()
    return found


def question(page: str, position: int) -> str:
    """The form of one question."""
    return page.split(f'id="question-{position}"')[1].split("</form>", maxsplit=1)[0]


@pytest.mark.every_database
@pytest.mark.parametrize("name", NAMES)
def test_a_right_answer_is_saved_shown_again_marked_and_explained(sit: Sit, name: str) -> None:
    sitting = sit()
    empty = question(page_of(sitting), sitting.place(name).position)

    assert sitting.save(name, RIGHT[name]).status_code == 200

    state = sitting.browser.get(f"/attempts/{sitting.attempt_id}/answers").json
    assert state is not None
    (kept,) = state["answers"].values()
    assert kept["answer"] == sitting.given(name, RIGHT[name])
    resumed = question(page_of(sitting), sitting.place(name).position)
    assert resumed != empty
    assert holds_answer(resumed, kept["answer"])
    assert sitting.hand_in().status_code == 200
    assert sitting.place(name).outcome == "right"
    result = article(sitting, name)
    assert "secret" in result, "the key and why"
    assert "맞음" in result or name in {"single", "multiple"}


def page_of(sitting: Sitting) -> str:
    return html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}").text)


def holds_answer(form: str, kept: object) -> bool:
    """Whether every part of the answer is chosen or written in the form."""
    if isinstance(kept, dict):
        return all(holds_answer(form, each) for each in kept.values())
    if isinstance(kept, list):
        return all(holds_answer(form, each) for each in kept)
    marks = (f'value="{kept}" checked', f'value="{kept}" selected')
    fields = [each for each in form.split("<input") if 'type="radio"' not in each]
    written = [each for each in fields if 'type="checkbox"' not in each]
    return any(mark in form for mark in marks) or any(f'value="{kept}"' in each for each in written)


def article(sitting: Sitting, name: str) -> str:
    page = html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text)
    return page.split(f'id="item-{sitting.place(name).position}"')[1].split("</article>")[0]


@pytest.mark.parametrize("name", NAMES)
def test_another_answer_earns_what_the_rule_says_and_the_result_shows_both(
    sit: Sit, name: str
) -> None:
    value, outcome = OTHER[name]
    sitting = sit()
    sitting.save(name, value)
    sitting.hand_in()

    assert sitting.place(name).outcome == outcome
    shown = article(sitting, name)
    assert "정답" in shown
    assert "내 답" in shown
    assert (
        f"reviewed--{outcome}" in sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_of_the_wrong_shape_is_refused_with_what_and_where(sit: Sit, name: str) -> None:
    sitting = sit()

    refused = sitting.save(name, WRONG_SHAPE[name])

    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["error"] == "wrong_shape"
    assert str(sitting.place(name).position) in refused.json["reason"]
    assert refused.json["fields"]["answer"]


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_can_be_taken_back(sit: Sit, name: str) -> None:
    sitting = sit()
    sitting.save(name, RIGHT[name])

    assert sitting.save(name, None).status_code == 200
    sitting.hand_in()
    assert sitting.place(name).outcome == "unanswered"
    assert "답하지 않음" in sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_byte_of_a_running_attempt_tells_a_key_of_any_type(
    sit: Sit, world: World, exam: Exam, language: str
) -> None:
    sitting = sit()
    sitting.browser.post("/language", data={"language": language})
    answers = [
        each
        for name in NAMES
        for each in (HARMLESS.get(name, OTHER[name][0]), WRONG_SHAPE[name], None)
    ]
    names = [name for name in NAMES for _ in range(3)]
    names, answers = (
        [*names, "extended-text", "code", "notebook"],
        [*answers, "내가 쓴 글", "n = 1", "0" * 64],
    )
    addresses = [
        f"/attempts/{sitting.attempt_id}",
        f"/attempts/{sitting.attempt_id}/answers",
        f"/attempts/{sitting.attempt_id}/result",
        f"/runs/{world.run.id}/exams/{exam.id}",
    ]
    sent = [sitting.save(name, value) for name, value in zip(names, answers, strict=True)]  # fmt: skip
    sent += [sitting.browser.get(address) for address in addresses]
    files = [
        f"/attempts/{sitting.attempt_id}/questions/{sitting.place(name).position}/files/1"
        for name in sorted(IN_EXAMS)
    ]
    assert all(f'href="{address}"' in page_of(sitting) for address in files)
    sent += [sitting.browser.get(address) for address in files]
    assert {each.status_code for each in sent[-len(files) :]} == {200}
    sent += [sitting.hand_in({"1": {"client": "window-one", "sequence": 99_999}})]

    told = "\n".join(
        html.unescape(f"{each.headers}\n{each.text}\n{each.get_json(silent=True)}") for each in sent
    )
    assert "차례로" in told or "짝지어라" in told
    assert leak(told, (*SECRETS, CARRIED.sha256, sitting.attempt().seed)) is None


@pytest.mark.every_database
def test_those_who_teach_see_the_key_of_an_item_of_any_type_in_its_analysis(
    sit: Sit, world: World, exam: Exam, client_of: Callable[[User], FlaskClient]
) -> None:
    sitting = sit()
    for name in NAMES:
        sitting.save(name, OTHER[name][0])
    sitting.hand_in()
    teacher = client_of(world.ann)

    for name in NAMES:
        number = sitting.place(name).item_revision_id
        page = teacher.get(f"/runs/{world.run.id}/exams/{exam.id}/analysis/{number}")
        assert page.status_code == 200
        assert "정답" in page.text
        assert "secret" in page.text
