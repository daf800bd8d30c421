"""One item: how it looks, what became of it, and what may be done with it now."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import clock, db
from lms.access import Permission
from lms.banks import listing, queries, services, words
from lms.banks.forms import ApproveForm, RetireForm, SendBackForm, SubmitForm, VersionForm
from lms.banks.models import BankedItem, ItemVersion, Stage, Use
from lms.banks.previewing import preview_of
from lms.banks.queries import EditedFile, EditedItem
from lms.banks.services import Author
from lms.exams.queries import lesson_titles
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.item_files import file_answer
from lms.web.locale import language
from lms.web.text_changes import Line, lines_between

bp = Blueprint("bank_items", __name__, template_folder="templates")

ITEM = "/courses/<slug>/items/<item_key>"
COMPARED = 20
"""How many versions are shown with what changed in them."""

Act = Callable[[Session, BankedItem], None]


@dataclass(frozen=True)
class PastVersion:
    """A version and the lines in which it differs from the one before."""

    version: ItemVersion
    lines: tuple[Line, ...]


@bp.get(ITEM)
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def item(found: EditedItem) -> ViewResult:
    """The item as candidates see it, with its key, its history and what can be done now."""
    return _page(found)


@bp.get(f"{ITEM}/files/<int:number>")
@guarded(Permission.COURSE_EDIT, load=queries.file_to_edit, is_hidden=True)
def file(found: EditedFile) -> ViewResult:
    """A file that the item carries, as it was written last."""
    return file_answer(found.attachment)


@bp.post(f"{ITEM}/submit")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def submit(found: EditedItem) -> ViewResult:
    """Give the draft to somebody else to read."""
    form = SubmitForm(prefix="submit")
    if not form.validate_on_submit():
        return _page(found, submit=form), 422
    number, said = int(form.number.data), str(form.comment.data or "").strip()
    _act(lambda session, item: services.submit(session, item, said, author(), number=number), found)
    flash(gettext("검토를 부탁했습니다. 이 글을 쓰지 않은 사람이 승인하면 쓰입니다."), "success")
    return _back(found)


@bp.post(f"{ITEM}/approve")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def approve(found: EditedItem) -> ViewResult:
    """Let exams draw the version that was read."""
    form = ApproveForm(prefix="review")
    if not form.validate_on_submit():
        return _page(found, review=form), 422
    number, said = int(form.number.data), str(form.comment.data or "").strip()
    use = Use(str(form.use.data))
    _act(
        lambda session, item: services.approve(session, item, use, said, author(), number=number),
        found,
    )
    flash(gettext("승인했습니다."), "success")
    return _back(found)


@bp.post(f"{ITEM}/send-back")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def send_back(found: EditedItem) -> ViewResult:
    """Say what is to be mended first."""
    form = SendBackForm(prefix="review")
    if not form.validate_on_submit():
        return _page(found, review=form), 422
    number, said = int(form.number.data), str(form.comment.data).strip()
    _act(
        lambda session, item: services.send_back(session, item, said, author(), number=number),
        found,
    )
    flash(gettext("쓴 사람에게 돌려보냈습니다."), "success")
    return _back(found)


@bp.post(f"{ITEM}/retire")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def retire(found: EditedItem) -> ViewResult:
    """Use the item no more; attempts that have it keep it."""
    form = RetireForm(prefix="retire")
    if not form.validate_on_submit():
        return _page(found, retire=form), 422
    said = str(form.comment.data or "").strip()
    _act(lambda session, item: services.retire(session, item, said, author()), found)
    flash(gettext("앞으로 이 문항은 나오지 않습니다."), "success")
    return _back(found)


@bp.post(f"{ITEM}/put-away")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def put_away(found: EditedItem) -> ViewResult:
    """Give the draft up; it stays in the history."""
    number = request.form.get("number", 0, type=int)
    _act(lambda session, item: services.put_away(session, item, author(), number=number), found)
    flash(gettext("초안을 거두었습니다. 쓴 글은 기록에 남아 있습니다."), "success")
    return _back(found)


@bp.post(f"{ITEM}/settle")
@guarded(Permission.COURSE_EDIT, load=queries.item_to_edit)
def settle(found: EditedItem) -> ViewResult:
    """Decide between the text of the pages and that of the files."""
    takes = request.form.get("takes") == "files"
    _act(lambda session, item: services.settle(session, item, author(), takes_files=takes), found)
    flash(gettext("정했습니다. 고르지 않은 글도 기록에 남아 있습니다."), "success")
    return _back(found)


def author() -> Author:
    """Who asks for something now."""
    return Author(user_id(), clock.now(), client_address())


def _act(act: Act, found: EditedItem) -> None:
    with db.transaction() as session:
        act(session, found.item)


def _back(found: EditedItem) -> ViewResult:
    address = url_for("bank_items.item", slug=found.course.slug, item_key=found.item.item_key)
    return redirect(address, code=303)


def _page(
    found: EditedItem,
    *,
    submit: SubmitForm | None = None,
    review: ApproveForm | None = None,
    retire: RetireForm | None = None,
) -> str:
    session, row = db.session(), found.item
    versions = queries.versions_of(session, row)
    by_number = {each.number: each for each in versions}
    wanted = request.args.get("lang", "") or language()
    rules = queries.rules_of(session, row.bank)
    numbered = {"number": row.newest}
    newest = by_number[row.newest]
    return render_template(
        "banks/item.html",
        course=found.course,
        item=row,
        bank=row.bank,
        newest=newest,
        preview=preview_of(newest.written, rules, wanted, row.item_key),
        used=_used(row, by_number),
        facility=listing.facilities_of(session, [row]).get(row.id),
        is_author=user_id() in queries.authors_of(session, row),
        past=_past(versions),
        contradiction=_contradiction(row, by_number),
        events=queries.events_of(session, row),
        submit=submit or SubmitForm(prefix="submit", data=numbered, formdata=None),
        review=review or ApproveForm(prefix="review", data=numbered, formdata=None),
        retire=retire or RetireForm(prefix="retire", formdata=None),
        button=VersionForm(data=numbered, formdata=None),
        lesson_titles=lesson_titles(row.bank.course),
        words=words,
    )


def _used(row: BankedItem, versions: dict[int, ItemVersion]) -> tuple[Line, ...]:
    """How the newest version differs from the one in use, where both are there."""
    if row.in_use is None or row.stage is Stage.NONE:
        return ()
    return _lines(versions[row.in_use].written, versions[row.newest].written)


def _contradiction(row: BankedItem, versions: dict[int, ItemVersion]) -> tuple[Line, ...]:
    if row.contradicts is None:
        return ()
    return _lines(versions[row.contradicts].written, versions[row.newest].written)


def _past(versions: list[ItemVersion]) -> list[PastVersion]:
    texts = [each.written for each in versions[: COMPARED + 1]]
    return [
        PastVersion(each, _lines(texts[place + 1], texts[place]) if place + 1 < len(texts) else ())
        for place, each in enumerate(versions[:COMPARED])
    ]


def _lines(old: str, new: str) -> tuple[Line, ...]:
    return tuple(lines_between(old.splitlines(), new.splitlines()))
