"""Cold starts: a worker program in an interpreter of its own, confined or (level none) not."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from assessments.notebooks.confinement import INSIDE, Limits, confined, python_of, settings
from assessments.notebooks.environments import Environment

WORKER = Path(__file__).parent / "worker"
GRACE_SECONDS = 3.0


class Started:
    """A process started for one job."""

    def __init__(
        self,
        program: str,
        limits: Limits,
        descriptors: Sequence[int],
        environment: Environment | None = None,
        *,
        is_confined: bool,
    ) -> None:
        self.numbers_from: int | None = None
        self._folder = TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        if is_confined:
            walls = confined(limits, WORKER, environment)
            command = [*walls, python_of(environment), "-I", f"{INSIDE}/entry.py"]
            variables, folder = {}, None
        else:
            command = [python_of(environment), "-I", str(WORKER / "entry.py")]
            words = list(settings(environment))
            variables = dict(zip(words[1::3], words[2::3], strict=True))
            variables["HOME"] = folder = self._folder.name
        self._process = subprocess.Popen(
            [*command, "once", program],
            env=variables,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=descriptors,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def input_fd(self) -> int:
        """Where the job's messages are written to."""
        assert self._process.stdin is not None
        return self._process.stdin.fileno()

    def is_lost(self) -> bool:
        """Whether it ended through no fault of its own: nothing else could have ended it."""
        return False

    def end(self) -> None:
        """Kill it with all that descends from it, and remove its folder."""
        family = descendants(self._process.pid)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for member in family:
            with suppress(psutil.Error):
                member.kill()
        wait_until_ended(family)
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._folder.cleanup()


@cache
def can_confine() -> bool:
    """Whether this machine can confine at all, tried once."""
    if shutil.which("bwrap") is None or not sys.platform.startswith("linux"):
        return False
    command = [*confined(Limits(), WORKER), sys.executable, "-I", "-c", "import IPython"]
    try:
        tried = subprocess.run(command, env={}, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def descendants(pid: int) -> list[psutil.Process]:
    """Return the processes that descend from this one."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def wait_until_ended(family: Sequence[psutil.Process]) -> None:
    """Wait a little until none of these processes runs; who collects the dead is not our affair.

    Orphans belong to the machine's first process, which in a container may take seconds
    to collect them, or never do.
    """
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until and not all(map(_has_ended, family)):
        time.sleep(0.002)


def _has_ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
