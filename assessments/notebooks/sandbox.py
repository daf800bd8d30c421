"""Starts worker programs as confined child processes and talks to them.

The child gets: the interpreter, its packages and the worker program read-only, an own
/tmp of limited size, no network, no other process, no home, no environment of ours.
The parent keeps the clock and watches memory and the amount of output.
"""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Literal, Self

import psutil

from assessments.notebooks.confinement import INSIDE, Limits, confined, environment

Level = Literal["none", "namespaces"]

WORKER = Path(__file__).parent / "worker"
GRACE_SECONDS = 3.0
WATCH_SECONDS = 0.25


class Stopped(Exception):
    """The child ended or was ended; the text says why."""


class SandboxUnavailable(Exception):
    """This machine cannot confine at the level asked for."""


@cache
def available_level() -> Level:
    """Return the strongest level this machine offers, tried once."""
    if shutil.which("bwrap") is None or not sys.platform.startswith("linux"):
        return "none"
    command = [*confined(Limits(), WORKER), sys.executable, "-I", "-c", "import IPython"]
    try:
        tried = subprocess.run(command, env={}, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "none"
    return "namespaces" if tried.returncode == 0 else "none"


class Child:
    """A worker program that runs confined while the `with` block lasts."""

    def __init__(
        self, script: str, limits: Limits, level: Level | None = None, *, probes: int = 0
    ) -> None:
        self.level: Level = level or available_level()
        if self.level == "namespaces" and available_level() != "namespaces":
            raise SandboxUnavailable("bubblewrap cannot make namespaces on this machine")
        self.limits = limits
        self._ends_at = time.monotonic() + limits.total_seconds
        self._buffer = b""
        self._received = 0
        self._read, self.result_fd = os.pipe()
        self._probes = [os.pipe() for _ in range(probes)]
        self._folder = TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        self._process = self._start(script)
        os.close(self.result_fd)
        for end, _ in self._probes:
            os.close(end)

    def _start(self, script: str) -> subprocess.Popen[bytes]:
        fds = [self.result_fd, *(end for end, _ in self._probes)]
        if self.level == "namespaces":
            command = [*confined(self.limits, WORKER), sys.executable, "-I", f"{INSIDE}/{script}"]
            settings, folder = {}, None
        else:
            command = [sys.executable, "-I", str(WORKER / script)]
            words = list(environment())
            settings = dict(zip(words[1::3], words[2::3], strict=True))
            settings["HOME"] = folder = self._folder.name
        process = subprocess.Popen(
            command,
            env=settings,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=fds,
            start_new_session=True,
        )
        os.set_blocking(process.stdin.fileno(), False)  # type: ignore[union-attr]
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        for fd in (self._read, *(end for _, end in self._probes if end >= 0)):
            os.close(fd)
        self._folder.cleanup()

    def probe_fd(self, number: int) -> int:
        """Return the descriptor from which a copy reads its hidden tests, inside the child."""
        return self._probes[number][0]

    def send(self, message: Mapping[str, Any], *, seconds: float) -> None:
        """Send one message; raises Stopped when the child does not take it in time."""
        data = json.dumps(message).encode() + b"\n"
        self._write(self._process.stdin.fileno(), data, seconds)  # type: ignore[union-attr]

    def send_probe(self, number: int, message: Mapping[str, Any], *, seconds: float) -> None:
        """Give a waiting copy its hidden tests."""
        inner, end = self._probes[number]
        os.set_blocking(end, False)
        try:
            self._write(end, json.dumps(message).encode() + b"\n", seconds)
        finally:
            os.close(end)
            self._probes[number] = (inner, -1)

    def _write(self, fd: int, data: bytes, seconds: float) -> None:
        until = min(time.monotonic() + seconds, self._ends_at)
        while data:
            left = until - time.monotonic()
            if left <= 0 or not select.select([], [fd], [], left)[1]:
                raise Stopped("the process took no more input")
            try:
                data = data[os.write(fd, data) :]
            except OSError as problem:
                raise Stopped("the process ended") from problem

    def receive(self, *, seconds: float) -> Mapping[str, Any]:
        """Return the child's next message; raises Stopped with the reason when none comes."""
        until = min(time.monotonic() + seconds, self._ends_at)
        while b"\n" not in self._buffer:
            self._read_more(until)
        line, self._buffer = self._buffer.split(b"\n", 1)
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise Stopped("the process answered nonsense") from problem
        if not isinstance(message, dict):
            raise Stopped("the process answered nonsense")
        return message

    def _read_more(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise Stopped("the time was up")
        if not select.select([self._read], [], [], min(left, WATCH_SECONDS))[0]:
            self._watch_memory()
            return
        data = os.read(self._read, 262_144)
        self._received += len(data)
        if not data:
            raise Stopped("the process ended")
        if self._received > self.limits.total_output_bytes:
            raise Stopped("the notebook put out too much")
        self._buffer += data

    def _watch_memory(self) -> None:
        if memory_of(self._process.pid) > self.limits.memory_bytes:
            raise Stopped("the notebook used too much memory")


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


def memory_of(pid: int) -> int:
    """Return the bytes a process and all its descendants use, shared pages counted once."""
    return sum(_proportional_bytes(each) for each in [pid, *(p.pid for p in descendants(pid))])


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def child_limits(limits: Limits, level: Level) -> dict[str, float]:
    """Return the limits the child sets on itself; unconfined, its user has other processes."""
    values = asdict(limits)
    return values | {"processes": 0 if level == "none" else limits.processes}


def encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return files for a message; names that lead out of the working folder are refused."""
    return {name: base64.b64encode(files[name]).decode() for name in safe_names(files)}


def safe_names(names: Mapping[str, bytes] | Sequence[str]) -> list[str]:
    """Return the names; raises ValueError for one that is absolute or climbs up."""
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise ValueError(f"unsafe file name: {name!r}")
    return list(names)
