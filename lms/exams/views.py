"""Taking exams over HTTP: pages for people, JSON for the exam page's own script."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext

from assessments.model import Exam
from assessments.readiness import Readiness
from lms import clock, db, prepared
from lms.access import Permission, may
from lms.accounts.models import User
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Conflict, TooLarge
from lms.exams import delivery, queries, services, sitting, sitting_web
from lms.exams.analysis_export import rows_of_items
from lms.exams.code_models import RunState
from lms.exams.code_runs import newest_runs
from lms.exams.errors import CodeNeeded
from lms.exams.essays import marks_that_count, newest_marks
from lms.exams.forms import CodeForm, read_item_order, read_last_saves, read_save
from lms.exams.models import Attempt, ExamAllowance
from lms.exams.readiness import readiness_in
from lms.exams.sheet import question_html
from lms.web.express_posts import MOST_BYTES, express_post
from lms.web.guard import ViewResult, actor, guarded, user_id
from lms.web.jsonbody import sent_json
from lms.web.locale import language
from lms.web.spreadsheets import csv_of

bp = Blueprint("exams", __name__, template_folder="templates")

ANSWERS = "/attempts/<int:attempt_id>/answers"


@bp.before_request
def note_entry() -> None:
    """Take the time at the door, so that waiting for the database costs nobody an answer."""
    g.entered_at = clock.now()


@bp.get("/runs/<int:run_id>/exams")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def exams(run: CourseRun) -> ViewResult:
    """The exams of a run and how the person stands in each."""
    found = queries.exams_of_course(db.session(), run.course_id)
    own = {each.id: _own_attempts(queries.ExamInRun(run, each)) for each in found}
    definitions = {each.id: delivery.definition_of(each.current_revision) for each in found}
    return render_template(
        "exams/exams.html", run=run, exams=found, definitions=definitions, own=own
    )


@bp.get("/runs/<int:run_id>/exams/<exam_key>")
@guarded(Permission.RUN_VIEW, load=queries.exam_in_run)
def exam(thing: queries.ExamInRun) -> ViewResult:
    """What the exam is like, the person's attempts, and the way in."""
    return _exam_page(thing, CodeForm(formdata=None))


def _exam_page(thing: queries.ExamInRun, code_form: CodeForm) -> str:
    attempts = _own_attempts(thing)
    revision = thing.exam.current_revision or (attempts[-1].revision if attempts else None)
    if revision is None:
        raise Conflict(gettext("이 시험은 지금 볼 수 없습니다."))
    definition = delivery.definition_of(revision)
    return render_template(
        "exams/exam.html",
        run=thing.run,
        exam=thing.exam,
        revision=revision,
        definition=definition,
        readiness=_own_readiness(thing, definition),
        allowance=(allowance := _own_allowance(thing)),
        attempts_left=services.attempts_left(attempts, definition.attempts, allowance),
        minutes=services.allowed_time(definition.minutes, allowance).total_seconds() / 60,
        attempts=attempts,
        open_attempt=queries.open_attempt_among(attempts, _entered_at()),
        everybody=_everybodys_attempts(thing),
        percent_of=delivery.percent_of,
        sitting=(rule := sitting.rule_in(db.session(), thing.run.id, thing.exam.id)),
        opens_at=services.opening_of(rule, allowance),
        now=clock.now(),
        code_form=code_form,
    )


