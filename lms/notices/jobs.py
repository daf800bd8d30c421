"""The daily mails."""

import logging
from collections.abc import Mapping

from lms import clock, db
from lms.notices import queries, services
from lms.notices.mails import last_digest_time
from lms.queue import Job, Schedule, crontab

DIGEST_JOB = "notices.send_digests"

log = logging.getLogger(__name__)


def send_digests() -> None:
    """Send each person what waits since the last eight o'clock in Seoul, once.

    It runs more often than daily, so that a worker that was down at eight makes
    up for it; nothing newer than eight o'clock is sent.
    """
    before = last_digest_time(clock.now())
    for user_id in queries.people_awaiting_digest(db.session(), before=before):
        try:
            with db.transaction() as session:
                services.send_digest(session, user_id, before=before, at=clock.now())
        except Exception:  # one person's mail must not hold up the others'
            log.exception("the daily mail of person %s cannot be written", user_id)


JOBS: Mapping[str, Job] = {DIGEST_JOB: send_digests}
PERIODIC: Mapping[str, Schedule] = {DIGEST_JOB: crontab(minute="*/10")}
"""Eight o'clock in Seoul is a full hour everywhere, whatever zone the machine is in."""
