"""Marking what people write in exams: by question, without names, by the rubric."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.exams import delivery, queries, services
from lms.exams.code_runs import runs_of
from lms.exams.code_words import hitch_words
from lms.exams.essays import (
    Paper,
    criteria_of_place,
    essay_questions,
    paper_to_mark,
    program_to_run,
)
from lms.exams.forms import EssayMarkForm, WhyForm, essay_form
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.locale import language

bp = Blueprint("essays", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/exams/<exam_key>/marking")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def questions(thing: queries.ExamInRun) -> ViewResult:
    """The questions that people mark, and how many answers wait."""
    found = essay_questions(db.session(), thing.run.id, thing.exam.id)
    return render_template(
        "exams/essays.html",
        run=thing.run,
        exam=thing.exam,
        revision=thing.exam.current_revision,
        questions=[(each, delivery.stem_of(each.revision, language())) for each in found],
    )


@bp.get("/exam-answers/<int:attempt_item_id>/marking")
@guarded(Permission.RUN_TEACH, load=paper_to_mark, sees=Permission.RUN_TEACH)
def paper(found: Paper) -> ViewResult:
    """One answer, what is expected, and the points."""
    newest = found.marks[-1] if found.marks else None
    return _paper(found, essay_form(criteria_of_place(found.place), newest))


@bp.post("/exam-answers/<int:attempt_item_id>/marking")
@guarded(Permission.RUN_TEACH, load=paper_to_mark, sees=Permission.RUN_TEACH)
def mark(found: Paper) -> ViewResult:
    """Take the points and lead to the next answer that waits."""
    form = essay_form(criteria_of_place(found.place))
    if not form.validate_on_submit():
        return _paper(found, form), 422
    with transaction() as session:
        services.mark_essay(
            session,
            found.place,
            form.given,
            comment=str(form.comment.data or ""),
            by_id=user_id(),
            at=clock.now(),
        )
    attempt = found.place.attempt
    if found.next_id is not None and request.form.get("then") != "list":
        return redirect(url_for("essays.paper", attempt_item_id=found.next_id), code=303)
    flash(gettext("저장했습니다."), "success")
    key = attempt.exam.key
    return redirect(url_for("essays.questions", run_id=attempt.run_id, exam_key=key), code=303)


@bp.post("/exam-answers/<int:attempt_item_id>/run")
@guarded(Permission.RUN_TEACH, load=program_to_run, sees=Permission.RUN_TEACH)
def run_again(found: Paper) -> ViewResult:
    """Let the tests run once more on a program, with the reason why."""
    why = WhyForm()
    if not why.validate_on_submit():
        newest = found.marks[-1] if found.marks else None
        form = essay_form(criteria_of_place(found.place), newest)
        return _paper(found, form, why), 422
    with transaction() as session:
        services.run_again(
            session, found.place, reason=str(why.why.data), by_id=user_id(), at=clock.now()
        )
    flash(gettext("테스트를 다시 돌립니다."), "success")
    return redirect(url_for("essays.paper", attempt_item_id=found.place.id), code=303)


def _paper(found: Paper, form: EssayMarkForm, why: WhyForm | None = None) -> str:
    place = found.place
    runs = runs_of(db.session(), place.id)
    return render_template(
        "exams/essay.html",
        paper=found,
        run=place.attempt.run,
        exam=place.attempt.exam,
        revision=place.attempt.revision,
        explained=delivery.reviewed(place, language(), runs[-1] if runs else None).explained,
        runs=runs,
        hitch_words=hitch_words,
        why=why or WhyForm(formdata=None),
        criteria=criteria_of_place(place, is_rendered=True),
        form=form,
    )
