"""The bank of a course for those who write it: every item by status, and the way out as files."""

import zipfile
from io import BytesIO

from flask import Blueprint, Response, render_template, request, url_for

from assessments.formats.attachment_files import attachment_paths
from assessments.formats.yaml_item import TEMPLATES
from assessments.formats.yaml_writer import bank_files
from lms import db
from lms.access import Permission
from lms.banks import listing, queries, words
from lms.banks.listing import Wanted
from lms.banks.models import BankedItem
from lms.banks.queries import EditedBank
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded

bp = Blueprint("banks", __name__, template_folder="templates")

DATE = (1980, 1, 1, 0, 0, 0)
"""No clock in the archive: the same items give the same bytes."""


@bp.get("/courses/<slug>/items")
@guarded(Permission.COURSE_EDIT, load=queries.bank_to_edit)
def items(found: EditedBank) -> ViewResult:
    """The items of the course's bank, fifty on a page, by what is looked for."""
    if found.bank is None:
        return render_template("banks/no_bank.html", course=found.course)
    session, wanted = db.session(), _wanted()
    listed = listing.items_of(session, found.bank, wanted, request.args.get("page", 1, type=int))
    return render_template(
        "banks/items.html",
        course=found.course,
        bank=found.bank,
        wanted=wanted,
        listed=listed,
        facilities=listing.facilities_of(session, listed.items),
        counts=listing.counts_of(session, found.bank),
        types_here=listing.types_in(session, found.bank),
        kinds=TEMPLATES,
        domains={each["id"]: each["title"] for each in found.bank.domains},
        words=words,
        page_href=lambda page: _address(found, wanted, page),
    )


@bp.get("/courses/<slug>/items.zip")
@guarded(Permission.COURSE_EDIT, load=queries.bank_to_edit)
def export(found: EditedBank) -> ViewResult:
    """The bank as files for a course folder, each item with the text that was written last."""
    bank = found.present
    titles = {each["id"]: each["title"] for each in bank.domains}
    written = queries.as_written(db.session(), bank)
    files: dict[str, str | bytes] = {**bank_files(bank.key, bank.title, written, titles)}
    files |= {path: blobs().get(sha256) for path, sha256 in attachment_paths(written).items()}
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            info = zipfile.ZipInfo(f"items/{name}", DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, text)
    answer = Response(archive.getvalue(), mimetype="application/zip")
    name = f"{found.course.slug}-items.zip"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.app_template_filter("first_words")
def first_words(item: BankedItem) -> str:
    """The beginning of what an item asks, as its author wrote it."""
    text = " ".join(next(iter(item.stem.values()), "").split())
    return text if len(text) <= 140 else f"{text[:139]}…"


def _wanted() -> Wanted:
    names = {name: request.args.get(name, "") for name in ("status", "type", "domain")}
    return Wanted(**names, words=request.args.get("q", "")[: listing.LONGEST_SEARCH])


def _address(found: EditedBank, wanted: Wanted, page: int) -> str:
    return url_for(
        "banks.items",
        slug=found.course.slug,
        status=wanted.status or None,
        type=wanted.type or None,
        domain=wanted.domain or None,
        q=wanted.words or None,
        page=page,
    )
