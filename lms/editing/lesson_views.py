"""The page in which a lesson is edited, and what it shows while one types."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

import courses
from courses.hints import with_hint
from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.editing import queries, services
from lms.editing.checkouts import checkout
from lms.editing.forms import MAX_TEXT, LessonForm, NotebookForm
from lms.editing.queries import EditedLesson
from lms.editing.services import ChangedMeanwhile, OpenFile
from lms.errors import LmsError, NotFound, TooLarge
from lms.lessons.pieces import pieces_of
from lms.settings import Settings
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.text_changes import Line, lines_between

bp = Blueprint("lesson_editing", __name__, template_folder="templates")

LESSON = "/courses/<slug>/editions/<int:number>/lessons/<lesson_key>"


@dataclass(frozen=True)
class Clash:
    """What somebody else wrote meanwhile, and how it differs from one's own text."""

    number: int
    text: str
    lines: tuple[Line, ...]


@bp.route(f"{LESSON}/edit", methods=["GET", "POST"])
@guarded(Permission.COURSE_EDIT, load=queries.lesson_to_edit)
def edit(found: EditedLesson) -> ViewResult:
    """The text of a lesson in one language, to be changed, looked at and kept as an edition."""
    spoken, path = _file_of(found)
    opened = services.open_file(db.session(), blobs(), found.edition, path)
    if path.lower().endswith(".ipynb"):
        return _replace_notebook(found, opened, spoken)
    form = LessonForm(text=opened.text, was=opened.digest)
    if form.validate_on_submit() and "preview" not in request.form:
        return _save(found, form, opened, spoken)
    text = form.written if request.method == "POST" else opened.text
    page = _edit_page(found, form, opened, spoken, rendered=_rendered(opened, text))
    return (page, 422) if form.errors else page


@bp.post(f"{LESSON}/rendered")
@guarded(Permission.COURSE_EDIT, load=queries.lesson_to_edit)
def rendered(found: EditedLesson) -> ViewResult:
    """The page and the problems of a text that is being typed, as a part of the edit page."""
    _, path = _file_of(found)
    text = request.form.get("text", "")
    if len(text) > MAX_TEXT:
        raise TooLarge
    opened = services.open_file(db.session(), blobs(), found.edition, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return render_template(
        "editing/rendered.html", rendered=_rendered(opened, text), pieces=pieces_of, path=path
    )


def _save(found: EditedLesson, form: LessonForm, opened: OpenFile, spoken: str) -> ViewResult:
    try:
        with transaction() as session:
            made = services.save_file(
                session,
                blobs(),
                found.edition,
                opened.path,
                form.written.encode(),
                was=str(form.was.data or ""),
                at=clock.now(),
                by_id=user_id(),
                address=request.remote_addr,
            )
    except ChangedMeanwhile as problem:
        return _clash_page(found, form, problem.theirs, spoken), 409
    if made is None:
        flash(gettext("바뀐 것이 없어 저장하지 않았습니다."))
        return redirect(request.url, code=303)
    return redirect(url_for("editing.edition", slug=made.course.slug, number=made.number), code=303)


def _clash_page(found: EditedLesson, form: LessonForm, theirs: OpenFile, spoken: str) -> str:
    lines = lines_between(theirs.text.splitlines(), form.written.splitlines())
    form.was.data = theirs.digest
    clash = Clash(theirs.edition.number, theirs.text, tuple(lines))
    shown = _rendered(theirs, form.written)
    return _edit_page(found, form, theirs, spoken, rendered=shown, clash=clash)


def _edit_page(
    found: EditedLesson,
    form: LessonForm,
    opened: OpenFile,
    spoken: str,
    *,
    rendered: courses.ReadPage,
    clash: Clash | None = None,
) -> str:
    return render_template(
        "editing/edit.html",
        edition=found.edition,
        course=found.edition.course,
        key=found.key,
        paths=found.paths,
        path=opened.path,
        base=opened.edition,
        spoken=spoken,
        form=form,
        rendered=rendered,
        pieces=pieces_of,
        clash=clash,
    )


def _replace_notebook(found: EditedLesson, opened: OpenFile, spoken: str) -> ViewResult:
    form = NotebookForm(was=opened.digest)
    if form.validate_on_submit():
        data = form.file.data.stream.read(services.NOTEBOOK_LIMIT + 1)
        try:
            services.refuse_other_than_notebook(data)
            with transaction() as session:
                made = services.save_file(
                    session,
                    blobs(),
                    found.edition,
                    opened.path,
                    data,
                    was=str(form.was.data or ""),
                    at=clock.now(),
                    by_id=user_id(),
                    address=request.remote_addr,
                )
        except LmsError as problem:
            form.file.errors = [_why_not(problem)]
            form.was.data = opened.digest
        else:
            number = made.number if made else found.edition.number
            address = url_for("editing.edition", slug=found.edition.course.slug, number=number)
            return redirect(address, code=303)
    page = render_template(
        "editing/notebook.html",
        edition=found.edition,
        course=found.edition.course,
        key=found.key,
        paths=found.paths,
        path=opened.path,
        spoken=spoken,
        form=form,
    )
    return (page, 422) if form.errors else page


def _why_not(problem: LmsError) -> str:
    if isinstance(problem, ChangedMeanwhile):
        return str(
            gettext(
                "그사이 다른 사람이 %(n)s판에서 이 노트북을 바꾸었습니다. 그 판을 내려받아 견주어 보고, 그래도 바꾸려면 다시 올려 주세요.",
                n=problem.theirs.edition.number,
            )
        )
    if isinstance(problem, TooLarge):
        return str(gettext("20MB보다 큰 노트북은 쓸 수 없습니다."))
    return str(
        gettext("주피터 노트북이 아닙니다. JupyterLab에서 저장한 .ipynb 파일을 골라 주세요.")
    )


def _file_of(found: EditedLesson) -> tuple[str, str]:
    """The language that was asked for, else the lesson's first, and its file."""
    wanted = request.args.get("lang", "")
    spoken = wanted if wanted in found.paths else next(iter(found.paths))
    return spoken, found.paths[spoken]


def _rendered(opened: OpenFile, text: str) -> courses.ReadPage:
    """The page that the text gives among the other files of its course."""
    settings: Settings = current_app.extensions["settings"]
    folder = settings.data_dir / "checkouts"
    digest = opened.edition.source_blob
    if digest is None:
        raise NotFound
    with checkout(folder, blobs(), digest, opened.tree) as path:
        read = courses.read_page(path, opened.path, text)
    return courses.ReadPage(read.page, tuple(map(with_hint, read.problems)))
