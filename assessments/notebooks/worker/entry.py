"""The first program inside the sandbox: runs one job's program, or forks one for every job.

    entry.py once PROGRAM          run the program now, its channel on standard input
    entry.py forks FD USER PROGRAM [LIBRARY…]   import all of these, then wait for jobs on FD

With a USER other than 0, what is imported is nobody's that we know: it is loaded as that user,
who has no rights on the machine.

A job arrives as one JSON line ``{"disk_bytes", "shared_bytes", "user", "kept"}``, the last being
the folders below /tmp that it needs, together with its descriptors: the channel, which becomes
standard input, then those that get the numbers from FIRST_NUMBER on. The fork enters namespaces
of its own and says one byte on its channel.
"""

import importlib
import json
import os
import signal
import site
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = str(Path(__file__).parent)
FIRST_NUMBER = 10
MOST_DESCRIPTORS = 250
READY = b"\n"


def main() -> None:
    """Do as the arguments say."""
    keep_niceness()
    sys.path.insert(0, HERE)
    if sys.argv[1] == "once":
        program_named(sys.argv[2]).main()
    else:
        control, user = socket.socket(fileno=int(sys.argv[2])), int(sys.argv[3])
        isolation = importlib.import_module("isolation")
        if user:
            isolation.leave_the_machines_rights(user)
            site.main()
            sys.path.insert(0, HERE)
        wait_for_jobs(control, isolation, sys.argv[4], sys.argv[5:])


def program_named(name: str) -> Any:
    """A program that lies here; notebooks import nothing from here."""
    program = importlib.import_module(name)
    sys.path[:] = [folder for folder in sys.path if folder != HERE]
    return program


def keep_niceness() -> None:
    """Let this session as a whole be as nice as who started it: sched(7), autogroups."""
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(os.nice(0)), encoding="ascii")


def wait_for_jobs(control: socket.socket, isolation: Any, name: str, libraries: list[str]) -> None:
    """Fork for every job until the parent closes the control channel."""
    program = program_named(name)
    program.warm_up(libraries)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(READY)
    while True:
        line, descriptors, _, _ = socket.recv_fds(control, 4096, MOST_DESCRIPTORS)
        if not line:
            return
        if os.fork() == 0:
            control.close()
            isolation.enter_namespaces()
            # only children of the process that asked for it are in the new pid namespace
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                take_places(descriptors)
                isolation.settle(json.loads(line))
                os.write(0, READY)
                program.main()
            os._exit(0)
        for one in descriptors:
            os.close(one)


def take_places(descriptors: list[int]) -> None:
    """Give the descriptors the numbers the parent counts on; everything else is closed."""
    above = FIRST_NUMBER + MOST_DESCRIPTORS
    high = [os.dup2(one, above + place) for place, one in enumerate(descriptors)]
    for place, one in enumerate(high):
        os.dup2(one, FIRST_NUMBER + place - 1 if place else 0)
    os.closerange(FIRST_NUMBER + len(high) - 1, above + MOST_DESCRIPTORS)
    os.closerange(3, FIRST_NUMBER)


if __name__ == "__main__":
    main()
