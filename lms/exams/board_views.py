"""The desk of those who run an exam: who sits where, and what may be done about it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.queries import trainees_of
from lms.exams import queries, services, sitting
from lms.exams.board import events_of, saves_of, seats_of, state_of
from lms.exams.forms import AllowanceForm, MinutesForm, SittingForm, WhyForm
from lms.exams.models import Attempt, ExamAllowance
from lms.exams.openings import LEAD, preparation_of
from lms.exams.sitting_models import SittingRule
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("exam_board", __name__, template_folder="templates")

Act = Callable[[Session], None]


@bp.get("/runs/<int:run_id>/exams/<exam_key>/board")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def board(thing: queries.ExamInRun) -> ViewResult:
    """Everybody's attempts as they stand, and what single persons were given."""
    return _board(thing, _allowance_form(thing, is_new=True))


@bp.post("/runs/<int:run_id>/exams/<exam_key>/allowances")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def allow(thing: queries.ExamInRun) -> ViewResult:
    """Give one person time, pauses, attempts or a window of their own."""
    form = _allowance_form(thing)
    if not form.validate_on_submit():
        return _board(thing, form), 422
    with transaction() as session:
        services.give_allowance(
            session,
            thing.run,
            thing.exam,
            int(form.person.data),
            form.given,
            reason=str(form.reason.data),
            by_id=user_id(),
            at=clock.now(),
        )
    flash(gettext("저장했습니다."), "success")
    return redirect(f"{_board_address(thing.run.id, thing.exam.key)}#allowances", code=303)


@bp.post("/runs/<int:run_id>/exams/<exam_key>/sitting")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def set_sitting(thing: queries.ExamInRun) -> ViewResult:
    """Set the beginning, the code of the room and the browsers that are let in."""
    form = SittingForm()
    if not form.validate_on_submit():
        return _board(thing, _allowance_form(thing, is_new=True), form), 422
    with transaction() as session:
        sitting.set_rule(
            session,
            thing,
            str(form.code.data or ""),
            asks_again=bool(form.asks_again.data),
            seb_keys=form.keys,
            opens_at=form.opens_at.data,
            by_id=user_id(),
            at=clock.now(),
        )
    flash(gettext("저장했습니다."), "success")
    return redirect(f"{_board_address(thing.run.id, thing.exam.key)}#sitting", code=303)


@bp.post("/exam-allowances/<int:allowance_id>/withdraw")
@guarded(Permission.RUN_TEACH, load=queries.allowance_with, sees=Permission.RUN_TEACH)
def withdraw(allowance: ExamAllowance) -> ViewResult:
    """Let the rules for everybody hold for the person again."""
    address = _board_address(allowance.run_id, allowance.exam.key)
    with transaction() as session:
        services.withdraw_allowance(session, allowance, by_id=user_id(), at=clock.now())
    flash(gettext("따로 준 것을 거두었습니다."), "success")
    return redirect(f"{address}#allowances", code=303)


@bp.get("/attempts/<int:attempt_id>/desk")
@guarded(Permission.RUN_TEACH, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def desk(found: Attempt) -> ViewResult:
    """What happened in one attempt, and what may be done to it."""
    return _desk(found)


@bp.post("/attempts/<int:attempt_id>/extend")
@guarded(Permission.RUN_TEACH, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def extend(found: Attempt) -> ViewResult:
    """Give a running attempt more time."""
    return _act_timed(found, services.extend_attempt)


@bp.post("/attempts/<int:attempt_id>/reopen")
@guarded(Permission.RUN_TEACH, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def reopen(found: Attempt) -> ViewResult:
    """Let a closed attempt go on."""
    return _act_timed(found, services.reopen_attempt)


@bp.post("/attempts/<int:attempt_id>/invalidate")
@guarded(Permission.RUN_TEACH, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def invalidate(found: Attempt) -> ViewResult:
    """Let an attempt count for nothing."""
    form = WhyForm()

    def act(session: Session) -> None:
        services.invalidate_attempt(
            session, found, reason=str(form.why.data), by_id=user_id(), at=clock.now()
        )

    return _act(found, form, act)


def _act_timed(found: Attempt, service: Callable[..., None]) -> ViewResult:
    form = MinutesForm()

    def act(session: Session) -> None:
        service(
            session,
            found,
            minutes=int(form.minutes.data),
            reason=str(form.reason.data),
            by_id=user_id(),
            at=clock.now(),
        )

    return _act(found, form, act)


def _act(found: Attempt, form: FlaskForm, act: Act) -> ViewResult:
    if not form.validate_on_submit():
        return _desk(found, form), 422
    with transaction() as session:
        act(session)
    flash(gettext("저장했습니다."), "success")
    return redirect(url_for("exam_board.desk", attempt_id=found.id), code=303)


def _desk(found: Attempt, form: FlaskForm | None = None) -> str:
    at, session = clock.now(), db.session()
    return render_template(
        "exams/desk.html",
        attempt=found,
        run=found.run,
        revision=found.revision,
        state=state_of(found, at),
        person=queries.person_of(session, found),
        events=events_of(session, found),
        saves=saves_of(session, found),
        seconds_left=found.seconds_left(at),
        timed=form if isinstance(form, MinutesForm) else MinutesForm(formdata=None),
        void=form if isinstance(form, WhyForm) else WhyForm(formdata=None),
    )


def _board(
    thing: queries.ExamInRun, form: AllowanceForm, sitting_form: SittingForm | None = None
) -> str:
    at, session = clock.now(), db.session()
    rule = sitting.rule_in(session, thing.run.id, thing.exam.id)
    return render_template(
        "exams/board.html",
        run=thing.run,
        exam=thing.exam,
        revision=thing.exam.current_revision,
        seats=seats_of(session, thing.run.id, thing.exam.id, at),
        allowances=queries.allowances_in_run(session, thing.run.id, thing.exam.id),
        form=form,
        sitting=rule,
        preparation=preparation_of(session, thing.run.id, thing.exam, at),
        lead=int(LEAD.total_seconds()) // 60,
        sitting_form=sitting_form or _sitting_form(rule),
        now=at,
    )


def _sitting_form(rule: SittingRule | None) -> SittingForm:
    if rule is None:
        return SittingForm(formdata=None)
    keys = "\n".join(rule.seb_keys)
    return SittingForm(
        formdata=None,
        opens_at=rule.opens_at,
        code=rule.code,
        asks_again=rule.asks_again,
        seb_keys=keys,
    )


def _allowance_form(thing: queries.ExamInRun, *, is_new: bool = False) -> AllowanceForm:
    form = AllowanceForm(formdata=None) if is_new else AllowanceForm()
    people = trainees_of(db.session(), thing.run.cohort)
    form.person.choices = [SelectChoice(one.id, f"{one.name} ({one.email})") for one in people]
    return form


def _board_address(run_id: int, exam_key: str) -> str:
    return url_for("exam_board.board", run_id=run_id, exam_key=exam_key)
