"""The page in which an item is written: as a form or as its text, shown while one types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from assessments import item_data
from assessments.formats.yaml_item import TEMPLATES, data_text, read_item, template_of
from lms import db
from lms.access import Permission
from lms.banks import form_view, queries, services, words
from lms.banks.errors import BadId, ChangedMeanwhile
from lms.banks.form_view import Data
from lms.banks.forms import MAX_TEXT, ItemTextForm
from lms.banks.item_views import author
from lms.banks.models import BankedItem, CourseBank, ItemVersion
from lms.banks.previewing import preview_of
from lms.banks.queries import EditedBank, EditedItem
from lms.catalog.outline import lessons_of
from lms.errors import TooLarge
from lms.web.guard import ViewResult, guarded
from lms.web.locale import language
from lms.web.text_changes import Line, lines_between

bp = Blueprint("item_writing", __name__, template_folder="templates")

ITEM = "/courses/<slug>/items/<item_key>"
NEW = "/courses/<slug>/new-item"
MORE_ROWS = 4


@dataclass(frozen=True)
class Clash:
    """What somebody else saved meanwhile, and how it differs from one's own text."""

    number: int
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Writing:
    """A text on its way: of which item, and whether it is shown as a form."""

    bank: CourseBank
    text: str
    item: BankedItem | None = None
    data: Data | None = None
    n_more: int = 0

    @property
    def key(self) -> str:
        """The name that the item keeps; none for a new one."""
        return self.item.item_key if self.item else ""


@bp.route(NEW, methods=["GET", "POST"])
@guarded(Permission.COURSE_EDIT, load=queries.bank_to_edit)
def new(found: EditedBank) -> ViewResult:
    """Begin an item from a template, or as a copy of another."""
    bank = found.present
    if request.method == "GET":
        data = _first_data(bank)
        writing = Writing(bank, data_text(data), data=data if _wants_form(data) else None)
        return _page(writing, _form_of(writing.text, 0))
    writing = _sent(bank)
    form = _form_of(writing.text, 0, is_sent=True)
    if form.validate() and "save" in request.form:
        try:
            with db.transaction() as session:
                made = services.add_item(session, bank, form.text.data, author())
        except BadId as problem:
            form.text.errors = [problem.reason]
            return _page(writing, form), 422
        return _to_item(made)
    page = _page(writing, form)
    return (page, 422) if form.errors else page


@bp.post(f"{NEW}/rendered")
@guarded(Permission.COURSE_EDIT, load=queries.bank_to_edit)
def rendered_new(found: EditedBank) -> ViewResult:
    """What is being typed, as it will look."""
    return _rendered(_sent(found.present))


@bp.route(f"{ITEM}/edit", methods=["GET", "POST"])
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def edit(found: EditedItem) -> ViewResult:
    """Change an item; what is in use stays in use until the new text is approved."""
    row = found.item
    if request.method == "GET":
        newest = queries.version_with(db.session(), row, row.newest)
        writing = Writing(row.bank, newest.written, row, _form_data(newest))
        return _page(writing, _form_of(newest.written, newest.number))
    writing = _sent(row.bank, row)
    form = _form_of(writing.text, request.form.get("was", ""), is_sent=True)
    if form.validate() and "save" in request.form:
        return _save(writing, row, form)
    page = _page(writing, form)
    return (page, 422) if form.errors else page


@bp.post(f"{ITEM}/rendered")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def rendered(found: EditedItem) -> ViewResult:
    """What is being typed, as it will look."""
    return _rendered(_sent(found.item.bank, found.item))


def _save(writing: Writing, row: BankedItem, form: ItemTextForm) -> ViewResult:
    try:
        with db.transaction() as session:
            made = services.save_item(
                session,
                row,
                writing.text,
                author(),
                was=form.base,
                is_form=writing.data is not None,
            )
    except ChangedMeanwhile as problem:
        theirs = problem.theirs
        lines = lines_between(theirs.written.splitlines(), writing.text.splitlines())
        clash = Clash(theirs.number, theirs.written, tuple(lines))
        return _page(writing, _form_of(writing.text, theirs.number), clash), 409
    if made is None:
        flash(gettext("바뀐 것이 없어 저장하지 않았습니다."))
    return _to_item(row)


