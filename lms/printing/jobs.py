"""The worker's part: the book is put before the press, its progress noted, the result stored."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from lms import clock, db
from lms.catalog.models import Asset
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.printing import services
from lms.printing.anchors import chapter_anchor
from lms.printing.book import Book, assets_in, book_of, chapters_of
from lms.printing.models import CoursePdf, Failure
from lms.queue import Job, Schedule, crontab
from lms.settings import PROJECT_DIR, Settings
from lms.storage import MissingBlob, blobs
from lms.web.locale import day

SHEET = Path(__file__).parent / "book.css"
SWEEP_JOB = "printing.sweep"
FORGET_JOB = "printing.forget"
MOST_SECONDS = 35 * 60


def press(pdf_id: int) -> None:
    """Make the book with this id, if it waits."""
    with transaction() as session:
        pdf = services.take(session, at=clock.now(), pdf_id=pdf_id)
    if pdf is not None:
        _make(pdf)


def sweep(*_facts: object) -> None:
    """Make what waits and was not woken, or whose worker died."""
    while True:
        with transaction() as session:
            pdf = services.take(session, at=clock.now())
        if pdf is None:
            return
        _make(pdf)


def forget(*_facts: object) -> None:
    """Drop the books of editions that nobody reads any more."""
    with transaction() as session:
        digests = services.forget_old(session, at=clock.now())
    for digest in digests:
        blobs().remove(digest)


def _make(pdf: CoursePdf) -> None:
    with TemporaryDirectory(prefix="baeum-press-") as name:
        folder = Path(name)
        with force_locale(pdf.language):
            keys = _lay_out(db.session(), pdf, folder)
        found = _run(folder, pdf)
        if isinstance(found, Failure):
            with transaction():
                services.fail(pdf, found)
            return
        with (folder / "book.pdf").open("r+b") as file:
            size, digest = (folder / "book.pdf").stat().st_size, blobs().put_file(file)
        problems = [{"lesson": key, "title": keys.get(key, key)} for key in found["problems"]]
        with transaction():
            services.finish(
                pdf,
                blob=digest,
                size=size,
                n_pages=found["pages"],
                problems=problems,
                at=clock.now(),
            )


def _lay_out(session: Session, pdf: CoursePdf, folder: Path) -> Mapping[str, str]:
    """Write everything that the press needs; the titles of the chapters by key."""
    run = session.get_one(CourseRun, pdf.run_id)
    shown = set(pdf.lessons)
    whole = book_of(run, pdf.language)
    book = book_of(run, pdf.language, {each.key for each in whole.lessons} - shown)
    settings: Settings = current_app.extensions["settings"]
    lessons = f"{settings.public_url}/runs/{run.id}/lessons/"
    units = {unit.lessons[0].key: unit.title for unit in book.units}
    chapters = [
        {
            "key": each.key,
            "title": each.title,
            "language": each.language,
            "anchor": chapter_anchor(each.key),
            "unit": _said(units.get(each.key, {}), pdf.language),
            "html": each.html,
        }
        for each in chapters_of(session, book, lessons)
    ]
    assets = _put_assets(session, folder, [str(chapter["html"]) for chapter in chapters])
    job = {**_words(book), "chapters": chapters, "assets": assets, "language": pdf.language}
    (folder / "book.json").write_text(json.dumps(job))
    shutil.copy(SHEET, folder / "book.css")
    return {str(chapter["key"]): str(chapter["title"]) for chapter in chapters}


def _words(book: Book) -> dict[str, Any]:
    revision = book.run.course.current_revision
    assert revision is not None, "a book has chapters"
    return {
        "title": _said(revision.title, book.language),
        "summary": _said(revision.summary, book.language),
        "words": {
            "brand": gettext("배움"),
            "contents": gettext("차례"),
            "edition": gettext("%(day)s에 게시된 판", day=day(revision.published_at.date())),
            "broken": gettext("이 강의는 인쇄용으로 짜지 못했습니다. 온라인에서 읽어 주세요."),
        },
    }


def _said(text: Mapping[str, str], language: str) -> str:
    return str(text.get(language) or next(iter(text.values()), ""))


def _put_assets(session: Session, folder: Path, pages: list[str]) -> dict[str, str]:
    """Put the pictures beside the book; their media types by hash."""
    (folder / "assets").mkdir()
    found = {}
    for sha256 in sorted({digest for page in pages for digest in assets_in(page)}):
        asset = session.get(Asset, sha256)
        if asset is None or not asset.media_type.startswith("image/"):
            continue
        try:
            (folder / "assets" / sha256).write_bytes(blobs().get(sha256))
        except MissingBlob:
            continue
        found[sha256] = asset.media_type
    return found


def _run(folder: Path, pdf: CoursePdf) -> dict[str, Any] | Failure:
    """Start the press and hear it to its end."""
    command = [sys.executable, "-m", "lms.printing.press", str(folder), str(MOST_SECONDS)]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    pages, problems = 0, []
    with (
        (folder / "press.log").open("wb") as log,
        subprocess.Popen(
            command, cwd=PROJECT_DIR, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as child,
    ):
        assert child.stdout is not None
        for line in child.stdout:
            said = json.loads(line)
            pages = said.get("pages", pages)
            problems += [said["problem"]] if "problem" in said else []
            if "done" in said:
                with transaction():
                    pdf.n_done = said["done"]
    if child.returncode == 0 and pages:
        return {"pages": pages, "problems": problems}
    words = (folder / "press.log").read_text(errors="replace")
    current_app.logger.warning("press of book %s: %s", pdf.id, words[-1000:])
    return Failure.LIBRARIES if "cannot load library" in words else Failure.PRESS


JOBS: dict[str, Job] = {services.PRESS_JOB: press, SWEEP_JOB: sweep, FORGET_JOB: forget}
PERIODIC: dict[str, Schedule] = {
    SWEEP_JOB: crontab(minute="*/10"),
    FORGET_JOB: crontab(minute="41", hour="4"),
}
