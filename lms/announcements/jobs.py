"""Announcements whose time comes."""

import logging
from collections.abc import Mapping

from lms import clock, db
from lms.announcements import queries, services
from lms.announcements.models import Announcement
from lms.queue import Job, Schedule, crontab

TELL_JOB = "announcements.tell_due"

log = logging.getLogger(__name__)


def tell_due() -> None:
    """Tell the audience of every announcement whose time has come, each in its own transaction."""
    for announcement_id in queries.untold(db.session(), at=clock.now()):
        try:
            _tell(announcement_id)
        except Exception:  # one announcement must not hold up the others
            log.exception("announcement %s cannot be told", announcement_id)


def _tell(announcement_id: int) -> None:
    with db.transaction() as session:
        announcement = session.get_one(Announcement, announcement_id)
        db.lock(session, announcement)
        services.tell_if_due(session, announcement, at=clock.now())


JOBS: Mapping[str, Job] = {TELL_JOB: tell_due}
PERIODIC: Mapping[str, Schedule] = {TELL_JOB: crontab()}
