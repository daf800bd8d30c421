"""Exams of imported banks, for those who may change a course: read, and used in its runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from assessments.model import Demand
from lms import clock, db
from lms.access import Permission, Scope
from lms.banks import queries, words
from lms.banks.forms import UseForm
from lms.banks.previewing import Preview, stored_preview
from lms.catalog.models import Course
from lms.exams import bank_queries, services
from lms.exams.bank_queries import ExamOfBank
from lms.exams.items import make_known
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.locale import language

bp = Blueprint("imported_exams", __name__, template_folder="templates")

LIST = "/courses/<slug>/imported-exams"
EXAM = f"{LIST}/<bank_key>/<bank_exam>"


@dataclass(frozen=True)
class ImportedInCourse:
    """An exam of an imported bank, seen from a course that may use it."""

    course: Course
    exam: ExamOfBank
    scope: Scope


@dataclass(frozen=True)
class ShownItem:
    """An item of an exam as whoever decides about it reads it."""

    key: str
    type: str
    preview: Preview


@dataclass(frozen=True)
class ShownSection:
    """What one line of the blueprint asks, with its items."""

    demand: Demand
    title: dict[str, str]
    items: Sequence[ShownItem]


def imported_in_course(slug: str, bank_key: str, bank_exam: str) -> ImportedInCourse:
    """An imported exam, from the course with this name; raises NotFound. For `guarded(load=…)`."""
    found = queries.bank_to_edit(slug)
    exam = bank_queries.exam_of_bank(db.session(), found.course.id, bank_key, bank_exam)
    return ImportedInCourse(found.course, exam, found.scope)


@bp.get(LIST)
@guarded(Permission.COURSE_EDIT, load=queries.bank_to_edit)
def exams(found: queries.EditedBank) -> ViewResult:
    """Every exam that came with an imported bank, and which of them the course uses."""
    listed = bank_queries.exams_of_banks(db.session(), found.course.id)
    return render_template("banks/imported_exams.html", course=found.course, exams=listed)


@bp.get(EXAM)
@guarded(Permission.COURSE_EDIT, load=imported_in_course)
def exam(found: ImportedInCourse) -> ViewResult:
    """The exam with every question and key, and the form that lets the course use it."""
    return _page(found, UseForm(data=_terms_of(found), formdata=None))


@bp.post(f"{EXAM}/use")
@guarded(Permission.COURSE_EDIT, load=imported_in_course)
def use(found: ImportedInCourse) -> ViewResult:
    """Let every run of the course give the exam as it is now."""
    form = UseForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    with db.transaction() as session:
        services.use_exam(
            session, found.exam.row, found.course.id, form.given, by=user_id(), at=clock.now()
        )
    flash(gettext("이 강의의 모든 회차에서 볼 수 있는 시험이 되었습니다."), "success")
    return _back(found)


@bp.post(f"{EXAM}/stop")
@guarded(Permission.COURSE_EDIT, load=imported_in_course)
def stop(found: ImportedInCourse) -> ViewResult:
    """Let nobody start it in the course any more."""
    with db.transaction() as session:
        services.stop_using(session, found.exam.row, found.course.id, by=user_id(), at=clock.now())
    flash(
        gettext("이제 아무도 이 시험을 새로 시작할 수 없습니다. 본 시험의 결과는 남습니다."),
        "success",
    )
    return _back(found)


def _back(found: ImportedInCourse) -> ViewResult:
    row = found.exam.row
    address = url_for(
        "imported_exams.exam", slug=found.course.slug, bank_key=row.bank.key, bank_exam=row.key
    )
    return redirect(address, code=303)


def _terms_of(found: ImportedInCourse) -> dict[str, object]:
    """What the course decided when it used the exam last, or else what was imported."""
    used = bank_queries.definition_in_use(found.exam)
    return {
        "minutes": used.minutes,
        "attempts": used.attempts,
        "pass_percent": used.pass_percent,
    }


def _page(found: ImportedInCourse, form: UseForm) -> str:
    return render_template(
        "banks/imported_exam.html",
        course=found.course,
        exam=found.exam,
        definition=found.exam.definition,
        sections=_sections(found.exam),
        form=form,
        words=words,
    )


def _sections(exam: ExamOfBank) -> list[ShownSection]:
    session = db.session()
    asked = bank_queries.bank_items_asked(session, exam.row)
    make_known(session, [each.item_revision for each in asked])
    places = exam.definition.blueprint.parts
    shown: dict[str, list[ShownItem]] = {}
    for each in asked:
        item, preview = stored_preview(each.item_revision, language())
        one = ShownItem(each.item_key, item.type, preview)
        shown.setdefault(places.get(item.id, item.domain), []).append(one)
    return [
        ShownSection(demand, exam.row.domains[demand.domain], shown.get(demand.domain, []))
        for demand in exam.definition.blueprint.demands
    ]
