"""Python in the browser: Pyodide's files, the worker that runs it, and packages an operator dropped in.

Only the worker's own answer allows WebAssembly; pages keep the strict policy. What runs in
the worker can fetch Pyodide's files and nothing else, because a worker's policy is that of
its own address. See decision record 0016.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request, send_from_directory

from lms.errors import NotFound
from lms.settings import PROJECT_DIR, Settings
from lms.web.compression import gzip
from lms.web.guard import ViewResult, public
from lms.web.static_files import FOR_A_YEAR

bp = Blueprint("live", __name__)

PACKAGE = PROJECT_DIR / "node_modules" / "pyodide"
PACKED = PACKAGE / "packed"
"""The same files packed with Brotli; `bin/pack-python.mjs` makes them at set-up."""

WORKER = Path(__file__).parent / "live" / "worker.js"
FILES = {
    "pyodide.mjs": "text/javascript",
    "pyodide.asm.mjs": "text/javascript",
    "pyodide.asm.wasm": "application/wasm",
    "python_stdlib.zip": "application/zip",
    "pyodide-lock.json": "application/json",
}
WHEEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,200}\.whl")
WHEEL_FOLDER = "pyodide"
"""Below the data folder: wheels of the Pyodide release whose lock file names them."""


def init_app(app: Flask) -> None:
    """Serve Python for the browser, and let templates ask where it is."""
    app.register_blueprint(bp)
    app.add_template_global(live_version, "live_version")
    app.add_template_global(live_megabytes, "live_megabytes")


@bp.get("/pyodide/<digest>/<name>")
@public
def file(digest: str, name: str) -> ViewResult:
    """A file of the runtime, the worker, or a wheel that an operator dropped in."""
    if digest != live_version():
        raise NotFound
    if name == "worker.js":
        return _worker(digest)
    if WHEEL.fullmatch(name):
        return _kept(send_from_directory(_wheels(), name, mimetype="application/zip"))
    if name not in FILES:
        raise NotFound
    return _kept(_packed(name) or send_from_directory(PACKAGE, name, mimetype=FILES[name]))


@bp.get("/pyodide/wheels.json")
@public
def wheels() -> ViewResult:
    """The names of the wheels that lie here."""
    folder = _wheels()
    names = (
        sorted(one.name for one in folder.iterdir() if WHEEL.fullmatch(one.name))
        if folder.is_dir()
        else []
    )
    answer = Response(json.dumps(names), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def live_version() -> str | None:
    """What changes when runtime or worker do; none where the package is not installed."""
    lock = PACKAGE / "pyodide-lock.json"
    return _hash(lock.stat().st_mtime_ns, WORKER.stat().st_mtime_ns) if lock.is_file() else None


def _packed(name: str) -> Response | None:
    """The file as set-up packed it, or packed now, for a browser that takes it so."""
    packings: tuple[tuple[str, Callable[[str], bytes | None]], ...] = (
        ("br", _as_set_up),
        ("gzip", _gzipped),
    )
    for coding, content_of in packings:
        content = content_of(name) if request.accept_encodings[coding] > 0 else None
        if content is not None:
            answer = Response(content, mimetype=FILES[name])
            answer.headers["Content-Encoding"] = coding
            return answer
    return None


def _as_set_up(name: str) -> bytes | None:
    path = PACKED / f"{name}.br"
    return path.read_bytes() if path.is_file() else None


@cache
def _gzipped(name: str) -> bytes:
    return gzip((PACKAGE / name).read_bytes(), level=9, padding=b"")


def live_megabytes(opened: Mapping[str, Any]) -> int:
    """How much the first run of a cell loads with what the page's cells open, in whole megabytes."""
    data = sum(int(size) for _path, _sha256, size in opened.get("files", ()))
    return -(-(data + sum(map(_size, FILES))) // 1_000_000)


def _size(name: str) -> int:
    packed = PACKED / f"{name}.br"
    return (packed if packed.is_file() else PACKAGE / name).stat().st_size


def _worker(digest: str) -> Response:
    here = f"{request.host_url}pyodide/"
    answer = Response(WORKER.read_text(), mimetype="text/javascript")
    answer.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"script-src {here}{digest}/ 'wasm-unsafe-eval'",
            f"connect-src {here}",
        )
    )
    return _kept(answer)


def _kept(answer: Response) -> Response:
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = FOR_A_YEAR
    return answer


def _wheels() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.data_dir / WHEEL_FOLDER


@cache
def _hash(_lock_changed: int, _worker_changed: int) -> str:
    both = (PACKAGE / "package.json").read_bytes() + WORKER.read_bytes()
    return sha256(both).hexdigest()[:10]
