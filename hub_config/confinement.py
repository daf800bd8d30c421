"""The walls of a lab: the bubblewrap command line, as plain values."""

import functools
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hub_config.images import LAB_HOME
from hub_config.settings import LabLimits

FIRST_UID = 100_000
ETC_FILES = (
    *("alternatives", "ca-certificates", "fonts", "hosts", "ld.so.cache", "localtime"),
    *("mime.types", "nsswitch.conf", "resolv.conf", "ssl", "timezone"),
)
TOP_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


class Confinement(StrEnum):
    """How a lab is held apart from everything else on the machine."""

    OWN_UID = "own-uid"
    """namespaces, and an unprivileged user of its own: when the Hub runs as root"""
    USER_NAMESPACE = "user-namespace"
    """namespaces, inside a user namespace: when the Hub runs as an ordinary user"""
    NONE = "none"
    """no walls; for a demonstration on a machine without bubblewrap"""


class LabsWouldBeOpen(RuntimeError):
    """Says that labs cannot be confined although this instance is not a demonstration."""


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab's place on the machine."""

    username: str
    home: Path
    etc: Path
    read_only: tuple[Path, ...]
    limits: LabLimits

    @property
    def uid(self) -> int:
        """The unprivileged user id that belongs to this lab alone."""
        return FIRST_UID + int(self.username.removeprefix("u"))


def choose(wanted: str, *, is_demo: bool) -> Confinement:
    """Return the strongest confinement that works here; open labs only in a demonstration."""
    if wanted != Confinement.NONE:
        for level in (Confinement.OWN_UID, Confinement.USER_NAMESPACE):
            if works_here(level):
                return level
    if not is_demo:
        raise LabsWouldBeOpen(
            "labs cannot be confined: install bubblewrap (apt-get install bubblewrap) "
            "and allow user namespaces, or run as root"
        )
    return Confinement.NONE


@functools.cache
def works_here(level: Confinement) -> bool:
    """Try the walls with a command that does nothing."""
    if shutil.which("bwrap") is None or (level is Confinement.OWN_UID and os.geteuid() != 0):
        return False
    walls = [*namespaces(level), "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--"]
    command = [*walls, *(drop_to(FIRST_UID) if level is Confinement.OWN_UID else ()), "true"]
    return subprocess.run(command, check=False, capture_output=True, timeout=20).returncode == 0


def namespaces(level: Confinement) -> list[str]:
    """Return the bubblewrap call with the namespaces of a level; the network stays shared."""
    own = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if level is Confinement.OWN_UID:
        return ["bwrap", *own, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["bwrap", "--unshare-user", *own]


def drop_to(uid: int) -> list[str]:
    """Return the words that give up every privilege for good and become the user `uid`."""
    return [
        *("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--no-new-privs"),
        *("--inh-caps=-all", "--bounding-set=-all", "--"),
    ]


def limits_inside(limits: LabLimits) -> list[str]:
    """Return the words that set the limits a process cannot raise again.

    A lab is also the first to be ended when memory runs out, and yields to the LMS.
    """
    return [
        *("nice", "-n", "5", "choom", "-n", "500", "--", "prlimit"),
        *(f"--nproc={limits.processes}", f"--data={limits.memory}", f"--fsize={limits.file_size}"),
        *("--core=0", "--nofile=4096", "--"),
    ]


def filesystem(lab: Lab) -> list[str]:
    """Return the mounts of a lab: the system read-only, its own home, nothing else.

    What is empty in a lab comes first, so that a project below /tmp is not hidden by it.
    """
    words = empty_folders(lab.limits)
    words += open_parents([*lab.read_only, LAB_HOME, Path("/etc/passwd")])
    words += ["--ro-bind", "/usr", "/usr"]
    for folder in TOP_FOLDERS:
        words += system_folder(Path("/", folder))
    for name in ETC_FILES:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for name in ("passwd", "group"):
        words += ["--ro-bind", str(lab.etc / name), f"/etc/{name}"]
    for part in lab.read_only:
        words += ["--ro-bind", str(part), str(part)]
    words += ["--bind", str(lab.home), str(LAB_HOME)]
    return [*words, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(LAB_HOME)]


def empty_folders(limits: LabLimits) -> list[str]:
    """Return the mounts that begin empty: /proc, /dev and the lab's own /tmp and /dev/shm."""
    words = ["--proc", "/proc", "--dev", "/dev"]
    for folder, size in (("/tmp", limits.tmp), ("/dev/shm", limits.tmp // 4)):  # noqa: S108 -- the lab's own
        words += ["--perms", "1777", "--size", str(size), "--tmpfs", folder]
    return words


def open_parents(paths: Iterable[Path]) -> list[str]:
    """Return the folders above some paths as ones anybody may pass through.

    Left to itself bubblewrap makes them for its own user only.
    """
    above = sorted({parent for path in paths for parent in path.parents if parent != Path("/")})
    return [word for folder in above for word in ("--perms", "0755", "--dir", str(folder))]


def system_folder(folder: Path) -> list[str]:
    """Return how a folder beside /usr appears in a lab: as the link it is, or read-only."""
    if folder.is_symlink():
        return ["--symlink", str(folder.readlink()), str(folder)]
    if folder.is_dir():
        return ["--ro-bind", str(folder), str(folder)]
    return []


def confined(command: list[str], lab: Lab, level: Confinement) -> list[str]:
    """Return `command` as it is started inside the walls of `lab`."""
    if level is Confinement.NONE:
        return command
    identity = drop_to(lab.uid) if level is Confinement.OWN_UID else []
    walls = [*namespaces(level), "--hostname", "lab", "--new-session", *filesystem(lab), "--"]
    return [*walls, *identity, *limits_inside(lab.limits), *command]


def passwd_files(lab: Lab, *, uid: int, gid: int) -> dict[str, str]:
    """Return the lab's own /etc/passwd and /etc/group: itself, and nobody it could look up."""
    return {
        "passwd": f"root:x:0:0::/:/usr/sbin/nologin\n{lab.username}:x:{uid}:{gid}::{LAB_HOME}:/bin/bash\n",
        "group": f"root:x:0:\n{lab.username}:x:{gid}:\n",
    }
