"""The page on which an instructor gives points in place of what was found, or excuses a work."""

from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.access import Permission, Scope
from lms.accounts.models import User
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Conflict, NotFound
from lms.gradebook.book import Work, percent_of
from lms.gradebook.forms import DecisionForm
from lms.gradebook.queries import is_shown, works_of
from lms.grades import decisions
from lms.grades.decisions import PersonsWork
from lms.grades.models import Grade, Standing
from lms.grades.queries import history_of
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("grade_decisions", __name__, template_folder="templates")


@dataclass(frozen=True)
class Place:
    """One work of one trainee in a run: a cell of the gradebook."""

    run: CourseRun
    person: User
    work: Work
    grade: Grade | None

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.run.scope

    @property
    def possible(self) -> Decimal | None:
        """What the work is worth, as far as is known."""
        if self.grade and self.grade.possible:
            return self.grade.possible
        return self.work.possible

    @property
    def of_person(self) -> PersonsWork:
        """The work as decisions name it."""
        work = self.work
        return PersonsWork(self.person.id, self.run.id, work.kind, work.key, work.title)


def place_to_decide(run_id: int, user_id: int, kind: str, key: str) -> Place:
    """The cell of the gradebook; raises NotFound. For `guarded(load=…)`."""
    session, run = db.session(), run_to_view(run_id)
    work = next((one for one in works_of(session, run) if one.pair == (kind, key)), None)
    person = session.get(User, user_id)
    if work is None or person is None or not is_shown(session, run.cohort_id, user_id):
        raise NotFound
    return Place(run, person, work, decisions.grade_for(session, user_id, run_id, kind, key))


@bp.get("/runs/<int:run_id>/gradebook/people/<int:user_id>/<kind>/<key>")
@guarded(Permission.RUN_TEACH, load=place_to_decide, sees=Permission.RUN_VIEW)
def decision(place: Place) -> ViewResult:
    """What counts for the work now, how it came about, and what to decide."""
    return _page(place, DecisionForm(formdata=None, **_present(place)))


@bp.post("/runs/<int:run_id>/gradebook/people/<int:user_id>/<kind>/<key>")
@guarded(Permission.RUN_TEACH, load=place_to_decide, sees=Permission.RUN_VIEW)
def decide(place: Place) -> ViewResult:
    """Let what was typed count."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(place, form), 422
    with transaction() as session:
        decisions.decide(session, place.of_person, form.decision, by_id=user_id(), at=clock.now())
    return _back(place, gettext("정했습니다."))


@bp.post("/runs/<int:run_id>/gradebook/people/<int:user_id>/<kind>/<key>/withdraw")
@guarded(Permission.RUN_TEACH, load=place_to_decide, sees=Permission.RUN_VIEW)
def withdraw(place: Place) -> ViewResult:
    """Let what was found count again."""
    if place.grade is None or place.grade.standing is Standing.FOUND:
        raise Conflict(gettext("되돌릴 결정이 없습니다."))
    with transaction() as session:
        decisions.withdraw(session, place.grade, by_id=user_id(), at=clock.now())
    return _back(place, gettext("결정을 되돌렸습니다."))


def _present(place: Place) -> dict[str, object]:
    grade = place.grade
    if grade is None:
        return {"possible": place.possible}
    kind = Standing.EXCUSED if grade.is_excused else Standing.GIVEN
    earned = None if grade.is_excused else grade.earned
    return {"kind": kind.value, "points": earned, "possible": place.possible}


def _page(place: Place, form: DecisionForm) -> str:
    return render_template(
        "gradebook/decision.html",
        run=place.run,
        person=place.person,
        work=place.work,
        grade=place.grade,
        form=form,
        entries=history_of(db.session(), place.grade) if place.grade else [],
        percent_of=percent_of,
    )


def _back(place: Place, words: str) -> BaseResponse:
    flash(words, "success")
    address = url_for("gradebook.of_run", run_id=place.run.id, _anchor=f"person-{place.person.id}")
    return redirect(address, code=303)
