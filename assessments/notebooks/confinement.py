"""What a confined process sees and may use, as a bubblewrap command line."""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assessments.notebooks.environments import Environment

INSIDE = "/opt/worker"
HOME = "/tmp"  # noqa: S108 - the child's own, made for it and gone with it
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - the child's own as well
UNPRIVILEGED = 60001
MIB = 1024 * 1024
SHARED_BYTES = 32 * MIB
TO_ISOLATE = ("SYS_ADMIN", "NET_ADMIN", "SETUID", "SETGID", "SETPCAP")


@dataclass(frozen=True)
class Limits:
    """What one notebook may use. Seconds, bytes and counts."""

    cell_seconds: float = 30
    total_seconds: float = 300
    memory_bytes: int = 2048 * MIB
    disk_bytes: int = 128 * MIB
    processes: int = 128
    open_files: int = 256
    output_bytes: int = 400_000
    total_output_bytes: int = 24_000_000


def confined(
    limits: Limits,
    worker: Path,
    environment: Environment | None = None,
    *,
    may_isolate: bool = False,
) -> list[str]:
    """Return the bubblewrap command line up to the program to start: a Python of the environment.

    `may_isolate` leaves our own program the rights to put what it forks into further
    namespaces and to take its rights away; never for a program that runs a notebook itself.
    """
    bwrap = shutil.which("bwrap") or "bwrap"
    shares = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command = [bwrap, *shares, "--unshare-cgroup-try", "--die-with-parent", "--new-session"]
    command += ["--clearenv", *settings(environment), "--proc", "/proc", "--dev", "/dev"]
    command += ["--perms", "1777", "--size", str(SHARED_BYTES), "--tmpfs", SHARED_MEMORY]
    command += ["--remount-ro", "/dev", "--perms", "1777"]
    # before the other mounts: the project itself may lie below this folder
    command += ["--size", str(limits.disk_bytes), "--tmpfs", HOME]
    command += [*_system(), *_mounts(worker, environment)]
    command += ["--remount-ro", "/", "--chdir", HOME, "--hostname", "grader"]
    return [*command, *(_rights_to_isolate() if may_isolate else _identity())]


def python_of(environment: Environment | None) -> str:
    """Return the interpreter that notebooks run in: the environment's, or our own."""
    return environment.python if environment else sys.executable


def settings(environment: Environment | None) -> Iterator[str]:
    """Yield all variables that the child is given; one thread, so that copies of it are safe."""
    programs = environment.folder if environment else Path(sys.prefix)
    values = {
        "PATH": f"{programs / 'bin'}:/usr/bin:/bin",
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    values |= dict.fromkeys((*threads, "LOKY_MAX_CPU_COUNT"), "1")
    for name, value in values.items():
        yield from ("--setenv", name, value)


def _system() -> Iterator[str]:
    """Yield the mounts of the operating system's programs and libraries."""
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("/bin", "/sbin", "/lib", "/lib64"):
        if Path(name).is_symlink():
            yield from ("--symlink", str(Path(name).readlink()), name)
        else:
            yield from ("--ro-bind-try", name, name)
    for name in ("/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", "/etc/localtime"):
        yield from ("--ro-bind-try", name, name)


def _mounts(worker: Path, environment: Environment | None) -> Iterator[str]:
    """Yield the mounts of the interpreter, its packages and the worker program."""
    made: set[PurePosixPath] = set()
    for folder in (*folders_of(environment), INSIDE):
        if folder.startswith("/usr/"):
            continue
        for parent in reversed(PurePosixPath(folder).parents[:-1]):
            if parent not in made:
                made.add(parent)
                yield from ("--perms", "0755", "--dir", str(parent))
        yield from ("--ro-bind", str(worker) if folder == INSIDE else folder, folder)


def folders_of(environment: Environment | None) -> tuple[str, ...]:
    """Return where the interpreter that notebooks run in lies, with its packages."""
    if environment is None:
        return interpreter_folders()
    return (sys.base_prefix, str(environment.folder))


def interpreter_folders() -> tuple[str, ...]:
    """Return where the interpreter and its packages lie; may be below HOME."""
    return tuple(dict.fromkeys((sys.base_prefix, sys.prefix)))


def _identity() -> list[str]:
    """Return what makes the child an unprivileged user.

    Limits on processes do not hold for user 0, not even inside a user namespace of its
    own, so root gives up its rights inside instead of being mapped.
    """
    if os.geteuid() != 0:
        return ["--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--"]
    user = str(unprivileged_user())
    drop = ["--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"]
    drop += ["--inh-caps=-all", "--bounding-set=-all"]
    setpriv = shutil.which("setpriv") or "/usr/bin/setpriv"
    return ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--", setpriv, *drop, "--"]


def unprivileged_user() -> int:
    """Return a user id that nobody has."""
    return UNPRIVILEGED + secrets.randbelow(4000)


def _rights_to_isolate() -> list[str]:
    """Return what leaves a program the rights of `worker/isolation.py`, inside the sandbox."""
    own = [] if os.geteuid() == 0 else ["--unshare-user"]
    kept = [word for name in TO_ISOLATE for word in ("--cap-add", f"CAP_{name}")]
    return [*own, *kept, "--"]
