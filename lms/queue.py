"""The job queue: it only wakes a worker; the database row is the truth.

A job is a function with a name. Whoever changes a row asks for the job to be
woken once the transaction has been committed; a lost message is found again by
the periodic sweep of the feature that owns the row.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

Job = Callable[..., None]
Schedule = Callable[[datetime], bool]
_WAITING = "jobs_to_wake"

__all__ = ["Job", "Queue", "Schedule", "crontab", "make_huey", "wake_after_commit"]


def make_huey(url: str) -> Huey:
    """A huey queue on SQLite, on Redis, or (`memory://`) in this process alone."""
    if url.startswith("redis"):
        return RedisHuey("baeum", url=url)
    if url.startswith("memory"):
        return MemoryHuey("baeum", immediate=False)
    filename = Path(make_url(url).database or "queue.sqlite")
    filename.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("baeum", filename=str(filename))


class Queue:
    """Named jobs on a huey queue."""

    def __init__(self, huey: Huey, app: Flask) -> None:
        self.huey = huey
        self._app = app
        self._jobs: dict[str, Job] = {}
        self._periodic: list[str] = []
        self._run = huey.task(name="run_job", retries=3, retry_delay=10)(self._run_job)

    def register(self, jobs: Mapping[str, Job]) -> None:
        """Make these jobs known to a worker."""
        self._jobs.update(jobs)

    def every(self, schedule: Schedule, name: str) -> None:
        """Run the named job, a sweep that may always run once more, as the schedule says."""
        self._periodic.append(name)
        self.huey.periodic_task(schedule, name=f"every_{name}")(lambda: self._run_job(name))

    def wake(self, name: str, *facts: int | str) -> None:
        """Ask a worker to run the job now."""
        self._run(name, *facts)

    def sweep_in(self, delay: timedelta) -> None:
        """Run every sweep once after the delay: what a dead worker held is free by then."""
        for name in self._periodic:
            self._run.schedule((name,), delay=delay.total_seconds())

    def run_waiting(self) -> int:
        """Run what waits, here and now, and say how many jobs that was."""
        n_run = 0
        while (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            n_run += 1
        return n_run

    def _run_job(self, name: str, *facts: int | str) -> None:
        with self._app.app_context():
            self._jobs[name](*facts)


def wake_after_commit(session: Session, name: str, *facts: int | str) -> None:
    """Wake the job when the session's transaction has been committed."""
    waiting: list[tuple[Any, ...]] = session.info.setdefault(_WAITING, [])
    waiting.append((name, *facts))
    if not event.contains(session, "after_commit", _wake_waiting):
        event.listen(session, "after_commit", _wake_waiting)
        event.listen(session, "after_rollback", _forget_waiting)


def _wake_waiting(session: Session) -> None:
    queue: Queue = current_app.extensions["queue"]
    for name, *facts in session.info.pop(_WAITING, []):
        queue.wake(name, *facts)


def _forget_waiting(session: Session) -> None:
    session.info.pop(_WAITING, None)
