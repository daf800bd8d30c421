"""What the worker does for exams."""

import logging

from lms import clock, db
from lms.exams import queries, services
from lms.exams.models import Attempt

CLOSE_EXPIRED_JOB = "exams.close_expired"

log = logging.getLogger(__name__)


def close_expired() -> None:
    """Close and mark every attempt whose time is over, each in its own transaction."""
    for attempt_id in queries.expired_attempt_ids(db.session(), clock.now()):
        try:
            _close(attempt_id)
        except Exception:  # one attempt that cannot be marked must not hold up the others
            log.exception("attempt %s cannot be closed", attempt_id)


def _close(attempt_id: int) -> None:
    with db.transaction() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is not None:
            services.close_if_over(session, attempt, at=clock.now())


JOBS = {CLOSE_EXPIRED_JOB: close_expired}
