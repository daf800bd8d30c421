"""Finding a lab's processes, and nobody else's."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from hub_config.processes import has_home, is_alive, listens, server_of, started_at, walls_of

HOME = Path("/data/labs/u7")


def test_walls_are_known_by_the_home_they_bind() -> None:
    command = ["/usr/bin/bwrap", "--ro-bind", "/usr", "/usr", "--bind", str(HOME), "/home/baeum"]

    assert has_home(command, HOME)
    assert has_home(command, HOME.parent)
    assert not has_home(command, Path("/data/labs/u70"))
    assert not has_home(command, Path("/usr"))


def test_other_programs_are_no_walls() -> None:
    assert not has_home(["cat", "--bind", str(HOME)], HOME)
    assert not has_home([], HOME)


def test_a_number_used_again_is_another_process() -> None:
    began = started_at(os.getpid())

    assert is_alive(os.getpid(), began)
    assert not is_alive(os.getpid(), began - 60)


def test_an_ended_process_that_nobody_waited_for_is_not_alive() -> None:
    process = subprocess.Popen(["true"])
    while is_alive(process.pid, 0):
        pass

    assert server_of(process.pid) is None
    process.wait()


def test_no_walls_stand_around_a_home_that_is_not_open(tmp_path: Path) -> None:
    assert walls_of(tmp_path) == []


def test_a_port_is_answered_by_the_lab_or_by_somebody_else() -> None:
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); input()"
    command = ["sh", "-c", f'{sys.executable} -c "{code}"; true']
    lab = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert lab.stdin is not None
    assert lab.stdout is not None
    port = int(lab.stdout.readline())

    with socket.create_server(("127.0.0.1", 0)) as other:
        assert listens(lab.pid, port)
        assert not listens(lab.pid, other.getsockname()[1])
        assert listens(os.getpid(), other.getsockname()[1])
    lab.communicate("\n")
    assert not listens(lab.pid, port)
