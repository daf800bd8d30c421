"""A worker's hold on the submission it grades: short, and renewed while the worker lives."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask.ctx import AppContext

from lms import clock, db
from lms.notebooks import services
from lms.notebooks.errors import LeaseLost
from lms.notebooks.models import LEASE

log = logging.getLogger(__name__)

RENEWALS_PER_LEASE = 3
"""So that one renewal may fail, or come late, and the lease still stands."""


@contextmanager
def kept(
    app_context: Callable[[], AppContext],
    submission_id: int,
    lease: str,
    *,
    every: float = LEASE.total_seconds() / RENEWALS_PER_LEASE,
) -> Iterator[None]:
    """Renew a lease, each `every` seconds, for as long as the block runs in this process."""
    is_over = threading.Event()

    def renew() -> None:
        while not is_over.wait(every):
            with app_context():
                if not _is_renewed(submission_id, lease):
                    return

    keeper = threading.Thread(target=renew, name=f"lease-{submission_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()


def _is_renewed(submission_id: int, lease: str) -> bool:
    """Whether the submission is still this worker's; a database that is away is asked again."""
    try:
        with db.transaction() as session:
            services.renew_lease(session, submission_id, lease, at=clock.now())
    except LeaseLost:
        return False
    except Exception:  # the grading itself may still end well
        log.exception("submission %s: its lease could not be renewed", submission_id)
    return True
