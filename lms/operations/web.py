"""The web server: granian, on a port that nobody else can share."""

import ctypes
import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

HOST = "127.0.0.1"
WORKERS = 2
THREADS = 24
"""Ordinary requests take a few of them (`lms/web/turnstile.py`), the fast lanes what is left."""
PR_SET_PDEATHSIG = 1


class WebServer(MPServer):
    """granian with one listening socket for all workers.

    Its own way on Linux is SO_REUSEPORT, which lets every process of the same user take a
    share of the visits. Labs may belong to the same user (`user-namespace`).
    """

    def _init_shared_socket(self) -> None:
        self._kept = keep_from_others(self.bind_port)
        self._sso = socket.create_server((self.bind_addr, self.bind_port), backlog=self.backlog)
        answer_at_once(self._sso)
        self._sso.setblocking(False)
        self._sso.set_inheritable(True)
        self._sfd: Any = self._sso.fileno()
        self._shd: Any = SocketHolder(self._sfd, False, self.backlog)  # type: ignore[call-arg]  # as granian itself unpickles one


def keep_from_others(port: int) -> socket.socket | None:
    """Hold the port of `::1` without answering; browsers take `localhost` for that, too."""
    with suppress(OSError):
        held = socket.socket(socket.AF_INET6)
        held.bind(("::1", port))
        return held
    return None


def answer_at_once(listening: socket.socket) -> None:
    """Let connections send what they have; else an answer in two parts waits 40 ms between them.

    The kernel holds back the second part until the first is acknowledged (Nagle, RFC 896),
    and browsers acknowledge late (RFC 1122, 4.2.3.2). Connections inherit it from here.
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def main(port: str, application: str) -> None:
    """Serve the application until told to stop.

    The workers are forked with its modules loaded: once for all, and in shared memory.
    """
    import_module("lms.app")
    gc.freeze()
    WebServer(
        application,
        address=HOST,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
        working_dir=None,
    ).serve()


def be_a_worker() -> None:
    """Let a worker end with its parent, which frees the port, and on request while it starts.

    Until it is ready it has the parent's handlers, which would swallow the request.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    os.register_at_fork(after_in_child=be_a_worker)
    main(*sys.argv[1:])
