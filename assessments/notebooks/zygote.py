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
import sys
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
    interpreter_folders,
    unprivileged_user,
)
from assessments.notebooks.libraries import DATA

WORKER = Path(__file__).parent / "worker"
FIRST_NUMBER = 10
WARM_SECONDS = 120.0
FORK_SECONDS = 20.0
END_SECONDS = 3.0
LOST_SECONDS = 0.3
CREDENTIALS = struct.Struct("iII")
"""pid, uid and gid of who sent a message, as its receiver sees them (unix(7))."""


class NoWarmStart(Exception):
    """No process could be forked; a cold start may still work."""


class Forked:
    """A process forked for one job."""

    def __init__(
        self, pid: int, channel: socket.socket, interpreter: subprocess.Popen[bytes]
    ) -> None:
        self.pid = pid
        self.numbers_from = FIRST_NUMBER
        self._channel = channel
        self._interpreter = interpreter
        self._handle = os.pidfd_open(pid)

    @property
    def input_fd(self) -> int:
        """Where the job's messages are written to."""
        return self._channel.fileno()

    def is_lost(self) -> bool:
        """Whether it ended because the interpreter did, whose end takes all its forks along."""
        with suppress(subprocess.TimeoutExpired):
            self._interpreter.wait(LOST_SECONDS)
        return self._interpreter.returncode is not None

    def end(self) -> None:
        """Kill it and with it everything in its pid namespace, and wait until all that has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        select.select([self._handle], [], [], END_SECONDS)
        os.close(self._handle)
        self._channel.close()


class Zygote:
    """One program's interpreter with libraries: started once, then asked for processes."""

    def __init__(self, program: str, libraries: Sequence[str] = ()) -> None:
        self._lock = threading.Lock()
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = [str(inner.fileno()), program, *libraries]
        command = [*confined(Limits(), WORKER, may_isolate=True), sys.executable, "-I"]
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

    def fork(self, limits: Limits, descriptors: Sequence[int]) -> Forked:
        """Fork a process that holds these descriptors from `numbers_from` on; raises NoWarmStart."""
        outer, inner = socket.socketpair()
        outer.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        job = {
            "disk_bytes": limits.disk_bytes,
            "shared_bytes": SHARED_BYTES,
            "user": unprivileged_user(),
            "kept": [one for one in interpreter_folders() if one.startswith(f"{HOME}/")],
        }
        try:
            with inner, self._lock:
                self._wait_until_warm()
                message = [json.dumps(job).encode()]
                socket.send_fds(self._control, message, [inner.fileno(), *descriptors])
            return Forked(_pid_of_sender(outer), outer, self._process)
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


Key = tuple[str, tuple[str, ...]]
"""A program and the libraries that are loaded for it."""

_running: dict[Key, Zygote] = {}
_hopeless: set[str] = set()
_lock = threading.Lock()


def warm_up() -> None:
    """Start what grades most now, so that the first submission does not wait for it."""
    if can_confine():
        _warm(("run", DATA))


def _warm(key: Key) -> Zygote:
    with _lock:
        if key not in _running:
            _running[key] = Zygote(*key)
        return _running[key]


def fork(
    program: str, libraries: tuple[str, ...], limits: Limits, descriptors: Sequence[int]
) -> Forked:
    """Fork a process for a job, with a new interpreter if the last one is gone; raises NoWarmStart.

    Where the very first fork of a new interpreter fails twice, this machine does not allow
    namespaces inside namespaces, and nobody tries again.
    """
    for _ in range(2):
        if program in _hopeless:
            break
        key = (program, libraries)
        zygote = _warm(key)
        try:
            return zygote.fork(limits, descriptors)
        except NoWarmStart:
            _give_up(key, zygote)
    _hopeless.add(program)
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
