"""Publishing exams: kept under their content, never half done."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.model import Demand, Exam
from lms.exams import services
from lms.exams.models import Exam as StoredExam
from lms.exams.models import ExamRevision, ItemRevision
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.lms.exams.conftest import BANK, Sit, definition
from tests.lms.people import NOW, World


def count(session: Session, table: type[ExamRevision] | type[ItemRevision]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_publishing_the_same_again_changes_nothing(
    session: Session, world: World, exam: Exam
) -> None:
    services.publish_exams(session, world.course.id, [BANK], [exam], at=NOW)

    assert (count(session, ExamRevision), count(session, ItemRevision)) == (1, 4)


def test_a_changed_item_makes_a_new_revision_of_itself_and_of_the_exam(
    session: Session, world: World, exam: Exam
) -> None:
    changed = replace(BANK.items[0], stem={"ko": "새 문항"})
    services.publish_exams(
        session, world.course.id, [replace(BANK, items=(changed, *BANK.items[1:]))], [exam], at=NOW
    )

    assert (count(session, ExamRevision), count(session, ItemRevision)) == (2, 5)


def test_a_running_attempt_keeps_the_items_it_began_with(
    session: Session, world: World, exam: Exam, sit: Sit
) -> None:
    sitting = sit()
    changed = tuple(replace(item, stem={"ko": "새 문항"}) for item in BANK.items)
    services.publish_exams(session, world.course.id, [replace(BANK, items=changed)], [exam], at=NOW)
    session.commit()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text
    assert "새 문항" not in page
    assert "문항 a-single" in page


def test_enemies_of_a_published_bank_do_not_meet_in_an_attempt(
    session: Session, world: World
) -> None:
    rivals = [f"a-rival-{number}" for number in range(7)]
    items = [
        replace(choice_item(rival), enemies=tuple(sorted({*rivals} - {rival}))) for rival in rivals
    ]
    bank, exam = bank_of([*items, choice_item("a-peace")]), exam_of(Demand("a", 2))
    services.publish_exams(session, world.course.id, [bank], [exam], at=NOW)
    stored = session.scalars(select(StoredExam)).one()

    # of 28 pairs, only 7 have the peaceful one in them
    attempt = services.start_attempt(session, world.run, stored, world.ben.id, seed="1", at=NOW)

    keys = {item.item_revision.item_key for item in attempt.items}
    assert len(keys) == 2
    assert "a-peace" in keys


def test_an_exam_no_longer_among_them_cannot_be_started(
    session: Session, world: World, exam: Exam, sit: Sit
) -> None:
    sitting = sit()
    services.publish_exams(session, world.course.id, [BANK], [], at=NOW)
    session.commit()

    assert sitting.browser.get(f"/attempts/{sitting.attempt_id}").status_code == 200
    sitting.hand_in()
    address = f"/runs/{world.run.id}/exams/{exam.id}"
    assert sitting.browser.post(f"{address}/start").status_code == 409
    assert sitting.browser.get(address).status_code == 200


@pytest.mark.parametrize(
    "wrong", [exam_of(Demand("a", 3)), exam_of(Demand("z", 1)), replace(definition(), bank="none")]
)
def test_an_exam_that_its_bank_cannot_meet_is_refused(
    session: Session, world: World, wrong: Exam
) -> None:
    with pytest.raises(services.BlueprintUnmet):
        services.publish_exams(session, world.course.id, [BANK], [wrong], at=NOW)


def test_texts_are_rendered_and_made_harmless_once(session: Session, world: World) -> None:
    item = replace(
        choice_item("x"), stem={"ko": "`print(1)` <script>alert(1)</script>\n\n- 하나\n- 둘"}
    )
    services.publish_exams(
        session, world.course.id, [bank_of([item])], [exam_of(Demand("a", 1))], at=NOW
    )

    stored = session.scalars(select(ItemRevision)).one()
    assert "<code>print(1)</code>" in stored.rendered["stem"]["ko"]
    assert "<li>하나</li>" in stored.rendered["stem"]["ko"]
    assert "script" not in stored.rendered["stem"]["ko"]
    assert stored.rendered["options"][0]["text"]["ko"] == "선택 a"
    assert stored.source["stem"] == dict(item.stem)


def test_an_exam_belongs_to_its_course(session: Session, world: World, exam: Exam) -> None:
    stored = session.scalars(select(StoredExam)).one()

    assert (stored.course_id, stored.key) == (world.course.id, exam.id)
