"""One supervisor over all processes, and the promise that none outlives it."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

from lms.operations import processes
from lms.operations.heartbeat import heartbeat_file
from lms.settings import PROJECT_DIR, Settings

PR_SET_PDEATHSIG = 1
HUB_STOP_SECONDS = 30
PRIVATE_FOLDERS = ("blobs", "db", "hub", "log", "mail", "run")


class CannotStart(Exception):
    """Why the installation cannot be started; one sentence for the operator."""


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the data folder for this run; raises CannotStart when another run holds it."""
    run_dir = make_folder(settings.data_dir / "run")
    with (run_dir / "up.lock").open("a+") as file:
        _hold(file, settings)
        yield


def make_folder(path: Path) -> Path:
    """The folder, made if need be; raises CannotStart when it cannot be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"cannot write in {path}: {error.strerror}") from error
    return path


def close_folders(settings: Settings) -> None:
    """Let only this user into the folders of people's data, whatever the umask says."""
    for name in PRIVATE_FOLDERS:
        folder = make_folder(settings.data_dir / name)
        with suppress(PermissionError):
            folder.chmod(0o700)


def refuse_taken_ports(settings: Settings) -> None:
    """Raise CannotStart naming every port that another program holds."""
    taken = [
        f"{port} for {what}" for what, port in processes.ports(settings).items() if _taken(port)
    ]
    if taken:
        raise CannotStart(
            f"port {'; '.join(taken)} is taken by another program. Stop it, or choose other ports "
            "with BAEUM_WEB_PORT and BAEUM_HUB_PORT"
        )


def write_configuration(settings: Settings) -> Path:
    """Write the supervisor's configuration and return its path."""
    run_dir = make_folder(settings.data_dir / "run")
    logs = make_folder(settings.data_dir / "log")
    header = (
        f"[supervisord]\nnodaemon=true\nsilent=true\npidfile={run_dir}/supervisord.pid\n"
        f"logfile={logs}/supervisor.log\nlogfile_maxbytes=5MB\nminfds=4096\n"
        f"{'user=root' if os.geteuid() == 0 else ''}\n"
    )
    path = run_dir / "supervisord.conf"
    path.write_text(header + "".join(_program(name, logs) for name in processes.NAMES))
    return path


def _program(name: str, logs: Path) -> str:
    patience = HUB_STOP_SECONDS if name == "hub" else 10
    return (
        f"[program:{name}]\ncommand={sys.executable} -m lms.operations.run {name}\n"
        f"directory={PROJECT_DIR}\nautorestart=true\nstartsecs=2\nstartretries=20\n"
        f"stopsignal=TERM\nstopwaitsecs={patience}\nkillasgroup=true\n"
        f"stopasgroup={'false' if name == 'hub' else 'true'}\nredirect_stderr=true\n"
        f"stdout_logfile={logs}/{name}.log\nstdout_logfile_maxbytes=5MB\n\n"
    )


class Supervision:
    """A running supervisor; ends with everything it started."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._is_stopping = False
        configuration = write_configuration(settings)
        heartbeat_file(settings).unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [str(processes.BIN / "supervisord"), "-n", "-c", str(configuration)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  one thread runs here
        )
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    @property
    def is_stopping(self) -> bool:
        """Whether someone asked everything to stop."""
        return self._is_stopping

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until the question is answered with yes; False when time or supervisor ends."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._is_stopping or is_ready():
                return not self._is_stopping
            time.sleep(0.2)
        return False

    def run(self) -> int:
        """Stay until told to stop; then leave no process behind."""
        code = self._process.wait()
        self._end_labs()
        return 0 if self._is_stopping else code

    def stop(self) -> None:
        """Stop everything, as a signal would."""
        self._is_stopping = True
        if self._process.poll() is None:
            self._process.terminate()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def _end_labs(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "hub_config.stop_labs"],
            cwd=PROJECT_DIR,
            env={**os.environ, "BAEUM_DATA_DIR": str(self._settings.data_dir)},
            stdout=subprocess.DEVNULL,
            check=False,
        )


def _hold(file: IO[str], settings: Settings) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise CannotStart(
            f"Baeum already runs on {settings.data_dir} (process {file.read().strip()})"
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def end_with_parent() -> None:
    """Ask the kernel for a SIGTERM should the command itself be killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
