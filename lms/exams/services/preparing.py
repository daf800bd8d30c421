"""Forms drawn before an exam begins, so that a start has only to stamp the times."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from assessments import exam_from
from lms.accounts.models import User
from lms.exams.drawing import DrawnForm, Place, draw
from lms.exams.models import Exam
from lms.exams.openings import Opening, expected, prepared_for, unprepared
from lms.exams.prepared_models import PreparedForm


def prepare_forms(
    session: Session,
    run_id: int,
    exam: Exam,
    openings: Collection[Opening],
    seeds: Mapping[int, str],
    *,
    at: datetime,
) -> int:
    """Draw forms from these seeds by person, for those who still have none and have not begun.

    A person who is just beginning is waited for. Says how many were drawn.
    """
    one_at_a_time = select(User.id).where(User.id.in_(seeds)).order_by(User.id).with_for_update()
    session.execute(one_at_a_time).all()
    wanted = sorted(unprepared(session, run_id, exam, openings) & seeds.keys())
    revision = exam.current_revision
    if revision is None or not wanted:
        return 0
    definition = exam_from(revision.definition)
    rows = []
    for user_id in wanted:
        form = draw(session, revision, definition, seeds[user_id])
        rows.append({"user_id": user_id, "seed": form.seed, "places": list(form.places)})
    always = {"run_id": run_id, "exam_id": exam.id, "exam_revision_id": revision.id}
    session.execute(insert(PreparedForm), [row | always | {"drawn_at": at} for row in rows])
    return len(rows)


def discard_forms(session: Session, run_id: int, exam: Exam, openings: Collection[Opening]) -> None:
    """Discard what nobody will begin with: of people who left or began, of an older revision."""
    of_exam = (PreparedForm.run_id == run_id, PreparedForm.exam_id == exam.id)
    kept = expected(session, run_id, exam, openings) & prepared_for(session, run_id, exam)
    session.execute(delete(PreparedForm).where(*of_exam, PreparedForm.user_id.not_in(kept)))


def take_form(session: Session, run_id: int, exam: Exam, user_id: int) -> DrawnForm | None:
    """The form that waits for the person, if it is of what the exam asks now; it waits no more."""
    taken = session.execute(
        delete(PreparedForm)
        .where(
            PreparedForm.run_id == run_id,
            PreparedForm.exam_id == exam.id,
            PreparedForm.user_id == user_id,
        )
        .returning(PreparedForm.exam_revision_id, PreparedForm.seed, PreparedForm.places)
    ).one_or_none()
    if taken is None or taken.exam_revision_id != exam.current_revision_id:
        return None
    return DrawnForm(taken.seed, [Place(*each) for each in taken.places])
