"""The pages of a course's editions: what there is, uploads, drafts as readers will see them."""

from collections.abc import Iterator
from tempfile import TemporaryFile

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission
from lms.catalog.changes import Changes
from lms.catalog.models import Course
from lms.catalog.outline import lessons_of, outline_of
from lms.db import transaction
from lms.editing import queries
from lms.editing.forms import UploadForm
from lms.editing.previewing import shown_lesson
from lms.editing.queries import EditedCourse, EditedEdition, EditedLesson
from lms.errors import NotFound
from lms.intake.incoming import Origin, OriginKind
from lms.publishing import arriving, deciding
from lms.publishing.differences import MOST_LESSONS, changed_lessons
from lms.publishing.models import Edition
from lms.publishing.queries import current_edition
from lms.publishing.sources import SourceTree, read_tree, write_zip
from lms.storage import BlobStore, blobs
from lms.web.guard import ViewResult, actor, guarded, user_id
from lms.web.locale import language

bp = Blueprint("editing", __name__, template_folder="templates")

EDITION = "/courses/<slug>/editions/<int:number>"


@bp.app_template_global("may_edit")
def may_edit(course: Course) -> bool:
    """Whether the person of this request may change the course."""
    return queries.may_edit(db.session(), actor(), course)


@bp.route("/courses/<slug>/editions", methods=["GET", "POST"])
@guarded(Permission.COURSE_EDIT, load=queries.course_to_edit)
def editions(found: EditedCourse) -> ViewResult:
    """Every edition, the newest first, and a place to drop a zip on."""
    form = UploadForm()
    if form.validate_on_submit():
        return redirect(_address_of(_upload(found, form)), code=303)
    listed = queries.editions_of(db.session(), found.course, request.args.get("page", 1, type=int))
    page = render_template(
        "editing/editions.html", course=found.course, listed=listed, form=form, changes=Changes
    )
    return (page, 422) if form.errors else page


@bp.get(EDITION)
@guarded(Permission.COURSE_EDIT, load=queries.edition_to_edit)
def edition(found: EditedEdition) -> ViewResult:
    """One edition: where it comes from, what is wrong with it, what changed, its lessons."""
    here = found.edition
    return render_template(
        "editing/edition.html",
        edition=here,
        course=found.course,
        current=current_edition(db.session(), here.course_id),
        changes=Changes(**here.changes) if here.changes else None,
        titles={one.key: one.titles for one in lessons_of(here.revision)},
        units=outline_of(here.revision) if here.is_readable else (),
    )


@bp.get(f"{EDITION}/compare")
@guarded(Permission.COURSE_EDIT, load=queries.edition_to_edit)
def compare(found: EditedEdition) -> ViewResult:
    """Lesson by lesson, what differs from another edition: the one it was made from, or `with`."""
    here = found.edition
    other = _other(found, request.args.get("with", 0, type=int))
    if here.revision is None or (other is not None and other.revision is None):
        raise NotFound
    before = other.revision if other else None
    lessons = changed_lessons(db.session(), before, here.revision) if before else iter(())
    shown = [lesson for _, lesson in zip(range(MOST_LESSONS), lessons, strict=False)]
    every = queries.editions_of(db.session(), found.course, 1).editions
    return render_template(
        "editing/compare.html",
        edition=here,
        other=other,
        course=found.course,
        lessons=shown,
        most=MOST_LESSONS,
        others=[each for each in every if each.is_readable and each.id != here.id],
    )


@bp.post(f"{EDITION}/publish")
@guarded(Permission.COURSE_EDIT, load=queries.edition_to_edit)
def publish(found: EditedEdition) -> ViewResult:
    """Let readers see this edition, new or earlier; the worker does it."""
    with transaction() as session:
        deciding.ask_to_publish(
            session,
            found.edition,
            at=clock.now(),
            by_id=user_id(),
            address=request.remote_addr,
        )
    return redirect(_address_of(found.edition), code=303)


@bp.post(f"{EDITION}/discard")
@guarded(Permission.COURSE_EDIT, load=queries.edition_to_edit)
def discard(found: EditedEdition) -> ViewResult:
    """Put away an edition that readers never saw."""
    with transaction() as session:
        deciding.discard(
            session,
            found.edition,
            at=clock.now(),
            by_id=user_id(),
            address=request.remote_addr,
        )
    flash(gettext("%(n)s판을 지웠습니다.", n=found.edition.number), "success")
    return redirect(url_for("editing.editions", slug=found.course.slug), code=303)


@bp.get(f"{EDITION}/source.zip")
@guarded(Permission.COURSE_EDIT, load=queries.edition_to_edit)
def source(found: EditedEdition) -> ViewResult:
    """The whole course as its author wrote it, to take away."""
    if found.edition.source_blob is None:
        raise NotFound
    tree = read_tree(blobs(), found.edition.source_blob)
    response = Response(_zip_of(blobs(), tree, found.course.slug), mimetype="application/zip")
    name = f"{found.course.slug}-{found.edition.number}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get(f"{EDITION}/lessons/<lesson_key>")
@guarded(Permission.COURSE_EDIT, load=queries.lesson_to_edit)
def lesson(found: EditedLesson) -> ViewResult:
    """A lesson of an edition as its readers will see it."""
    wanted = request.args.get("lang") or language()
    shown = shown_lesson(db.session(), found.edition, found.key, wanted)
    return render_template(
        "editing/lesson.html", edition=found.edition, course=found.edition.course, shown=shown
    )


@bp.get(f"{EDITION}/<any(assignments, exams):_kind>/<path:_rest>")
@guarded(
    Permission.COURSE_EDIT, load=lambda slug, number, **_rest: queries.edition_to_edit(slug, number)
)
def works(found: EditedEdition) -> ViewResult:
    """Assignments and exams are not shown in a preview: lead back to the edition."""
    return redirect(_address_of(found.edition), code=303)


def _upload(found: EditedCourse, form: UploadForm) -> Edition:
    blob = blobs().put_file(form.file.data.stream)
    origin = Origin(OriginKind.ZIP, str(form.file.data.filename or "course.zip"))
    with transaction() as session:
        return arriving.add_upload(
            session,
            found.course,
            origin,
            upload_blob=blob,
            at=clock.now(),
            by_id=user_id(),
            address=request.remote_addr,
        )


def _zip_of(storage: BlobStore, tree: SourceTree, top: str) -> Iterator[bytes]:
    """The zip piece by piece; it is on disk, not in memory, while it is sent."""
    with TemporaryFile() as file:
        write_zip(storage, tree, top, file)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _other(found: EditedEdition, number: int) -> Edition | None:
    if not number:
        return found.edition.base
    return queries.edition_to_edit(found.course.slug, number).edition


def _address_of(edition: Edition) -> str:
    return url_for("editing.edition", slug=edition.course.slug, number=edition.number)
