"""Puts a freshly forked process into namespaces of its own and takes its rights away.

The sandbox around it has already hidden the machine's files, network and processes; here
one job is kept apart from the next. Calls and flags as in unshare(2), mount(2), capset(2)
and netdevice(7).
"""

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)

NEW_MOUNTS, NEW_UTS, NEW_IPC = 0x0002_0000, 0x0400_0000, 0x0800_0000
NEW_USER, NEW_PIDS, NEW_NET = 0x1000_0000, 0x2000_0000, 0x4000_0000
OWN = NEW_MOUNTS | NEW_UTS | NEW_IPC | NEW_PIDS | NEW_NET

NO_SUID, NO_DEVICES, NO_EXEC, BIND, RECURSIVE, PRIVATE = 2, 4, 8, 0x1000, 0x4000, 1 << 18
BOUNDING_DROP, DUMPABLE = 24, 4
LAST_CAPABILITY = 63
SET_INTERFACE_FLAGS, INTERFACE_UP = 0x8914, 0x1


def leave_the_machines_rights(user: int) -> None:
    """Become a user without rights on the machine, and with all of them in a namespace of its own.

    Of an ordinary user's processes that is so already.
    """
    if os.getuid() != 0:
        return
    # the sandbox has laid mounts upon this one, and below such nobody else may mount another
    _call(LIBC.mount, b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES | NO_EXEC, None)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _call(LIBC.prctl, DUMPABLE, 1, 0, 0, 0)
    _enter_as_oneself(NEW_USER)


def enter_namespaces() -> None:
    """Leave the namespaces of the process this one was forked from."""
    if os.getuid() == 0:
        _call(LIBC.unshare, OWN)
    else:
        _enter_as_oneself(OWN | NEW_USER)


def _enter_as_oneself(namespaces: int) -> None:
    user, group = os.getuid(), os.getgid()
    _call(LIBC.unshare, namespaces)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    _write("/proc/self/uid_map", f"{user} {user} 1")


def settle(job: dict[str, Any]) -> None:
    """Take own folders, an own view of the processes, an own loopback; then give up all rights."""
    _call(LIBC.mount, None, b"/", None, RECURSIVE | PRIVATE, None)
    kept = {folder: os.open(folder, os.O_PATH | os.O_CLOEXEC) for folder in job["kept"]}
    _own_folder(b"/tmp", job["disk_bytes"])
    for folder, handle in kept.items():
        _show_again(folder, handle)
    _own_folder(b"/dev/shm", job["shared_bytes"])
    _call(LIBC.mount, b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES | NO_EXEC, None)
    _bring_loopback_up()
    os.chdir("/tmp")  # noqa: S108 - mounted anew, nobody else's
    _give_up_rights(job["user"])


def _own_folder(path: bytes, size: int) -> None:
    options = f"mode=1777,size={size}".encode()
    _call(LIBC.mount, b"tmpfs", path, b"tmpfs", NO_SUID | NO_DEVICES, options)


def _show_again(folder: str, handle: int) -> None:
    """Mount what a handle was opened on before other mounts hid it, as read-only as it was."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    source = f"/proc/self/fd/{handle}".encode()
    _call(LIBC.mount, source, folder.encode(), None, BIND | RECURSIVE, None)
    os.close(handle)


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14s", b"lo", INTERFACE_UP, b"")
        fcntl.ioctl(any_socket, SET_INTERFACE_FLAGS, request)


def _give_up_rights(user: int) -> None:
    for capability in range(LAST_CAPABILITY + 1):
        LIBC.prctl(BOUNDING_DROP, capability, 0, 0, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = struct.pack("Ii", 0x2008_0522, 0)
    _call(LIBC.capset, header, bytes(24))


def _call(function: Any, *arguments: Any) -> None:
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}")


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")
