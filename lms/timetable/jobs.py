"""What the worker does shortly before a class."""

from collections.abc import Mapping

from flask import current_app

from lms import clock, db
from lms.db import transaction
from lms.queue import Job, Schedule, crontab
from lms.settings import Settings
from lms.timetable import queries, services

LOOK_JOB = "timetable.look_ahead"


def look_ahead(*_facts: object) -> None:
    """The sweep: ask for the labs of classes that begin soon, unless this machine starts none."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.labs_ahead_class:
        return
    now = clock.now()
    for meeting in queries.soon(db.session(), at=now):
        with transaction() as session:
            services.ask_for_labs(session, meeting, at=now)


JOBS: Mapping[str, Job] = {LOOK_JOB: look_ahead}
PERIODIC: Mapping[str, Schedule] = {LOOK_JOB: crontab()}
