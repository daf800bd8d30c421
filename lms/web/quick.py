"""Parts of a page that change without the page around them: htmx from its package.

See decision record 0005. A page that wants it asks for `quick_head()` and marks its part with
the macros of web/components/quick.html; without the script the same links and forms load pages.
"""

from flask import Blueprint, Flask, send_from_directory

from lms.errors import NotFound
from lms.settings import PROJECT_DIR
from lms.web.guard import ViewResult, public
from lms.web.static_files import FOR_A_YEAR, version_of

bp = Blueprint("quick", __name__)

PACKAGE = PROJECT_DIR / "node_modules" / "htmx.org" / "dist"
SCRIPT = "htmx.min.js"


def init_app(app: Flask) -> None:
    """Serve the script, and give templates its version."""
    app.add_template_global(version, "quick_version")
    app.register_blueprint(bp)


@bp.get("/quick/<digest>/htmx.js")
@public
def script(digest: str) -> ViewResult:
    """The library, at an address that changes with it."""
    if digest != version():
        raise NotFound
    answer = send_from_directory(PACKAGE, SCRIPT)
    answer.headers["Cache-Control"] = FOR_A_YEAR
    return answer


def version() -> str | None:
    """The digits that stand for the library's content; none where it is not installed."""
    return version_of(PACKAGE, SCRIPT)
