"""The pages where an instructor says what opens when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields import SelectChoice

from lms import clock, db
from lms.access import Permission, Scope
from lms.catalog.outline import OutlineUnit, outline_of
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view, trainees_of
from lms.errors import NotFound
from lms.pacing import queries, services
from lms.pacing.forms import DoneByForm, ReleaseForm, RuleForm, SpreadForm, rule_form, value_of
from lms.pacing.models import DoneBy, PersonalRelease
from lms.pacing.rules import WHOLE_RUN, Kind, Rule, Span, Target
from lms.pacing.services import GoesRound
from lms.pacing.words import Names, names_in, names_of_works, prerequisite_words
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.locale import TIME_ZONE

bp = Blueprint("pacing", __name__, template_folder="templates")


@dataclass(frozen=True)
class TargetInRun:
    """A unit or a lesson that a rule can be about."""

    run: CourseRun
    target: Target
    units: tuple[OutlineUnit, ...]

    @property
    def scope(self) -> Scope:
        """Rules belong to the run."""
        return self.run.scope


def target_to_pace(run_id: int, span: str, key: str) -> TargetInRun:
    """The unit or lesson with this key in a run; raises NotFound. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    units = outline_of(run.course.current_revision)
    keys = {
        "unit": {unit.key for unit in units},
        "lesson": {lesson.key for unit in units for lesson in unit.lessons},
    }
    if key not in keys.get(span, ()):
        raise NotFound
    return TargetInRun(run, Target(Span(span), key), units)


@bp.get("/runs/<int:run_id>/pace")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def pace(run: CourseRun) -> ViewResult:
    """What opens when, for everybody and for single people."""
    return _page(run)


@bp.post("/runs/<int:run_id>/pace/weekly")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def spread(run: CourseRun) -> ViewResult:
    """Let units open one after the other."""
    form = SpreadForm()
    if not form.validate_on_submit():
        return _page(run, spread=form), 422
    with transaction() as session:
        n_units = services.open_one_by_one(
            session,
            run,
            first_at=form.first_at.moment,
            days=int(form.days.data or 0),
            in_order=bool(form.in_order.data),
            by_id=user_id(),
            at=clock.now(),
        )
    flash(ngettext("단원 %(num)s개의 여는 때를 정했습니다.", "단원 %(num)s개의 여는 때를 정했습니다.", n_units), "success")  # fmt: skip
    return _back(run)


@bp.post("/runs/<int:run_id>/pace/clear")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def clear(run: CourseRun) -> ViewResult:
    """Open everything for everybody."""
    with transaction() as session:
        services.open_everything(session, run, by_id=user_id(), at=clock.now())
    flash(gettext("여는 규칙을 모두 지웠습니다. 이제 모든 강의가 열려 있습니다."), "success")
    return _back(run)


@bp.post("/runs/<int:run_id>/pace/done-by")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def set_done_by(run: CourseRun) -> ViewResult:
    """Say what marks lessons done."""
    form = DoneByForm()
    if not form.validate_on_submit():
        return _page(run, done_by=form), 422
    with transaction() as session:
        chosen = DoneBy(form.done_by.data)
        services.set_done_by(session, run, chosen, by_id=user_id(), at=clock.now())
    flash(gettext("저장했습니다."), "success")
    return _back(run)


@bp.route("/runs/<int:run_id>/pace/<any(unit, lesson):span>/<path:key>", methods=["GET", "POST"])
@guarded(Permission.RUN_TEACH, load=target_to_pace, sees=Permission.RUN_VIEW)
def rule(found: TargetInRun) -> ViewResult:
    """When one unit or lesson opens for everybody."""
    form = _rule_form(found)
    if request.method == "GET":
        return _rule_page(found, form)
    if not form.validate_on_submit():
        return _rule_page(found, form), 422
    try:
        with transaction() as session:
            services.set_rule(
                session, found.run, found.target, form.rule, by_id=user_id(), at=clock.now()
            )
    except GoesRound as problem:
        form.units.errors = [problem.reason]
        return _rule_page(found, form), 422
    flash(gettext("여는 규칙을 저장했습니다."), "success")
    return _back(found.run)


