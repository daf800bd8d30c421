"""A course folder as it is now: read again when its files change."""

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

import courses
from lms.catalog.quizzes import CheckedCourse, LessonQuiz, check_with_quizzes

Read = Callable[[Path], CheckedCourse]


class WatchedCourse:
    """The newest reading of a folder, with a number that grows with each change.

    Requests may ask from any thread; one thread of its own watches and reads.
    """

    def __init__(self, path: Path, read: Read = check_with_quizzes) -> None:
        self._path, self._reader = path, read
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._version = 1
        self._read = read(path)

    @property
    def read(self) -> courses.ReadCourse:
        """What the last reading gave."""
        return self._read.read

    @property
    def quizzes(self) -> tuple[LessonQuiz, ...]:
        """The quizzes of its lessons."""
        return self._read.quizzes

    @property
    def version(self) -> int:
        """Which reading this is, from 1."""
        return self._version

    def read_again(self) -> None:
        """Read the folder now, and tell everybody who waits."""
        fresh = self._reader(self._path)
        with self._changed:
            self._read = fresh
            self._version += 1
            self._changed.notify_all()

    def wait_for_newer(self, version: int, seconds: float) -> int:
        """The present number, as soon as it differs from `version`; at the latest after the time."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, timeout=seconds)
            return self._version

    def start(self) -> None:
        """Watch from now on, until `stop`."""
        threading.Thread(target=self._watch, name="course-watcher", daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()

    def _watch(self) -> None:
        for _changes in watch(self._path, stop_event=self._stop, raise_interrupt=False):
            self.read_again()
