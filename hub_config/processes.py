"""Finding and ending the processes of labs, also those that an earlier Hub started."""

import itertools
import signal
import time
from pathlib import Path

import psutil


def walls_of(home: Path) -> list[psutil.Process]:
    """Return the bubblewrap processes whose lab has this home, or a home below this folder."""
    return [process for process in psutil.process_iter() if has_home(command_of(process), home)]


def command_of(process: psutil.Process) -> list[str]:
    """Return a process's command line; empty for one that has ended."""
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.Error:
        return []


def has_home(command: list[str], home: Path) -> bool:
    """Tell whether a command line is a bubblewrap call that binds this home."""
    if not command or Path(command[0]).name != "bwrap":
        return False
    sources = [after for word, after in itertools.pairwise(command) if word == "--bind"]
    return any(Path(source).is_relative_to(home) for source in sources)


def is_alive(pid: int, started_at: float) -> bool:
    """Tell whether the very process still runs: not a zombie, not another with its number."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return started_at == 0 or abs(process.create_time() - started_at) < 2
    except psutil.Error:
        return False


def started_at(pid: int) -> float:
    """Return when a process began; 0 for one that has ended."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def server_of(pid: int) -> psutil.Process | None:
    """Return the process that a polite request to end must reach.

    Behind walls that is the first process that is not bubblewrap; bubblewrap itself
    would end at once and leave the lab without anybody who waits for it.
    """
    try:
        process = psutil.Process(pid)
        for candidate in [process, *process.children(recursive=True)]:
            if Path((command_of(candidate) or ["bwrap"])[0]).name not in {"bwrap", "sh"}:
                return candidate
    except psutil.Error:
        pass
    return None


def listens(pid: int, port: int) -> bool:
    """Tell whether a process or one below it is who takes connections on a port.

    All labs share the machine's ports, so another lab may have been there first.
    """
    try:
        process = psutil.Process(pid)
        return any(has_port(one, port) for one in [process, *process.children(recursive=True)])
    except psutil.Error:
        return False


def has_port(process: psutil.Process, port: int) -> bool:
    """Tell whether one process listens on a port; one that has ended does not."""
    try:
        held = process.net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in held)


def ask_to_end(pid: int) -> None:
    """Ask a lab's server to save its state and end."""
    server = server_of(pid)
    if server is not None:
        quietly(server, signal.SIGTERM)


def end_now(pid: int, home: Path) -> None:
    """End everything that belongs to a lab; with its first process the whole namespace goes."""
    try:
        family = psutil.Process(pid).children(recursive=True) if pid else []
    except psutil.Error:
        family = []
    for process in [*family, *walls_of(home)]:
        quietly(process, signal.SIGKILL)


def quietly(process: psutil.Process, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended already."""
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def end_all(labs: Path, patience: float = 10.0) -> int:
    """End every confined lab below a folder, politely first; return how many there were."""
    outer = [wall for wall in walls_of(labs) if not has_home(parent_command(wall), labs)]
    for wall in outer:
        ask_to_end(wall.pid)
    deadline = time.monotonic() + patience
    while walls_of(labs) and time.monotonic() < deadline:
        time.sleep(0.1)
    for wall in walls_of(labs):
        quietly(wall, signal.SIGKILL)
    return len(outer)


def parent_command(process: psutil.Process) -> list[str]:
    """Return the command line of a process's parent."""
    try:
        parent = process.parent()
    except psutil.Error:
        return []
    return command_of(parent) if parent is not None else []
