"""Starts worker programs as confined child processes and talks to them.

The child gets: the interpreter, its packages and the worker program read-only, an own
/tmp of limited size, no network, no other process, no home, no environment of ours.
The parent keeps the clock and watches memory and the amount of output.
"""

import base64
import json
import os
import select
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Literal, Self

from assessments.notebooks import zygote
from assessments.notebooks.coldstart import Started, can_confine, descendants
from assessments.notebooks.confinement import Limits
from assessments.notebooks.environments import Environment
from assessments.notebooks.zygote import Forked, NoWarmStart

Level = Literal["none", "namespaces"]

GRACE_SECONDS = 3.0
WATCH_SECONDS = 0.25


class Stopped(Exception):
    """The child ended or was ended; the text says why."""


class Interrupted(Exception):
    """The child was lost through no fault of the notebook; running it again will do."""


class SandboxUnavailable(Exception):
    """This machine cannot confine at the level asked for."""


def available_level() -> Level:
    """Return the strongest level this machine offers."""
    return "namespaces" if can_confine() else "none"


class Child:
    """A worker program that runs confined while the `with` block lasts.

    What is needed seldom is started cold (`is_warm` false), so that nothing stays in memory for it.
    """

    def __init__(
        self,
        program: str,
        limits: Limits,
        level: Level | None = None,
        *,
        libraries: tuple[str, ...] = (),
        environment: Environment | None = None,
        probes: int = 0,
        is_warm: bool = True,
    ) -> None:
        self.level: Level = level or available_level()
        if self.level == "namespaces" and available_level() != "namespaces":
            raise SandboxUnavailable("bubblewrap cannot make namespaces on this machine")
        self.limits = limits
        self._ends_at = time.monotonic() + limits.total_seconds
        self._buffer = b""
        self._received = 0
        self._read, self._result = os.pipe()
        self._probes = [os.pipe() for _ in range(probes)]
        self._environment = environment
        inner = [self._result, *(end for end, _ in self._probes)]
        self._process = self._start(program, libraries, inner, is_warm=is_warm)
        os.set_blocking(self._process.input_fd, False)
        for end in inner:
            os.close(end)

    def _start(
        self,
        program: str,
        libraries: tuple[str, ...],
        descriptors: Sequence[int],
        *,
        is_warm: bool,
    ) -> Forked | Started:
        if self.level == "none" or not is_warm:
            return self._start_cold(program, descriptors, is_confined=self.level != "none")
        try:
            return zygote.fork(program, libraries, self.limits, descriptors, self._environment)
        except NoWarmStart:
            return self._start_cold(program, descriptors, is_confined=True)

    def _start_cold(
        self, program: str, descriptors: Sequence[int], *, is_confined: bool
    ) -> Started:
        where = self._environment
        return Started(program, self.limits, descriptors, where, is_confined=is_confined)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.end()
        for fd in (self._read, *(end for _, end in self._probes if end >= 0)):
            os.close(fd)

    @property
    def result_fd(self) -> int:
        """The descriptor on which the child answers, by its number inside the child."""
        first = self._process.numbers_from
        return self._result if first is None else first

    def probe_fd(self, number: int) -> int:
        """Return the descriptor from which a copy reads its hidden tests, inside the child."""
        first = self._process.numbers_from
        return self._probes[number][0] if first is None else first + 1 + number

    def send(self, message: Mapping[str, Any], *, seconds: float) -> None:
        """Send one message; raises Stopped when the child does not take it in time."""
        data = json.dumps(message).encode() + b"\n"
        self._write(self._process.input_fd, data, seconds)

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
                raise self._ended() from problem

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
            raise self._ended()
        if self._received > self.limits.total_output_bytes:
            raise Stopped("the notebook put out too much")
        self._buffer += data

    def _ended(self) -> Stopped | Interrupted:
        if self._process.is_lost():
            return Interrupted("the interpreter that it was forked from was ended")
        return Stopped("the process ended")

    def _watch_memory(self) -> None:
        if memory_of(self._process.pid) > self.limits.memory_bytes:
            raise Stopped("the notebook used too much memory")


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
