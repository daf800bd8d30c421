"""Practising: choose what, answer, read at once why, go on."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from assessments import explain, present, sent_answer, variant_of
from assessments.practice import Mode, by_domain, choose
from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.errors import Conflict, Invalid
from lms.exams import practice, queries
from lms.exams.delivery import definition_of
from lms.exams.items import shown_of, source_of
from lms.exams.models import ExamRevision
from lms.exams.practice import Asked, asked_in_run
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.locale import language

bp = Blueprint("practice", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/exams/<exam_key>/practice")
@guarded(Permission.RUN_STUDY, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def overview(thing: queries.ExamInRun) -> ViewResult:
    """What there is to practise, and where the person is weak."""
    revision, at = _revision(thing), clock.now()
    standings = practice.standings_of(db.session(), revision, user_id())
    return render_template(
        "exams/practice.html",
        run=thing.run,
        exam=thing.exam,
        revision=revision,
        domains=by_domain(standings),
        n_due=sum(each.due_at is not None and each.due_at <= at for each in standings),
        n_weak=sum(each.is_weak for each in standings),
        n_new=sum(each.outcome is None for each in standings),
    )


@bp.get("/runs/<int:run_id>/exams/<exam_key>/practice/next")
@guarded(Permission.RUN_STUDY, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def following(thing: queries.ExamInRun) -> ViewResult:
    """Lead to the next item of the mode, or say that there is none."""
    revision, at, session = _revision(thing), clock.now(), db.session()
    mode, domain = _mode(), request.args.get("domain", "")
    if practice.is_exam_under_way(session, user_id(), definition_of(revision).bank, at):
        return _not_now(thing)
    standings = practice.standings_of(session, revision, user_id())
    item = choose(mode, standings, at=at, seed=f"{user_id()} {at.date()}", domain=domain)
    if item is None:
        flash(gettext("지금은 이렇게 풀 문항이 없습니다."), "success")
        address = url_for("practice.overview", run_id=thing.run.id, exam_key=thing.exam.key)
        return redirect(address, code=303)
    number = next(each[0] for each in revision.pool if each[1] == item)
    return redirect(_address(thing, number, mode=mode.value, domain=domain or None), code=303)


@bp.get("/runs/<int:run_id>/exams/<exam_key>/practice/<int:item_revision_id>")
@guarded(Permission.RUN_STUDY, load=asked_in_run, sees=Permission.RUN_VIEW)
def question(asked: Asked) -> ViewResult:
    """The item to answer; with `done`, the last answer with key and reasons."""
    if practice.is_exam_under_way(db.session(), user_id(), asked.bank, clock.now()):
        return _not_now(asked.thing)
    practice.refuse_kept(db.session(), asked, user_id())
    return _question(asked)


@bp.post("/runs/<int:run_id>/exams/<exam_key>/practice/<int:item_revision_id>")
@guarded(Permission.RUN_STUDY, load=asked_in_run, sees=Permission.RUN_VIEW)
def answer(asked: Asked) -> ViewResult:
    """Mark the answer and lead to why."""
    item = source_of(asked.revision)
    given = sent_answer(item, request.form.to_dict(flat=False))
    is_sure = request.form.get("sure") == "yes"
    try:
        with transaction() as session:
            practice.practise(session, asked, user_id(), given, is_sure=is_sure, at=clock.now())
    except Invalid as problem:
        return _question(asked, problem=str(problem.reason)), 422
    domain = request.args.get("domain") or None
    address = _address(
        asked.thing, asked.revision.id, mode=_mode().value, domain=domain, done="yes"
    )
    return redirect(address, code=303)


def _question(asked: Asked, *, problem: str = "") -> str:
    card = practice.card_of(db.session(), user_id(), asked)
    is_done = card is not None and "done" in request.args and not problem
    turn = (card.n_answers if card else 0) - (1 if is_done else 0)
    item = variant_of(shown_of(asked.revision), practice.seed_of(user_id(), turn))
    labels = practice.place_in_practice(item, user_id(), turn).labels
    shown = explain(item, card.value, labels, language()) if card and is_done else None
    return render_template(
        "exams/practised.html",
        run=asked.thing.run,
        exam=asked.thing.exam,
        revision=_revision(asked.thing),
        item=item,
        number=asked.revision.id,
        shown=present(item, labels, language()),
        explained=shown,
        card=card,
        problem=problem,
        mode=_mode(),
        domain=request.args.get("domain") or None,
        lesson_titles=queries.lesson_titles(asked.thing.run.course),
    )


def _not_now(thing: queries.ExamInRun) -> ViewResult:
    flash(practice.under_way_words(), "warning")
    address = url_for("practice.overview", run_id=thing.run.id, exam_key=thing.exam.key)
    return redirect(address, code=303)


def _revision(thing: queries.ExamInRun) -> ExamRevision:
    if thing.exam.current_revision is None:
        raise Conflict(gettext("이 시험은 지금 볼 수 없습니다."))
    return thing.exam.current_revision


def _mode() -> Mode:
    wanted = request.args.get("mode", Mode.MIX.value)
    if wanted not in tuple(Mode):
        raise Invalid(gettext("그런 연습은 없습니다."))
    return Mode(wanted)


def _address(thing: queries.ExamInRun, number: int, **how: Any) -> str:
    return url_for(
        "practice.question",
        run_id=thing.run.id,
        exam_key=thing.exam.key,
        item_revision_id=number,
        **how,
    )
