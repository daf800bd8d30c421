"""A whole installation of the test's own: `lms up` on free ports with its own data."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
LMS = Path(sys.executable).parent / "lms"
PASSWORD = "a day at Baeum 2026"
UP_SECONDS = 180


@dataclass(frozen=True)
class Installation:
    """A running installation: its addresses, its data and the processes in it."""

    process: subprocess.Popen[str]
    data_dir: Path
    web_port: int
    hub_port: int

    @property
    def lms(self) -> str:
        """The address of the LMS."""
        return f"http://localhost:{self.web_port}"

    @property
    def hub(self) -> str:
        """The address of the Hub."""
        return f"http://127.0.0.1:{self.hub_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What commands of this installation need in their environment."""
        return environment(self.data_dir, self.web_port, self.hub_port)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run an `lms` command against this installation."""
        return subprocess.run(
            [LMS, *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def part(self, words: str) -> psutil.Process:
        """The process whose command line holds the words; the outermost if there are several."""
        found = [one for one in descendants(self.process.pid) if words in command_line(one)]
        return min(found, key=lambda one: len(one.parents()))

    def kill(self, words: str) -> None:
        """SIGKILL the part."""
        self.part(words).send_signal(signal.SIGKILL)


def environment(data_dir: Path, web_port: int, hub_port: int) -> dict[str, str]:
    """The environment of an installation on these ports."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAEUM_")},
        "BAEUM_MODE": "demo",
        "BAEUM_DATA_DIR": str(data_dir),
        "BAEUM_WEB_PORT": str(web_port),
        "BAEUM_HUB_PORT": str(hub_port),
        "BAEUM_DEMO_PASSWORD": PASSWORD,
    }


@contextmanager
def running(data_dir: Path) -> Iterator[Installation]:
    """Start an installation, and stop it leaving no process behind."""
    web_port, hub_port = free_ports()
    process = subprocess.Popen(
        [LMS, "up"],
        env=environment(data_dir, web_port, hub_port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    installation = Installation(process, data_dir, web_port, hub_port)
    try:
        wait_until_up(process)
        yield installation
    finally:
        left_behind = stop(installation)
    assert not left_behind, f"left behind: {left_behind}"


def wait_until_up(process: subprocess.Popen[str]) -> list[str]:
    """Read what it prints until it says that it is up; raises with all it said otherwise."""
    said: list[str] = []
    assert process.stdout is not None
    deadline = time.monotonic() + UP_SECONDS
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C stops everything" in line:
            return said
        if time.monotonic() > deadline:
            break
    process.terminate()
    raise AssertionError("lms up did not come up:\n" + "".join(said))


def stop(installation: Installation) -> list[str]:
    """End the installation with SIGTERM; return the command lines of what is still there."""
    family = descendants(installation.process.pid)
    installation.process.terminate()
    try:
        installation.process.wait(60)
    except subprocess.TimeoutExpired:
        installation.process.kill()
    if installation.process.stdout is not None:
        installation.process.stdout.close()
    _gone, alive = psutil.wait_procs(family, timeout=5)
    return [command_line(one) for one in alive]


def descendants(pid: int) -> list[psutil.Process]:
    """Every process below this one, labs included."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def command_line(process: psutil.Process) -> str:
    """A process's words; empty for one that has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def free_ports() -> tuple[int, int]:
    """A port for the LMS, and one for the Hub whose neighbours at +10 and +11 are free, too."""
    bases = range(21000, 32000, 37)
    first = os.getpid() % len(bases)  # two that start at the same moment begin elsewhere
    for base in (*bases[first:], *bases[:first]):
        if all(is_free(port) for port in (base, base + 1, base + 11, base + 12)):
            return base, base + 1
    raise AssertionError("no free ports")


def is_free(port: int) -> bool:
    """Whether nobody listens on the port."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