@bp.post("/runs/<int:run_id>/exams/<exam_key>/start")
@guarded(Permission.RUN_STUDY, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def start(thing: queries.ExamInRun) -> ViewResult:
    """Begin an attempt, or go on with the open one; with the code of the room where there is one."""
    form = CodeForm()
    is_asked = sitting_web.demand_entry(thing, at=_entered_at())
    if is_asked and not sitting_web.is_right(thing.run.id, thing.exam.id, form, at=_entered_at()):
        return _exam_page(thing, form), 422
    with db.transaction() as session:
        attempt = services.start_attempt(
            session,
            thing.run,
            thing.exam,
            user_id(),
            seed=secrets.token_hex(16),
            at=_entered_at(),
        )
    if is_asked:
        sitting_web.remember(attempt.id)
    return redirect(url_for("exams.attempt", attempt_id=attempt.id), code=303)


@bp.get("/attempts/<int:attempt_id>")
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def attempt(found: Attempt) -> ViewResult:
    """The exam page, at the answers as they stand."""
    _settle(found)
    if found.is_closed:
        return redirect(url_for("exams.result", attempt_id=found.id), code=303)
    try:
        sitting_web.demand_machine(found)
    except CodeNeeded:
        return render_template("exams/code.html", attempt=found, form=CodeForm(formdata=None)), 403
    if found.is_paused(clock.now()):
        return render_template("exams/paused.html", attempt=found, revision=found.revision)
    places = queries.places_of(db.session(), found)
    parts = delivery.parts_of(delivery.definition_of(found.revision), places)
    return render_template(
        "exams/attempt.html",
        parts=parts,
        section_titles=delivery.titles_of(parts),
        pause_left=services.pause_left(found, _allowance_for(found)),
        attempt=found,
        revision=found.revision,
        questions=[delivery.question_of(place, language()) for place in places],
        question_html=question_html,
        seconds_left=found.seconds_left(clock.now()),
        elapsed_ms=int((clock.now() - found.started_at).total_seconds() * 1000),
    )


@bp.get(ANSWERS)
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def answers(found: Attempt) -> ViewResult:
    """The answers as the server has them, and its clock, for a page that may be behind."""
    sitting_web.demand_machine(found)
    places = queries.places_of(db.session(), found)
    current = {place.position: place.answer.data for place in places if place.answer}
    at = _entered_at()
    return jsonify(
        answers=current,
        is_over=found.is_over(at),
        is_paused=found.is_paused(at),
        **_clock_of(found),
    )


@express_post(
    bp,
    ANSWERS,
    Permission.ATTEMPT_CHANGE,
    load=queries.attempt_in_brief,
    admits=sitting_web.admits,
)
def take_save(
    found: queries.AttemptInBrief, sent: object, entered_at: datetime
) -> Mapping[str, object]:
    """Take one changed item; the acknowledgement says what now counts."""
    save = read_save(sent)
    with prepared.transaction() as statements:
        receipt = services.save_answer(statements, found.id, save, at=entered_at)
    return {
        "position": receipt.position,
        "client": receipt.client,
        "sequence": receipt.sequence,
        "is_applied": receipt.is_applied,
        "current": receipt.current,
        **_clock_of(found),
    }


@bp.post(ANSWERS)
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_in_brief, sees=Permission.ATTEMPT_VIEW)
def save(found: queries.AttemptInBrief) -> ViewResult:
    """The same, where the fast lane would not take it."""
    sitting_web.demand(found)
    return jsonify(take_save(found, _json(), _entered_at()))


@bp.post("/attempts/<int:attempt_id>/hand-in")
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def hand_in(found: Attempt) -> ViewResult:
    """Close the attempt, or say which answers have not arrived."""
    sitting_web.demand_machine(found)
    sent = read_last_saves(_json())
    with db.transaction() as session:
        missing = services.hand_in(session, found, sent, at=_entered_at())
    if missing:
        reason = gettext("아직 도착하지 않은 답이 있습니다.")
        return jsonify(error="answers_missing", reason=reason, missing=missing), 409
    return jsonify(location=url_for("exams.result", attempt_id=found.id))


@bp.post("/attempts/<int:attempt_id>/pause")
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def pause(found: Attempt) -> ViewResult:
    """Stop the clock, within what the person was given."""
    sitting_web.demand_machine(found)
    with db.transaction() as session:
        services.pause(session, found, _allowance_for(found), at=_entered_at())
    return redirect(url_for("exams.attempt", attempt_id=found.id), code=303)


@bp.post("/attempts/<int:attempt_id>/resume")
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def resume(found: Attempt) -> ViewResult:
    """Let the clock run again."""
    sitting_web.demand_machine(found)
    with db.transaction() as session:
        services.resume(session, found, at=_entered_at())
    return redirect(url_for("exams.attempt", attempt_id=found.id), code=303)


