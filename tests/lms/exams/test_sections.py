"""Sections of an exam: together in the form, titled on every page, with a result of their own."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from assessments.model import Exam, Section
from lms.accounts.models import User
from lms.exams import services
from tests.lms.exams.conftest import BANK, RIGHT, Sit, definition
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
FIRST, SECOND = {"ko": "1과목 나중"}, {"ko": "2과목 먼저"}


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """Two sections of one domain, in another order than the blueprint's."""
    sections = (Section(FIRST, ("b",)), Section(SECOND, ("a",)))
    found = replace(definition(), sections=sections)
    services.publish_exams(session, world.course.id, [BANK], [found], at=NOW)
    session.commit()
    return found


@pytest.fixture
def exam_in_one(session: Session, world: World) -> Exam:
    """One section of both domains."""
    found = replace(definition(), sections=(Section(FIRST, ("a", "b")),))
    services.publish_exams(session, world.course.id, [BANK], [found], at=NOW)
    session.commit()
    return found


def test_the_page_before_the_exam_names_its_sections(
    world: World, exam: Exam, client_of: ClientOf
) -> None:
    page = client_of(world.ben).get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "2개 부분으로 나뉘어" in page
    assert page.index("<dt>1과목 나중</dt>") < page.index("<dt>2과목 먼저</dt>")


def test_items_of_a_section_stand_together_under_its_title(sit: Sit) -> None:
    sitting = sit()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text

    assert [sitting.place(item).domain for item in RIGHT] == ["a", "a", "b", "b"]
    assert {sitting.place(item).position for item in ("b-number", "b-single")} == {1, 2}
    for position in (1, 2, 3, 4):
        question = page.split(f'id="question-{position}"')[1].split("</form>")[0]
        assert ("1과목 나중" in question) is (position < 3)
        assert ("2과목 먼저" in question) is (position > 2)
    first, second = page.split('class="exam-list__section"')[1:]
    assert 'data-go="1"' in first
    assert 'data-go="3"' not in first
    assert 'data-go="3"' in second


def test_the_result_is_told_by_section_with_band_and_minimum(sit: Sit) -> None:
    sitting = sit()
    for item in ("a-single", "a-multiple", "b-single"):
        sitting.save(item, RIGHT[item])
    sitting.hand_in()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text

    heads = page.split('class="domain__head"')[1:]
    assert "1과목 나중" in heads[0]
    assert ">1 / 2<" in heads[0]
    assert "이 영역의 최소 기준 25%" in heads[0]
    assert "2과목 먼저" in heads[1]
    # Wilson, z = 1: 2 of 2 is (1.25 -+ .25) / 1.5, the cut is 50 %
    assert "66.6~100% · 합격선보다 높음" in heads[1]


def test_a_section_of_several_domains_has_its_sum_and_then_each_domain(
    exam_in_one: Exam, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.ben)
    before = browser.get(f"/runs/{world.run.id}/exams/{exam_in_one.id}").text
    attempt = browser.post(f"/runs/{world.run.id}/exams/{exam_in_one.id}/start").location
    browser.post(f"{attempt}/hand-in", json={"last": {}})

    page = browser.get(f"{attempt}/result").text

    assert "<dt><strong>1과목 나중</strong></dt>" in before
    assert "<dt>a</dt>" in before
    section = page.split('class="section-result"')[1].split("</section>")[0]
    assert "1과목 나중" in section
    assert "0 / 4" in section
    assert section.count('class="domain__head"') == 2


def test_without_sections_nothing_is_titled(
    session: Session, world: World, client_of: ClientOf
) -> None:
    services.publish_exams(session, world.course.id, [BANK], [definition()], at=NOW)
    session.commit()
    browser = client_of(world.ben)
    before = browser.get(f"/runs/{world.run.id}/exams/mock").text
    attempt = browser.post(f"/runs/{world.run.id}/exams/mock/start").location

    page = browser.get(attempt).text

    assert "부분으로 나뉘어" not in before
    assert 'class="question__section"' not in page
    assert 'class="exam-list__section"' not in page
