"""The worker: runs jobs as they are woken, and shows that it is alive."""

import logging
import threading
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask

from assessments.notebooks import warm_up
from lms.queue import Queue
from lms.settings import Settings

BEAT_SECONDS = 5
THREADS = 2
FIRST_SWEEP = timedelta(seconds=35)
"""After a start: longer than a lease, so that what a killed worker held is taken up again."""


def run(app: Flask) -> None:
    """Run jobs until told to stop."""
    settings: Settings = app.extensions["settings"]
    queue: Queue = app.extensions["queue"]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    _beat_forever(heartbeat_file(settings))
    threading.Thread(target=warm_up, daemon=True, name="warm-up").start()
    queue.sweep_in(FIRST_SWEEP)
    queue.huey.create_consumer(
        workers=THREADS, worker_type="thread", initial_delay=0.1, max_delay=1.0
    ).run()


def heartbeat_file(settings: Settings) -> Path:
    """The file whose age says how long ago the worker was alive."""
    return settings.data_dir / "run" / "worker.alive"


def seconds_since_beat(settings: Settings) -> float | None:
    """How long ago the worker was alive; None if never."""
    try:
        return time.time() - heartbeat_file(settings).stat().st_mtime
    except FileNotFoundError:
        return None


def _beat_forever(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)

    def beat() -> None:
        while True:
            path.touch()
            time.sleep(BEAT_SECONDS)

    threading.Thread(target=beat, daemon=True, name="heartbeat").start()
