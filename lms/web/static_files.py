"""Files of the interface: addresses that change with the content, so that browsers keep them."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request, send_from_directory

from lms.errors import NotFound
from lms.settings import PROJECT_DIR
from lms.web.cookie_session import PageSessions
from lms.web.guard import ViewResult, public

bp = Blueprint("fonts", __name__)

FONT = PROJECT_DIR / "node_modules" / "pretendard" / "dist" / "web" / "variable"
FONT_SHEET = "pretendardvariable-dynamic-subset.css"
FOR_A_YEAR = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Put a hash of the content into every static address, and let such answers be kept."""
    folder = Path(app.static_folder or "")
    app.session_interface = PageSessions()

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = version_of(folder, values.get("filename", ""))

    @app.after_request
    def say_how_long(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in {200, 206, 304}:
            is_this_one = request.args.get("v") == version_of(folder, _file_name())
            response.headers["Cache-Control"] = FOR_A_YEAR if is_this_one else "no-cache"
        return response

    app.add_template_global(font_sheet, "font_sheet")
    app.register_blueprint(bp)


def version_of(folder: Path, name: str) -> str | None:
    """The first ten digits of the file's SHA-256; none for a file that is not there."""
    path = folder / name
    return _hash(path, path.stat().st_mtime_ns) if name and path.is_file() else None


def static_size(name: str) -> int:
    """The bytes of a static file as it lies on the disk."""
    return (Path(current_app.static_folder or "") / name).stat().st_size


@bp.get("/fonts/<digest>/<path:name>")
@public
def font(digest: str, name: str) -> ViewResult:
    """The interface's type face from its package: the sheet and its small parts."""
    if digest != font_version() or not name.endswith((".css", ".woff2")):
        raise NotFound
    answer = send_from_directory(FONT, name)
    answer.headers["Cache-Control"] = FOR_A_YEAR
    return answer


def font_version() -> str | None:
    """The version of the type face's sheet; none where its package is not installed."""
    return version_of(FONT, FONT_SHEET)


def font_sheet() -> str | None:
    """The version of the sheet for readers whose browser said that the line bears it.

    The first page of a visit never carries the type face; `baeum.js` looks at the line and
    leaves the cookie. See decision record 0011.
    """
    return sheet_for(request.cookies, saves_data=request.headers.get("Save-Data") == "on")


def sheet_for(cookies: Mapping[str, str], *, saves_data: bool) -> str | None:
    """The same for a browser's cookies and wish to save data."""
    wants = cookies.get("baeum_font") == "pretendard"
    return font_version() if wants and not saves_data else None


def _file_name() -> str:
    return str((request.view_args or {}).get("filename", ""))


@cache
def _hash(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
