"""Refuses the system calls that no notebook needs and that attacks on kernels begin with.

A classic BPF program for seccomp(2): a list of refusals, everything else is allowed, so that
libraries go on working. Numbers of the calls from the kernel's tables for the two processors.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator

NUMBERS = {
    "x86_64": {
        "ptrace": 101, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169,
        "pivot_root": 155, "chroot": 161, "acct": 163, "init_module": 175, "delete_module": 176,
        "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "finit_module": 313, "kexec_file_load": 320, "bpf": 321,
        "userfaultfd": 323,
    },
    "aarch64": {
        "ptrace": 117, "mount": 40, "umount2": 39, "swapon": 224, "swapoff": 225, "reboot": 142,
        "pivot_root": 41, "chroot": 51, "acct": 89, "init_module": 105, "delete_module": 106,
        "kexec_load": 104, "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97,
        "perf_event_open": 241, "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270,
        "process_vm_writev": 271, "finit_module": 273, "kexec_file_load": 294, "bpf": 280,
        "userfaultfd": 282,
    },
}  # fmt: skip
NEWER = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442,
}  # fmt: skip
"""Numbered alike on both."""

CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
ARCHITECTURE = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
OTHER_NUMBERING = 0x4000_0000
NEW_NAMESPACES = 0x7E02_0080

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF_0000, 0x0005_0000
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2

Step = tuple[int, int, int, int]


def refuse() -> bool:
    """Refuse them for this process and all its children, for good; False where that is impossible."""
    machine = os.uname().machine
    if machine not in NUMBERS:
        return False
    program = b"".join(struct.pack("HBBI", *step) for step in _program(machine))
    steps = ctypes.create_string_buffer(program)
    libc = ctypes.CDLL(None, use_errno=True)
    length = len(program) // struct.calcsize("HBBI")
    whole = ctypes.create_string_buffer(struct.pack("HxxxxxxP", length, ctypes.addressof(steps)))
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(libc.prctl(SET_SECCOMP, FILTER_MODE, whole, 0, 0) == 0)


def _program(machine: str) -> Iterator[Step]:
    yield LOAD, 0, 0, ARCHITECTURE_AT
    yield EQUAL, 1, 0, ARCHITECTURE[machine]
    yield RETURN, 0, 0, REFUSE | errno.EPERM
    yield LOAD, 0, 0, NUMBER_AT
    yield AT_LEAST, 0, 1, OTHER_NUMBERING
    yield RETURN, 0, 0, REFUSE | errno.EPERM
    for number in sorted({*NUMBERS[machine].values(), *NEWER.values()}):
        yield EQUAL, 0, 1, number
        yield RETURN, 0, 0, REFUSE | errno.EPERM
    # its flags lie behind a pointer; told that it is missing, the C library takes clone
    yield EQUAL, 0, 1, CLONE3
    yield RETURN, 0, 0, REFUSE | errno.ENOSYS
    yield EQUAL, 0, 3, CLONE[machine]
    yield LOAD, 0, 0, FIRST_ARGUMENT_AT
    yield ANY_BIT, 0, 1, NEW_NAMESPACES
    yield RETURN, 0, 0, REFUSE | errno.EPERM
    yield RETURN, 0, 0, ALLOW