@bp.get("/attempts/<int:attempt_id>/result")
@guarded(Permission.ATTEMPT_VIEW, load=queries.attempt_with)
def result(found: Attempt) -> ViewResult:
    """Score, domains, and every item with key and rationales; only of a closed attempt."""
    _settle(found)
    if not found.is_closed:
        if found.user_id == user_id():
            return redirect(url_for("exams.attempt", attempt_id=found.id), code=303)
        raise Conflict(gettext("아직 끝나지 않은 시험입니다."))
    places = queries.places_of(db.session(), found)
    ids = [place.id for place in places]
    runs = newest_runs(db.session(), ids)
    definition = delivery.definition_of(found.revision)
    items = [delivery.reviewed(place, language(), runs.get(place.id)) for place in places]
    return render_template(
        "exams/result.html",
        attempt=found,
        run=found.run,
        revision=found.revision,
        result=delivery.result_from(found, places),
        scale=definition.scale,
        section_titles=delivery.titles_of(delivery.parts_of(definition, places)),
        items=items,
        lessons=delivery.lessons_to_repeat(items),
        lesson_titles=queries.lesson_titles(found.run.course),
        essay_marks=marks_that_count(newest_marks(db.session(), ids), runs),
        n_running=sum(run.state is RunState.WAITING for run in runs.values()),
    )


@bp.get("/runs/<int:run_id>/exams/<exam_key>/analysis")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def analysis(thing: queries.ExamInRun) -> ViewResult:
    """How each item behaved, sorted as wanted."""
    order = read_item_order(request.args)
    found = queries.analysis_in_run(db.session(), thing.run.id, thing.exam.id)
    return render_template(
        "exams/analysis.html",
        run=thing.run,
        exam=thing.exam,
        test=found.test,
        items=found.in_order(order),
        order=order,
    )


@bp.get("/runs/<int:run_id>/exams/<exam_key>/analysis.csv")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def analysis_csv(thing: queries.ExamInRun) -> ViewResult:
    """The same for a spreadsheet, with every statistic."""
    found = queries.analysis_in_run(db.session(), thing.run.id, thing.exam.id)
    answer = Response(csv_of(rows_of_items(found.items)), mimetype="text/csv")
    name = f"items-{thing.run.slug}-{thing.exam.key}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/runs/<int:run_id>/exams/<exam_key>/analysis/<int:item_revision_id>")
@guarded(Permission.RUN_TEACH, load=queries.analysed_item_in_run, sees=Permission.RUN_VIEW)
def analysed_item(thing: queries.AnalysedInRun) -> ViewResult:
    """One item: what it asks, its key, and who chose which option."""
    return render_template(
        "exams/analysed_item.html",
        run=thing.run,
        exam=thing.exam,
        each=thing.item,
        explained=delivery.explained_without_answer(thing.item.item, language()),
        lesson_titles=queries.lesson_titles(thing.run.course),
    )


def _own_attempts(thing: queries.ExamInRun) -> list[Attempt]:
    return queries.attempts_of(db.session(), thing.run.id, thing.exam.id, user_id())


def _own_allowance(thing: queries.ExamInRun) -> ExamAllowance | None:
    return queries.allowance_of(db.session(), thing.run.id, thing.exam.id, user_id())


def _allowance_for(found: Attempt) -> ExamAllowance | None:
    return queries.allowance_of(db.session(), found.run_id, found.exam_id, found.user_id)


def _own_readiness(thing: queries.ExamInRun, definition: Exam) -> Readiness | None:
    """Only a trainee gets ready; whoever teaches has no chance to be told."""
    if not may(actor(), Permission.RUN_STUDY, thing.scope):
        return None
    return readiness_in(db.session(), definition, user_id())


def _everybodys_attempts(thing: queries.ExamInRun) -> list[tuple[User, Attempt]]:
    if not may(actor(), Permission.RUN_TEACH, thing.scope):
        return []
    return queries.attempts_in_run(db.session(), thing.run.id, thing.exam.id)


def _settle(found: Attempt) -> None:
    """Close an attempt that ran out of time before anything of it is shown.

    The deadline has already decided; writing it down on a GET only saves the
    reader from waiting for the sweep.
    """
    if found.is_over(_entered_at()) and not found.is_closed:
        with db.transaction() as session:
            services.close_if_over(session, found, at=_entered_at())


def _entered_at() -> datetime:
    entered_at: datetime = g.entered_at
    return entered_at


def _json() -> object:
    if (request.content_length or 0) > MOST_BYTES:
        raise TooLarge(gettext("보낸 것이 너무 큽니다."))
    return sent_json()


def _clock_of(found: Attempt | queries.AttemptInBrief) -> dict[str, object]:
    now = clock.now()
    return {"server_time": now.isoformat(), "seconds_left": found.seconds_left(now)}
