"""The worker's part: nbgrader's databases are made and read in confined processes."""

import logging
from collections.abc import Mapping

from flask import current_app
from flask_babel import force_locale

from assessments.notebooks.gradebook_file import NotAGradebook, read_gradebook, write_gradebook
from lms import clock, db
from lms.db import transaction
from lms.gradebook import nbgrader_files
from lms.gradebook.models import NbgraderFile
from lms.gradebook.nbgrader_files import MAKE_JOB, READ_JOB
from lms.gradebook.nbgrader_values import contents_of
from lms.grades.models import GradeImport, ImportState
from lms.queue import Job, Queue, Schedule, crontab
from lms.storage import MissingBlob, blobs

log = logging.getLogger(__name__)

SWEEP_JOB, FORGET_JOB = "gradebook.find_lost", "gradebook.forget_files"


def make_file(file_id: int) -> None:
    """Make the gradebook.db that was asked for, unless somebody else did."""
    session = db.session()
    found = session.get(NbgraderFile, file_id)
    if found is None or found.made_at is not None or found.has_failed:
        return
    contents = contents_of(session, found.run)
    try:
        data = write_gradebook(
            contents.course, contents.assignments, contents.students, contents.scores
        )
    except NotAGradebook:
        log.exception("the nbgrader file %s could not be made", file_id)
        with transaction():
            found.has_failed = True
        return
    blob = blobs().put(data)
    with transaction() as writing:
        nbgrader_files.record_made(writing, found, blob, at=clock.now())


def read_file(import_id: int) -> None:
    """Read the gradebook.db that was brought, unless somebody else did."""
    session = db.session()
    found = session.get(GradeImport, import_id)
    if found is None or found.state is not ImportState.READING or found.blob is None:
        return
    with force_locale(found.by.locale):
        try:
            gradebook = read_gradebook(blobs().get(found.blob))
        except MissingBlob:
            gradebook, why = None, NotAGradebook("broken")
        except NotAGradebook as problem:
            gradebook, why = None, problem
        with transaction() as writing:
            if gradebook is None:
                nbgrader_files.refuse(found, why)
            else:
                nbgrader_files.take_in(writing, found, gradebook)


def find_lost() -> None:
    """Wake a worker for every file that nobody has made or read."""
    queue: Queue = current_app.extensions["queue"]
    to_make, to_read = nbgrader_files.waiting(db.session())
    for name, ids in ((MAKE_JOB, to_make), (READ_JOB, to_read)):
        for one in ids:
            queue.wake(name, one)


def forget_files() -> None:
    """Forget what was made or brought and nobody fetched or applied."""
    with transaction() as session:
        digests = nbgrader_files.forget_old(session, at=clock.now())
    for digest in digests:
        blobs().remove(digest)


JOBS: Mapping[str, Job] = {
    MAKE_JOB: make_file,
    READ_JOB: read_file,
    SWEEP_JOB: find_lost,
    FORGET_JOB: forget_files,
}
PERIODIC: Mapping[str, Schedule] = {
    SWEEP_JOB: crontab(minute="*/10"),
    FORGET_JOB: crontab(minute="17"),
}
