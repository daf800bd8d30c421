"""Answering a lesson's questions and running its cells; each form works without a script."""

import re

from flask import Blueprint, redirect, render_template, request, url_for

from assessments import sent_answer
from lms import clock, db
from lms.access import Permission, may
from lms.db import transaction
from lms.errors import Invalid
from lms.lessons import quiz_services
from lms.lessons.evidence import QuizAnswer
from lms.lessons.queries import LessonInRun, lesson_to_view
from lms.lessons.quiz_queries import QuestionInLesson, question_to_answer, shown_question
from lms.lessons.quiz_services import NotAnswered
from lms.lessons.receipts import HEADER, is_first
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("quizzes", __name__, template_folder="templates")


@bp.post("/runs/<int:run_id>/lessons/<lesson_key>/quizzes/<quiz_key>/<item_key>")
@guarded(Permission.RUN_STUDY, load=question_to_answer, sees=Permission.RUN_VIEW)
def answer(asked: QuestionInLesson) -> ViewResult:
    """Mark an answer; lead back to the question, or give it anew to a script.

    The same delivery again (`Idempotency-Key`) is answered from what was kept of the first.
    """
    done: QuizAnswer | NotAnswered | None = None
    with transaction() as session:
        if is_first(session, user_id(), request.headers.get(HEADER), at=clock.now()):
            done = quiz_services.answer_question(
                session, user_id(), asked, request.form.to_dict(flat=False), at=clock.now()
            )
        if isinstance(done, NotAnswered):
            session.rollback()
        elif done is not None:
            quiz_services.finish_if_all_right(session, user_id(), asked.found, at=clock.now())
    return _show(asked, problem=done if isinstance(done, NotAnswered) else "")


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>/quizzes/<quiz_key>/<item_key>")
@guarded(Permission.RUN_VIEW, load=question_to_answer)
def again(asked: QuestionInLesson) -> ViewResult:
    """The question to be answered once more."""
    return _show(asked, is_again=True)


@bp.post("/runs/<int:run_id>/lessons/<lesson_key>/cells")
@guarded(Permission.RUN_STUDY, load=lesson_to_view, sees=Permission.RUN_VIEW)
def ran(found: LessonInRun) -> ViewResult:
    """Note that a code cell was run in the browser."""
    cell = request.form.get("cell", "")
    if not re.fullmatch(r"[0-9]{1,4}", cell):
        raise Invalid("cell: a number")
    is_changed = request.form.get("changed") == "1"
    with transaction() as session:
        quiz_services.note_run(
            session, user_id(), found, int(cell), is_changed=is_changed, at=clock.now()
        )
    return {"ran": int(cell)}


def _show(asked: QuestionInLesson, *, problem: str = "", is_again: bool = False) -> ViewResult:
    """The question alone for a script (`part`), else the way to it in the lesson's page."""
    found = asked.found
    spoken = request.values.get("lang", "")
    spoken = spoken if spoken in found.lesson.languages else found.lesson.languages[0]
    wants_anew = is_again or bool(problem)
    if "part" in request.values:
        sent = request.form.to_dict(flat=False)
        shown = shown_question(
            db.session(),
            user_id(),
            asked,
            spoken,
            is_again=wants_anew,
            problem=problem,
            given=sent_answer(asked.item, sent) if problem else None,
        )
        page = render_template(
            "lessons/question.html",
            here=found,
            run=found.run,
            spoken=spoken,
            question=shown,
            is_studying=may(actor(), Permission.RUN_STUDY, found.scope),
        )
        return page, 422 if problem else 200
    target = url_for(
        "lessons.lesson",
        run_id=found.run.id,
        lesson_key=found.lesson.key,
        lang=spoken,
        again=f"{asked.quiz.key}/{asked.item_key}" if wants_anew else None,
        problem=problem or None,
        _anchor=f"quiz-{asked.quiz.key}-{asked.item_key}",
    )
    return redirect(target, code=303)
