"""Warm starts: a confined interpreter with its libraries loaded, which forks a process for each job.

Loading numpy and pandas takes a second, a fork some milliseconds. What is forked enters
namespaces of its own before it reads a byte of the job (`worker/isolation.py`).
"""

import atexit
import json
import os
import select
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from assessments.notebooks.coldstart import can_confine
from assessments.notebooks.confinement import (
    HOME,
    INSIDE,
    SHARED_BYTES,
    Limits,
    confined,
    folders_of,
    python_of,
    unprivileged_user,
)
from assessments.notebooks.environments import Environment
from assessments.notebooks.libraries import DATA

WORKER = Path(__file__).parent / "worker"
FIRST_NUMBER = 10
WARM_SECONDS = 120.0
FORK_SECONDS = 20.0
END_SECONDS = 3.0
MOST_READY = 8
"""Interpreters that stand ready; one with data libraries holds some hundred megabytes."""
CREDENTIALS = struct.Struct("iII")
"""pid, uid and gid of who sent a message, as its receiver sees them (unix(7))."""


class NoWarmStart(Exception):
    """No process could be forked; a cold start may still work."""


class Forked:
    """A process forked for one job."""

    def __init__(self, pid: int, channel: socket.socket, zygote: "Zygote") -> None:
        self.pid = pid
        self.numbers_from = FIRST_NUMBER
        self._channel = channel
        self._zygote = zygote
        self._handle = os.pidfd_open(pid)

    @property
    def input_fd(self) -> int:
        """Where the job's messages are written to."""
        return self._channel.fileno()

    def is_lost(self) -> bool:
        """Whether it ended because the interpreter did, whose end takes all its forks along."""
        return not self._zygote.still_forks()

    def end(self) -> None:
        """Kill it and with it everything in its pid namespace, and wait until all that has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        select.select([self._handle], [], [], END_SECONDS)
        os.close(self._handle)
        self._channel.close()
        self._zygote.is_done_with_one()


class Zygote:
    """One program's interpreter with libraries: started once, then asked for processes.

    A course's own libraries are nobody's that we know: they are loaded by a user without rights
    on the machine, and packages cannot make themselves heard before (`-S`).
    """

    def __init__(
        self,
        program: str,
        libraries: Sequence[str] = (),
        environment: Environment | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._kept = [one for one in folders_of(environment) if one.startswith(f"{HOME}/")]
        user, late = ("0", []) if environment is None else (str(unprivileged_user()), ["-S"])
        words = [str(inner.fileno()), user, program, *libraries]
        walls = confined(Limits(), WORKER, environment, may_isolate=True)
        command = [*walls, python_of(environment), "-I", *late]
        with inner:
            self._process = subprocess.Popen(
                [*command, f"{INSIDE}/entry.py", "forks", *words],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[inner.fileno()],
                start_new_session=True,
            )
        self._is_warm = False
        self._n_forked = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing that it forked, or is about to fork, still runs."""
        return self._n_forked == 0

    def take(self) -> "Zygote":
        """Keep it for one fork; to be called under the lock."""
        self._n_forked += 1
        return self

    def is_done_with_one(self) -> None:
        """Take note that what it was kept for has ended."""
        with _lock:
            self._n_forked -= 1

    def still_forks(self) -> bool:
        """Whether the interpreter lives, found out by asking it for a process.

        That its end has not been noticed yet says nothing: on a busy machine that takes seconds.
        """
        if self._process.poll() is not None:
            return False
        with _lock:
            self.take()
        try:
            self.fork(Limits(), []).end()
        except NoWarmStart:
            self.is_done_with_one()
            return False
        return True

    def fork(self, limits: Limits, descriptors: Sequence[int]) -> Forked:
        """Fork a process that holds these descriptors from `numbers_from` on; raises NoWarmStart."""
        outer, inner = socket.socketpair()
        outer.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        job = {
            "disk_bytes": limits.disk_bytes,
            "shared_bytes": SHARED_BYTES,
            "user": unprivileged_user(),
            "kept": self._kept,
        }
        try:
            with inner, self._lock:
                self._wait_until_warm()
                message = [json.dumps(job).encode()]
                socket.send_fds(self._control, message, [inner.fileno(), *descriptors])
            return Forked(_pid_of_sender(outer), outer, self)
        except OSError as problem:
            outer.close()
            raise NoWarmStart(str(problem)) from problem

    def close(self) -> None:
        """End the interpreter and all that it forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _wait_until_warm(self) -> None:
        if self._is_warm:
            return
        self._control.settimeout(WARM_SECONDS)
        if not self._control.recv(1):
            raise OSError("the interpreter ended")
        self._control.settimeout(FORK_SECONDS)
        self._is_warm = True


def _pid_of_sender(channel: socket.socket) -> int:
    """Wait for the job's first byte; who sent it, by its number in our own namespace."""
    channel.settimeout(FORK_SECONDS)
    said, extra, _, _ = channel.recvmsg(1, socket.CMSG_SPACE(CREDENTIALS.size))
    for level, kind, data in extra:
        if said and (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            pid: int = CREDENTIALS.unpack(data)[0]
            channel.settimeout(None)
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
            return pid
    raise OSError("the forked process ended before it began")


Key = tuple[str, tuple[str, ...], Environment | None]
"""A program, the libraries that are loaded for it, and where from."""

_running: dict[Key, Zygote] = {}
_hopeless: set[Key] = set()
_lock = threading.Lock()


def warm_up() -> None:
    """Start what grades most now, so that the first submission does not wait for it."""
    if can_confine():
        with _lock:
            _warm(("run", DATA, None))


def _taken(key: Key) -> Zygote:
    with _lock:
        return _warm(key).take()


def _warm(key: Key) -> Zygote:
    """The interpreter, the last of all to be put away from now on."""
    found = _running.pop(key, None)
    if found is None:
        _make_room()
        found = Zygote(*key)
    _running[key] = found
    return found


def _make_room() -> None:
    """Put away what was not used for longest, as long as there are too many."""
    for key, one in list(_running.items()):
        if len(_running) < MOST_READY:
            return
        if one.is_idle:
            del _running[key]
            one.close()


def fork(
    program: str,
    libraries: tuple[str, ...],
    limits: Limits,
    descriptors: Sequence[int],
    environment: Environment | None = None,
) -> Forked:
    """Fork a process for a job, with a new interpreter if the last one is gone; raises NoWarmStart.

    Where the very first fork of a new interpreter fails twice, this machine does not allow
    namespaces inside namespaces, or libraries cannot be loaded so, and nobody tries again.
    """
    key = (program, libraries, environment)
    for _ in range(2):
        if key in _hopeless:
            break
        zygote = _taken(key)
        try:
            return zygote.fork(limits, descriptors)
        except NoWarmStart:
            zygote.is_done_with_one()
            _give_up(key, zygote)
    _hopeless.add(key)
    raise NoWarmStart(program)


def _give_up(key: Key, zygote: Zygote) -> None:
    with _lock:
        if _running.get(key) is zygote:
            del _running[key]
    zygote.close()


def close_all() -> None:
    """End all interpreters."""
    with _lock:
        gone = list(_running.values())
        _running.clear()
    for one in gone:
        one.close()


def _forget_after_fork() -> None:
    """A forked copy of this process has none of these; they are its parent's."""
    _running.clear()


atexit.register(close_all)
os.register_at_fork(after_in_child=_forget_after_fork)
