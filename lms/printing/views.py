"""The course on paper: what there is, the page for the browser's printer, and the PDF."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for

from lms import clock, db
from lms.access import Permission, Scope
from lms.catalog.queries import is_name
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Invalid, NotFound
from lms.lessons.locks import own_locks
from lms.printing import services
from lms.printing.book import Book, book_of, chapters_of
from lms.printing.models import CoursePdf
from lms.printing.queries import pdf_of
from lms.storage import blobs
from lms.web.guard import ViewResult, actor, guarded
from lms.web.locale import language

bp = Blueprint("printing", __name__, template_folder="templates")


@dataclass(frozen=True)
class BookInRun:
    """The book of a run as its reader may see it, and its PDF if there is one."""

    book: Book
    pdf: CoursePdf | None

    @property
    def scope(self) -> Scope:
        """A book belongs to its run."""
        return self.book.run.scope


def finished_book(run_id: int, code: str) -> BookInRun:
    """The book that is ready; raises NotFound. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    if not is_name(code) or code not in _languages_of(run):
        raise NotFound
    book = _book(run, code)
    pdf = pdf_of(db.session(), book)
    if pdf is None or pdf.blob is None:
        raise NotFound
    return BookInRun(book, pdf)


@bp.get("/runs/<int:run_id>/paper")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def of_run(run: CourseRun) -> ViewResult:
    """The ways to paper: printing here, or the PDF and how far it is."""
    session = db.session()
    books = [_book(run, code) for code in _languages_of(run)]
    return render_template(
        "printing/run.html",
        run=run,
        books=[(book, pdf_of(session, book)) for book in books if book.units],
        now=clock.now(),
    )


@bp.get("/runs/<int:run_id>/print")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def whole(run: CourseRun) -> ViewResult:
    """All lessons on one page, for the browser's printer."""
    book = _book(run, _wanted(run, request.args.get("lang")))
    lessons = url_for("lessons.lesson", run_id=run.id, lesson_key="x").removesuffix("x")
    return render_template(
        "printing/whole.html",
        run=run,
        book=book,
        chapters=list(chapters_of(db.session(), book, lessons)),
    )


@bp.post("/runs/<int:run_id>/paper")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def ask(run: CourseRun) -> ViewResult:
    """Have the PDF made."""
    wanted = request.form.get("lang", "")
    book = _book(run, wanted)
    if wanted not in _languages_of(run) or not book.units:
        raise Invalid
    with transaction() as session:
        services.ask_for_pdf(session, book, at=clock.now())
    return redirect(url_for("printing.of_run", run_id=run.id), code=303)


@bp.get("/runs/<int:run_id>/paper/<code>.pdf")
@guarded(Permission.RUN_VIEW, load=finished_book)
def pdf(found: BookInRun) -> ViewResult:
    """The finished PDF."""
    assert found.pdf is not None
    response = Response(blobs().chunks(str(found.pdf.blob)), mimetype="application/pdf")
    response.content_length = found.pdf.size or 0
    name = f"{found.book.run.course.slug}-{found.book.language}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _book(run: CourseRun, code: str) -> Book:
    """The book as the person of this request may have it: without what is locked for them."""
    return book_of(run, code, own_locks(db.session(), actor(), run, at=clock.now()))


def _languages_of(run: CourseRun) -> list[str]:
    revision = run.course.current_revision
    return [str(code) for code in revision.languages] if revision else []


def _wanted(run: CourseRun, asked: str | None) -> str:
    """The language asked for, else the reader's, else the course's first."""
    known = _languages_of(run)
    return next((code for code in (asked, language()) if code in known), known[0] if known else "")
