"""What a browser shows of itself at a sitting, and that it was told the code of the room."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app, request, session, url_for
from flask_babel import gettext

from lms import db
from lms.accounts import throttle
from lms.errors import Way
from lms.exams import sitting
from lms.exams.forms import CodeForm
from lms.exams.models import Attempt
from lms.exams.queries import AttemptInBrief, ExamInRun, attempts_of, open_attempt_among
from lms.exams.sitting_models import NO_DEMANDS, Demands
from lms.settings import Settings
from lms.web.guard import user_id


def machine() -> sitting.Machine:
    """The machine that the present request comes from."""
    return sitting.Machine.of(_public_url(), request.environ, session)


def admits(
    found: AttemptInBrief, environ: Mapping[str, Any], of_session: Mapping[str, Any]
) -> bool:
    """Whether an answer may be saved from there; asked by the fast lane, without a query."""
    if found.demands is NO_DEMANDS:
        return True
    here = sitting.Machine.of(_public_url(), environ, of_session)
    return sitting.admits(found.demands, here, found.id)


def demands_on(found: Attempt) -> Demands:
    """What the sitting demands of each request of an attempt; nothing once it is closed."""
    rule = sitting.rule_in(db.session(), found.run_id, found.exam_id)
    return rule.demands if rule and not found.is_closed else NO_DEMANDS


def demand_machine(found: Attempt) -> None:
    """Raise NotSafeBrowser or CodeNeeded where the sitting demands more of the browser."""
    demands = demands_on(found)
    if demands is not NO_DEMANDS:
        _demand(demands, found.id, _to_exam(found.run_id, found.exam.key))


def demand(found: AttemptInBrief) -> None:
    """The same, of an attempt whose demands are known."""
    if found.demands is not NO_DEMANDS:
        _demand(found.demands, found.id, ())


def _demand(demands: Demands, attempt_id: int, ways: Sequence[Way]) -> None:
    here = machine()
    sitting.demand_safe(demands, here, ways)
    sitting.demand_code(demands, here, attempt_id)


def demand_entry(thing: ExamInRun, *, at: datetime) -> bool:
    """Whether beginning takes the code of the room, as going on does not; raises NotSafeBrowser."""
    rule = sitting.rule_in(db.session(), thing.run.id, thing.exam.id)
    if rule is None:
        return False
    sitting.demand_safe(rule.demands, machine(), _to_exam(thing.run.id, thing.exam.key))
    return bool(rule.code) and not _is_sitting(thing, at)


def _is_sitting(thing: ExamInRun, at: datetime) -> bool:
    own = attempts_of(db.session(), thing.run.id, thing.exam.id, user_id())
    return open_attempt_among(own, at) is not None


def is_right(run_id: int, exam_id: int, form: CodeForm, *, at: datetime) -> bool:
    """Whether the code of the room was typed; the form says it where not.

    Each try is counted before it is looked at; raises TooManyRequests after some.
    """
    if not form.validate_on_submit():
        return False
    place, person = f"exam {run_id} {exam_id}", user_id()
    with db.transaction() as current:
        throttle.count_code_try(current, place, person, at=at)
    rule = sitting.rule_in(db.session(), run_id, exam_id)
    if rule is not None and not sitting.is_code(rule, str(form.code.data)):
        form.code.errors = [gettext("시험장의 입장 코드와 다릅니다.")]
        return False
    with db.transaction() as current:
        throttle.forgive_code(current, place, person)
    return True


def remember(attempt_id: int) -> None:
    """Keep in this browser that it was told the code for the attempt."""
    session[sitting.ENTERED] = sitting.entered_with(session.get(sitting.ENTERED, ()), attempt_id)


def _to_exam(run_id: int, exam_key: str) -> Sequence[Way]:
    address = url_for("exams.exam", run_id=run_id, exam_key=exam_key)
    return [Way(gettext("시험 안내로"), address)]


def _public_url() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url
