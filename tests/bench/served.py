"""Servers for the time of a measurement: on 127.0.0.1, on free ports, under wrk."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import psutil

from lms.operations.processes import process
from lms.settings import PROJECT_DIR, Settings

SECONDS = 3
CONNECTIONS = 16
PATIENCE = 30.0


class CannotMeasure(Exception):
    """Something a measurement needs is missing, or a server answered wrongly."""


@dataclass(frozen=True)
class Load:
    """What a few seconds of requests came to."""

    requests_per_second: float
    cpu_ms_per_request: float


@dataclass(frozen=True)
class Server:
    """A running web server and its processes."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Processor time used so far by the server and its workers."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(member.cpu_times()[:2]) for member in family)

    def load(self, path: str, headers: Mapping[str, str], script: Path | None = None) -> Load:
        """Ask for the path, or what wrk's script says, from several connections for some seconds."""
        words = [f"-H{name}: {value}" for name, value in headers.items()]
        command = ["wrk", "-t1", "--timeout=30s", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *words]
        command += ["-s", str(script)] if script else []
        before = self.cpu_seconds()
        report = subprocess.run(
            [*command, f"http://127.0.0.1:{self.port}{path}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        used = self.cpu_seconds() - before
        if "Non-2xx" in report or "Socket errors" in report:
            raise CannotMeasure(f"{path}: {report}")
        n_requests = int(re.search(r"(\d+) requests in", report)[1])  # type: ignore[index]
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])  # type: ignore[index]
        return Load(rate, used / n_requests * 1000)


def demand_wrk() -> None:
    """Raise CannotMeasure where the load generator is missing."""
    if shutil.which("wrk") is None:
        raise CannotMeasure("wrk is needed. On Debian: apt-get install wrk")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(
    settings: Settings, application: str, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Serve the application with the very command line that `lms up` uses."""
    command = process("web", settings).command
    log = settings.data_dir / f"{settings.web_port}.log"
    with log.open("wb") as output:
        started = subprocess.Popen(
            [*command[:-1], application],
            cwd=PROJECT_DIR,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_open(settings.web_port, log)
        yield Server(settings.web_port, psutil.Process(started.pid))
    finally:
        started.terminate()
        started.wait(timeout=PATIENCE)


def _wait_until_open(port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CannotMeasure(f"no server on port {port}: {log.read_text()[-800:]}")


def get(port: int, path: str, headers: Mapping[str, str]) -> str:
    """The page at the path; raises CannotMeasure when the answer is no page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with closing(connection):
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            raise CannotMeasure(f"{path}: {answer.status}")
        return answer.read().decode()
