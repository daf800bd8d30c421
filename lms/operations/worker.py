"""The worker: runs jobs as they are woken, and shows that it is alive."""

import logging
import os
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from flask import Flask

from assessments.notebooks import warm_up
from lms.operations.heartbeat import beat_forever, heartbeat_file
from lms.queue import Queue
from lms.settings import Settings

THREADS = 2
NICENESS = 10
"""On the same cores pages come first; what a batch takes from them is measured by the bench."""

FIRST_SWEEP = timedelta(seconds=35)
"""After a start: longer than a lease, so that what a killed worker held is taken up again."""
WARM_UP_SECONDS = 30.0
"""After a start: the other processes start first, on the same cores."""


def run(app: Flask) -> None:
    """Run jobs until told to stop."""
    _give_way()
    settings: Settings = app.extensions["settings"]
    queue: Queue = app.extensions["queue"]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    beat_forever(heartbeat_file(settings))
    _warm_up_later()
    queue.sweep_in(FIRST_SWEEP)
    queue.huey.create_consumer(
        workers=THREADS, worker_type="thread", initial_delay=0.1, max_delay=1.0
    ).run()


def _give_way() -> None:
    """Be nice; a session of its own is so as a whole, where the kernel groups by sessions."""
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICENESS), encoding="ascii")


def _warm_up_later() -> None:
    timer = threading.Timer(WARM_UP_SECONDS, warm_up)
    timer.daemon = True
    timer.start()