@bp.post("/runs/<int:run_id>/pace/releases")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def release(run: CourseRun) -> ViewResult:
    """Open something for one person at a moment of their own."""
    form = _release_form(run)
    if not form.validate_on_submit():
        return _page(run, release=form), 422
    with transaction() as session:
        now = clock.now()
        services.release_for(
            session,
            run,
            int(form.person.data),
            form.chosen,
            opens_at=form.opens_at.data or now,
            reason=str(form.reason.data),
            by_id=user_id(),
            at=now,
        )
    flash(gettext("이 교육생에게 따로 여는 때를 정했습니다."), "success")
    return _back(run, "personal")


@bp.post("/pace/releases/<int:release_id>/withdraw")
@guarded(Permission.RUN_TEACH, load=queries.release_to_change, sees=Permission.RUN_TEACH)
def withdraw(found: PersonalRelease) -> ViewResult:
    """Let the rules of everybody hold for the person again."""
    run = found.run
    with transaction() as session:
        services.withdraw_release(session, found, by_id=user_id(), at=clock.now())
    flash(gettext("따로 정한 것을 지웠습니다. 모두의 규칙이 다시 적용됩니다."), "success")
    return _back(run, "personal")


def _page(run: CourseRun, **forms: Any) -> str:
    session = db.session()
    units = outline_of(run.course.current_revision)
    rules = queries.rules_in(session, run)
    names = names_in(units) | names_of_works(session, run.course_id)
    return render_template(
        "pacing/pace.html",
        run=run,
        units=units,
        rules={value_of(target): rule for target, rule in rules.items()},
        words=lambda one: prerequisite_words(one, names),
        now=clock.now(),
        releases=queries.personal_releases(session, run),
        name_of=lambda target: _name_of(target, names),
        spread=forms.get("spread") or SpreadForm(first_at=_start_of(run), formdata=None),
        done_by=forms.get("done_by")
        or DoneByForm(done_by=queries.done_by(session, run.id).value, formdata=None),
        release=forms.get("release") or _release_form(run, names, is_new=True),
    )


def _rule_page(found: TargetInRun, form: RuleForm) -> str:
    names = names_in(found.units)
    return render_template(
        "pacing/rule.html", run=found.run, form=form, title=_name_of(found.target, names)
    )


def _rule_form(found: TargetInRun) -> RuleForm:
    session, names = db.session(), names_in(found.units)
    present = queries.rules_in(session, found.run).get(found.target, Rule())
    works = names_of_works(session, found.run.course_id)
    return rule_form(
        present,
        units=[
            SelectChoice(unit.key, names[Kind.UNIT, unit.key])
            for unit in found.units
            if found.target != Target(Span.UNIT, unit.key)
        ],
        lessons=[
            SelectChoice(lesson.key, names[Kind.LESSON, lesson.key])
            for unit in found.units
            for lesson in unit.lessons
            if found.target != Target(Span.LESSON, lesson.key)
        ],
        works=[SelectChoice(f"{kind}/{key}", name) for (kind, key), name in works.items()],
    )


def _release_form(
    run: CourseRun, names: Names | None = None, *, is_new: bool = False
) -> ReleaseForm:
    units = outline_of(run.course.current_revision)
    names = names or names_in(units)
    form = ReleaseForm(formdata=None) if is_new else ReleaseForm()
    form.person.choices = [
        SelectChoice(one.id, f"{one.name} ({one.email})")
        for one in trainees_of(db.session(), run.cohort)
    ]
    form.target.choices = _targets(units, names)
    if is_new:
        form.person.data = request.args.get("person", type=int)
    return form


def _targets(units: tuple[OutlineUnit, ...], names: Names) -> list[SelectChoice]:
    choices = [SelectChoice(value_of(WHOLE_RUN), gettext("과정 전체"))]
    for unit in units:
        title = names[Kind.UNIT, unit.key]
        choices.append(SelectChoice(value_of(Target(Span.UNIT, unit.key)), title))
        choices += [
            SelectChoice(
                value_of(Target(Span.LESSON, one.key)), f"{title} › {names[Kind.LESSON, one.key]}"
            )
            for one in unit.lessons
        ]
    return choices


def _name_of(target: Target, names: Mapping[tuple[str, str], str]) -> str:
    if target == WHOLE_RUN:
        return str(gettext("과정 전체"))
    return names.get((target.span.value, target.key), target.key)


def _start_of(run: CourseRun) -> datetime:
    """Nine in the morning of the run's first day."""
    return datetime.combine(run.starts_on, time(9), TIME_ZONE).astimezone(UTC)


def _back(run: CourseRun, part: str | None = None) -> BaseResponse:
    return redirect(url_for("pacing.pace", run_id=run.id, _anchor=part), code=303)
