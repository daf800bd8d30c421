"""What the worker does for lessons by itself."""

from lms import clock
from lms.db import transaction
from lms.lessons import receipts
from lms.queue import Job, Schedule, crontab

FORGET_RECEIPTS_JOB = "lessons.forget_receipts"


def forget_receipts(*_facts: object) -> None:
    """The sweep: drop the keys of what was sent so long ago that it does not come again."""
    with transaction() as session:
        receipts.forget_old(session, at=clock.now())


JOBS: dict[str, Job] = {FORGET_RECEIPTS_JOB: forget_receipts}
PERIODIC: dict[str, Schedule] = {FORGET_RECEIPTS_JOB: crontab(minute="23", hour="4")}
