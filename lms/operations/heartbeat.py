"""How the worker shows that it is alive: by the age of a file."""

import threading
import time
from pathlib import Path

from lms.settings import Settings

BEAT_SECONDS = 5


def heartbeat_file(settings: Settings) -> Path:
    """The file whose age says how long ago the worker was alive."""
    return settings.data_dir / "run" / "worker.alive"


def seconds_since_beat(settings: Settings) -> float | None:
    """How long ago the worker was alive; None if never."""
    try:
        return time.time() - heartbeat_file(settings).stat().st_mtime
    except FileNotFoundError:
        return None


def beat_forever(path: Path) -> None:
    """Touch the file from now on, in a thread of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def beat() -> None:
        while True:
            path.touch()
            time.sleep(BEAT_SECONDS)

    threading.Thread(target=beat, daemon=True, name="heartbeat").start()
