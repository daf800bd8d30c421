"""Items that draw numbers, in an exam: other ones in each attempt, the same in every look at one."""

import html
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from assessments.model import Demand, Exam
from lms.accounts.models import User
from lms.exams import services
from tests.assessments.samples import bank_of, exam_of
from tests.assessments.test_parameters import NUMERIC, item_of
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.people import NOW, World

SOURCE = NUMERIC.replace("1200, 1500", "1237, 1511")  # products that stand nowhere by chance
ASKED = re.compile(r"(\d+)개를 (\d+)원에 사면")


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """An exam of one item that draws two numbers and computes a third; ten attempts."""
    found = exam_of(Demand("a", 1))
    found = Exam(**{**{name: getattr(found, name) for name in found.__slots__}, "attempts": 10})
    services.publish_exams(session, world.course.id, [bank_of([item_of(SOURCE)])], [found], at=NOW)
    session.commit()
    return found


def page_of(sitting: Sitting) -> str:
    return html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}").text)


def asked(page: str) -> tuple[int, int]:
    found = ASKED.search(page)
    assert found is not None
    return int(found[1]), int(found[2])


@pytest.mark.every_database
def test_an_attempt_keeps_its_numbers_and_is_marked_and_explained_by_them(sit: Sit) -> None:
    sitting = sit()
    n, price = asked(page_of(sitting))
    assert asked(page_of(sitting)) == (n, price)

    sitting.save("n", str(n * price))
    sitting.hand_in()

    assert sitting.place("n").outcome == "right"
    result = html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text)
    assert f"{n} × {price} = {n * price}" in result
    assert "{{=" not in result


def test_another_attempt_draws_other_numbers(sit: Sit) -> None:
    seen = set()
    for _ in range(8):
        sitting = sit()
        seen.add(asked(page_of(sitting)))
        sitting.hand_in()

    assert len(seen) > 1


def test_a_running_attempt_tells_neither_names_nor_what_is_computed(
    sit: Sit, world: World, exam: Exam
) -> None:
    sitting = sit()
    page = page_of(sitting)
    n, price = asked(page)
    sent = [sitting.save("n", "1"), sitting.save("n", "x"), sitting.save("n", None)]
    sent += [
        sitting.browser.get(address)
        for address in (
            f"/attempts/{sitting.attempt_id}/answers",
            f"/attempts/{sitting.attempt_id}/result",
            f"/runs/{world.run.id}/exams/{exam.id}",
        )
    ]

    told = page + "".join(html.unescape(f"{each.headers}{each.text}") for each in sent)

    for secret in ("n * price", "price", "parameters", "{{", "×"):
        assert secret not in told
    assert not re.search(rf"(?<![0-9a-f]){n * price}(?![0-9a-f])", told)


def test_those_who_teach_see_a_sample(
    sit: Sit, world: World, exam: Exam, client_of: Callable[[User], FlaskClient]
) -> None:
    sitting = sit()
    sitting.hand_in()
    number = sitting.place("n").item_revision_id

    page = client_of(world.ann).get(f"/runs/{world.run.id}/exams/{exam.id}/analysis/{number}").text

    n, price = asked(html.unescape(page))
    assert str(n * price) in page
