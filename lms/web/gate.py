"""What is turned away before any view sees it."""

from urllib.parse import urlsplit

from flask import Flask, redirect, request
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from lms.errors import Invalid, NotFound
from lms.settings import Settings
from lms.web.guard import is_machine_view

LARGEST_ID = 2**31 - 1
FOR_PROGRAMS = frozenset({"web.health", "oidc.configuration", "oidc.keys"})


class IdConverter(IntegerConverter):
    """A number that a row may have; databases cannot even be asked about larger ones."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


def init_app(app: Flask, settings: Settings) -> None:
    """Turn away impossible ids, texts that no database keeps, and the labs' host name."""
    app.url_map.converters["int"] = IdConverter
    labs = urlsplit(settings.hub_public_url).hostname or ""

    @app.before_request
    def turn_away() -> BaseResponse | None:
        _refuse_null_characters()
        is_at_labs = is_host_of_labs(request.host, labs)
        if not is_at_labs or is_machine_view() or request.endpoint in FOR_PROGRAMS:
            return None
        if request.method not in {"GET", "HEAD"}:
            raise NotFound
        return redirect(settings.public_url + request.full_path.rstrip("?"))


def is_host_of_labs(host: str, labs: str) -> bool:
    """Whether this `Host` is the labs' name or below it.

    Browsers send cookies to every port of a name. A log-in there would hand ours to
    pages that trainees wrote.
    """
    name = urlsplit(f"//{host}").hostname or ""
    return name == labs or name.endswith(f".{labs}")


def _refuse_null_characters() -> None:
    if not request.query_string and request.method == "GET":
        return
    for values in (request.args, request.form):
        if any("\0" in text for _name, texts in values.lists() for text in texts):
            raise Invalid("a null character is in no text")
