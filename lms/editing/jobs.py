"""What the worker does with editions: unpack, read, check and store them, and publish them."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from flask import current_app

from lms import clock, db
from lms.db import transaction
from lms.errors import LmsError
from lms.intake.incoming import unpacked
from lms.publishing import leftovers, working
from lms.publishing.kept import Kept
from lms.publishing.models import WORK_JOB, Edition, EditionState
from lms.publishing.notes import paths_of
from lms.publishing.queries import to_be_worked_on
from lms.publishing.reading import Trouble
from lms.publishing.services import FolderHasErrors
from lms.publishing.sources import keep_source, lay_down, read_tree
from lms.publishing.taking import read_under_name, take_read
from lms.queue import Job, Queue, Schedule, crontab
from lms.storage import blobs

log = logging.getLogger(__name__)

SWEEP_JOB = "editions.find_lost"
LEFTOVERS_JOB = "editions.remove_leftovers"


def work_on(edition_id: int) -> None:
    """Check an edition that came in, or publish one that was checked, unless somebody does."""
    with transaction() as session:
        edition = working.claim(session, edition_id, at=clock.now())
    if edition is None:
        return
    try:
        with _laid_down(edition) as path:
            _read(edition, path)
    except LmsError as problem:
        _refuse(edition, [Trouble("error", "", None, str(problem), problem.code)])
    except Exception:
        log.exception("edition %s could not be worked on", edition_id)
        if edition.tries >= working.MAX_TRIES:
            message = "the course could not be read; whoever runs this place finds why in the log"
            _refuse(edition, [Trouble("error", "", None, message, "unreadable-course")])
        raise


def _read(edition: Edition, path: Path) -> None:
    """Read the folder and go on with what was found in it."""
    folder = read_under_name(path, edition.course.slug)
    try:
        kept = take_read(db.session(), blobs(), path, folder, edition.origin)
    except FolderHasErrors as refusal:
        source_blob = edition.source_blob or keep_source(blobs(), path, folder.read)
        _refuse(edition, refusal.troubles, source_blob, paths_of(folder))
        return
    _finish(edition, kept)


def _finish(edition: Edition, kept: Kept) -> None:
    is_published = edition.state is EditionState.PUBLISHING
    finish = working.finish_publishing if is_published else working.finish_check
    with transaction() as session:
        finish(session, blobs(), edition, kept, at=clock.now())


def _refuse(
    edition: Edition,
    troubles: list[Trouble] | tuple[Trouble, ...],
    source_blob: str | None = None,
    paths: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    with transaction() as session:
        working.refuse(session, edition, troubles, source_blob=source_blob, paths=paths)


@contextmanager
def _laid_down(edition: Edition) -> Iterator[Path]:
    """The edition's course as a folder; an upload is unpacked with suspicion."""
    if edition.source_blob is not None:
        with TemporaryDirectory(prefix="baeum-edition-") as scratch:
            yield lay_down(blobs(), read_tree(blobs(), edition.source_blob), Path(scratch))
        return
    with TemporaryFile() as file:
        for piece in blobs().chunks(edition.upload_blob or ""):
            file.write(piece)
        with unpacked(file, edition.origin_detail) as incoming:
            yield incoming.path


def find_lost(*_facts: object) -> None:
    """Wake a worker for every edition that nobody works on."""
    queue: Queue = current_app.extensions["queue"]
    for edition_id in to_be_worked_on(db.session(), at=clock.now()):
        queue.wake(WORK_JOB, edition_id)


def remove_leftovers(*_facts: object) -> None:
    """Remove the files of editions that were put away, where nobody else has them."""
    with transaction() as session:
        n_removed = leftovers.remove_leftovers(session, blobs(), at=clock.now())
    log.info("removed %s files of editions that were put away", n_removed)


JOBS: Mapping[str, Job] = {
    WORK_JOB: work_on,
    SWEEP_JOB: find_lost,
    LEFTOVERS_JOB: remove_leftovers,
}
PERIODIC: Mapping[str, Schedule] = {
    SWEEP_JOB: crontab(),
    LEFTOVERS_JOB: crontab(minute="40", hour="3"),
}