def _to_item(row: BankedItem) -> ViewResult:
    address = url_for("bank_items.item", slug=row.bank.course.slug, item_key=row.item_key)
    return redirect(f"{address}?saved={row.newest}", code=303)


def _first_data(bank: CourseBank) -> Data:
    """A template of the wanted type, or a copy of another item, under a name that is free."""
    copied = request.args.get("from", "")
    if copied:
        row = queries.item_to_edit(bank.course.slug, copied).item
        data = queries.version_with(db.session(), row, row.newest).data
        if data is not None:
            return {**data, "id": queries.free_key(db.session(), bank, row.domain[:90])}
    kind = request.args.get("type", "")
    domain = next((each["id"] for each in bank.domains), "")
    data = template_of(kind if kind in TEMPLATES else TEMPLATES[0], bank.languages, domain)
    return {**data, "id": queries.free_key(db.session(), bank, domain[:90] or "item")}


def _wants_form(data: Mapping[str, Any]) -> bool:
    return request.args.get("view") != "text" and form_view.fits(data)


def _form_data(version: ItemVersion) -> Data | None:
    data = version.data
    return dict(data) if data is not None and _wants_form(data) else None


def _sent(bank: CourseBank, row: BankedItem | None = None) -> Writing:
    """What was sent, as a text whichever way it was written; `show` asks for the other way."""
    sent, wants = request.form, request.form.get("show", "")
    if sum(len(each) for values in sent.listvalues() for each in values) > MAX_TEXT * 2:
        raise TooLarge
    if form_view.is_form(sent):
        data = form_view.data_from(sent, bank.languages)
        if row is not None:
            data["id"] = row.item_key
        n_more = MORE_ROWS if "more" in sent else 0
        return Writing(bank, data_text(data), row, None if wants == "text" else data, n_more)
    text = sent.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    if wants == "form":
        read = read_item(text, bank.rules, is_draft=True)
        values = dict(item_data(read.item)) if read.item else {}
        if form_view.fits(values):
            return Writing(bank, text, row, values)
        flash(gettext("고칠 것이 있거나 양식으로 다 보일 수 없는 문항이라 글로 고칩니다."))
    return Writing(bank, text, row)


def _form_of(text: str, was: object, *, is_sent: bool = False) -> ItemTextForm:
    if not is_sent:
        return ItemTextForm(formdata=None, data={"text": text, "was": str(was)})
    values = {"text": text, "was": str(was), "csrf_token": request.form.get("csrf_token", "")}
    return ItemTextForm(formdata=MultiDict(values))


def _rendered(writing: Writing) -> str:
    return render_template(
        "banks/rendered.html",
        preview=_preview(writing),
        bank=writing.bank,
        is_form=writing.data is not None,
    )


def _preview(writing: Writing) -> object:
    wanted = request.args.get("lang", "") or language()
    return preview_of(
        writing.text, queries.rules_of(db.session(), writing.bank), wanted, writing.key
    )


def _page(writing: Writing, form: ItemTextForm, clash: Clash | None = None) -> str:
    bank, data = writing.bank, writing.data
    return render_template(
        "banks/write.html",
        course=bank.course,
        bank=bank,
        item=writing.item,
        form=form,
        data=data,
        is_form=data is not None,
        rows=form_view.rows_of(data, writing.n_more) if data else [],
        rest=form_view.rest_of(data) if data else "",
        answers=form_view.answers_of(data) if data else "",
        can_be_form=form_view.fits(_values(writing)),
        preview=_preview(writing),
        clash=clash,
        lessons=[(each.key, each.titles) for each in lessons_of(bank.course.current_revision)],
        kinds=TEMPLATES,
        words=words,
    )


def _values(writing: Writing) -> Mapping[str, Any]:
    """The values of the text, as far as a form needs them to be shown."""
    read = read_item(writing.text, writing.bank.rules, is_draft=True)
    return item_data(read.item) if read.item else {"type": ""}
