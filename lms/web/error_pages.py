"""The only place where errors become pages or JSON."""

import logging
import secrets
from collections.abc import Mapping, Sequence

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from lms.errors import (
    Invalid,
    LmsError,
    Moved,
    NotFound,
    NotLoggedIn,
    TooManyRequests,
    UnderMaintenance,
    Way,
)
from lms.web.guard import is_machine_view

log = logging.getLogger(__name__)
NO_FIELDS: Mapping[str, str] = {}


def init_app(app: Flask) -> None:
    """Give every request a reference number and every error its answer."""
    app.before_request(_number_request)
    app.register_error_handler(LmsError, _answer_lms_error)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_crash)


def wants_json() -> bool:
    """Whether a program rather than a person reads the answer."""
    return (
        request.path.startswith("/api/")
        or is_machine_view()
        or request.accept_mimetypes.best_match(["text/html", "application/json"])
        == "application/json"
    )


def _number_request() -> None:
    g.reference = secrets.token_hex(5)
    if "\0" in request.path:
        raise NotFound


def _answer_lms_error(error: LmsError) -> BaseResponse:
    if isinstance(error, NotLoggedIn) and not wants_json():
        return _to_login()
    if isinstance(error, Moved):
        return redirect(error.address, code=301 if request.method == "GET" else 308)
    fields = error.fields if isinstance(error, Invalid) else {}
    answer = _answer(error.status, error.code, error.reason, error.ways, fields)
    if isinstance(error, TooManyRequests | UnderMaintenance):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, NotLoggedIn):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _to_login() -> BaseResponse:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.log_in", next=target), code=303)


def _answer_csrf(_error: CSRFError) -> BaseResponse:
    return _answer(
        400,
        "csrf",
        gettext("화면이 오래되어 요청을 확인할 수 없습니다. 새로 고친 뒤 다시 해 주세요."),
    )


def _answer_http(error: HTTPException) -> BaseResponse:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "bad_request"}
    answer = _answer(error.code or 500, codes.get(error.code or 500, "error"), "")
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or [])
    return answer


def _answer_crash(error: Exception) -> BaseResponse:
    log.error(
        "request %s failed: %s %s", _reference(), request.method, request.path, exc_info=error
    )
    return _answer(500, "internal", "")


def _answer(
    status: int,
    code: str,
    reason: str,
    ways: Sequence[Way] = (),
    fields: Mapping[str, str] = NO_FIELDS,
) -> Response:
    if code != "internal":
        log.warning("request %s: %d %s %s", _reference(), status, request.method, request.path)
    if wants_json():
        told = {"fields": fields} if fields else {}
        answer = jsonify(error=code, reason=reason, reference=_reference(), **told)
    else:
        answer = Response(
            render_template(
                "web/error.html",
                status=status,
                code=code,
                reason=reason,
                ways=ways,
                reference=_reference(),
            )
        )
    answer.status_code = status
    return answer


def _reference() -> str:
    reference: str = g.get("reference", "")
    return reference
