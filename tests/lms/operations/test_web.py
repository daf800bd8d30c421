"""The web server's port is its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import psutil
import pytest
from granian.constants import Interfaces

from lms.operations.web import WebServer
from tests.lms.operations.test_supervisor import free_port

START_SECONDS = 180
"""A busy machine takes most of a minute to import everything."""


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def start(port: int, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "BAEUM_DATA_DIR": str(folder), "BAEUM_MODE": "test"}
    command = [sys.executable, "-m", "lms.operations.web", str(port), "lms.wsgi:app"]
    started = subprocess.Popen(command, env=environment)
    until = time.monotonic() + START_SECONDS
    while not answers(port):
        assert started.poll() is None
        assert time.monotonic() < until
        time.sleep(0.2)
    return started


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    running = start(port, tmp_path)
    yield running
    running.terminate()
    running.wait(20)


@pytest.mark.usefixtures("server")
def test_nobody_shares_the_port_not_even_the_same_user(port: int) -> None:
    """A lab of an ordinary user's installation runs under the very same user."""
    for family, address in (
        (socket.AF_INET, "127.0.0.1"),
        (socket.AF_INET, "0.0.0.0"),  # noqa: S104 -- what an intruder would try
        (socket.AF_INET6, "::1"),
    ):
        with socket.socket(family) as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            with pytest.raises(OSError, match=r"in use|assign|support"):
                other.bind((address, port))


def test_an_answer_of_several_parts_waits_for_no_acknowledgement(port: int) -> None:
    """With Nagle's algorithm every page on a connection that stays open took 40 ms longer."""
    server = WebServer("lms.wsgi:app", address="127.0.0.1", port=port, interface=Interfaces.WSGI)
    server._init_shared_socket()
    with (
        server._kept or nullcontext(),
        server._sso as listening,
        socket.create_connection(("127.0.0.1", port)),
        accepted_by(listening) as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def accepted_by(listening: socket.socket) -> socket.socket:
    listening.setblocking(True)
    return listening.accept()[0]


def test_a_killed_server_leaves_its_port_to_the_next(
    server: subprocess.Popen[bytes], port: int, tmp_path: Path
) -> None:
    workers = psutil.Process(server.pid).children()
    server.send_signal(signal.SIGKILL)
    server.wait(20)
    psutil.wait_procs(workers, timeout=20)

    again = start(port, tmp_path)
    again.terminate()

    assert len(workers) == 2
    assert again.wait(20) == 0
