"""A PostgreSQL server of the test run's own, from the machine's binaries."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSIONS = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest there is."""
    found = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@dataclass(frozen=True)
class Cluster:
    """A running server of one's own."""

    url: str
    _control: tuple[object, ...]
    _options: str
    _account: str | None

    def crash_and_start(self) -> None:
        """End it without warning, as a power cut would, and start it again."""
        self.stop()
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        _run([*self._control, "-w", "-o", self._options, "start"], self._account)

    def stop(self) -> None:
        """End it at once."""
        _run([*self._control, "-m", "immediate", "stop"], self._account)


@contextmanager
def running_server() -> Iterator[str]:
    """Start a throw-away server on a free local port and yield its address."""
    with running_cluster(is_durable=False) as cluster:
        yield cluster.url


@contextmanager
def running_cluster(*, is_durable: bool) -> Iterator[Cluster]:
    """Start a throw-away server; one that is not durable is faster, and forgets in a crash.

    Nor does it tidy up by itself. Rows without an order still come in any: removed ones leave room.
    """
    tools = binaries()
    if tools is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="baeum-pg-") as folder:
        account = _ordinary_account()
        _give_to(Path(folder), account)
        data, port = Path(folder) / "data", _free_port()
        _run(
            [tools / "initdb", "-D", data, "-U", "baeum", "-A", "trust", "-E", "UTF8", "-N"],
            account,
        )
        durable = "on" if is_durable else "off"
        options = (
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
            f" -c fsync={durable} -c autovacuum={durable}"
        )
        control = (tools / "pg_ctl", "-D", data, "-l", f"{folder}/log")
        cluster = Cluster(
            f"postgresql://baeum@127.0.0.1:{port}/postgres", control, options, account
        )
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def _ordinary_account() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as this account."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _give_to(folder: Path, account: str | None) -> None:
    if account:
        os.chown(folder, pwd.getpwnam(account).pw_uid, -1)


def _run(command: list[object], account: str | None) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(
        words, user=account, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
