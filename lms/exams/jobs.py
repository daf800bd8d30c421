"""What the worker does for exams."""

from lms import clock, db
from lms.exams import services

CLOSE_EXPIRED_JOB = "exams.close_expired"


def close_expired() -> None:
    """Close every attempt whose time is over, a batch in a transaction."""
    while True:
        with db.transaction() as session:
            n_closed = services.close_expired(session, at=clock.now())
        if n_closed == 0:
            return


JOBS = {CLOSE_EXPIRED_JOB: close_expired}
