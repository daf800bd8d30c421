"""What of every page's frame is the reader's own: a function a part, its words kept by their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from flask import Flask, current_app, g, get_flashed_messages, has_request_context, request
from flask import session as browser
from flask_babel import force_locale
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup

from lms.web import navigation
from lms.web.guard import reader
from lms.web.locale import language
from lms.web.static_files import font_sheet

CSRF = "csrf"
CSRF_SALT = "wtf-csrf-token"


@dataclass(frozen=True)
class Frame:
    """A reader before a page: all that the parts of its frame may know."""

    spoken: str
    endpoint: str
    person: Any
    session: Mapping[str, Any]
    font: str | None


Part = Callable[[Frame], str]
PARTS: dict[str, Part] = {}


def init_app(app: Flask, hole: Callable[[str], Markup]) -> None:
    """Let templates ask for a part: its words at once, or in a shell the hole for them."""

    def personal(name: str) -> Markup:
        if is_shell():
            return hole(name)
        return Markup(PARTS[name](frame_of_request()))  # noqa: S704  # a part's rendered words

    def csrf_token() -> str:
        return personal(CSRF)

    app.add_template_global(personal, "personal")
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})


def is_shell() -> bool:
    """Whether what is rendered now is for everybody."""
    return has_request_context() and "shell_mark" in g


def frame_of_request() -> Frame:
    """The reader of the present request."""
    return Frame(language(), request.endpoint or "", reader(), browser, font_sheet())


def part(name: str) -> Callable[[Part], Part]:
    """Name a part; a feature above may add its own."""

    def add(function: Part) -> Part:
        PARTS[name] = function
        return function

    return add


@part(CSRF)
def form_token(frame: Frame) -> str:
    """The token that forms send back; signed once for a session, not for each page."""
    raw = frame.session.get("csrf_token")
    return _signed(current_app.secret_key, raw) if isinstance(raw, str) else str(generate_csrf())


@lru_cache(maxsize=4096)
def _signed(key: str, raw: str) -> str:
    """As Flask-WTF signs it."""
    return str(URLSafeTimedSerializer(key, salt=CSRF_SALT).dumps(raw))


@part("look")
def look(frame: Frame) -> str:
    """The attributes of the page's root for colours and the size of text."""
    person = frame.person
    return _look(person.theme, person.text_size) if person.is_authenticated else ""


@lru_cache
def _look(theme: str, text_size: str) -> str:
    themed = "" if theme == "auto" else f' data-theme="{theme}"'
    return themed if text_size == "normal" else f'{themed} data-text-size="{text_size}"'


@part("font")
def font(frame: Frame) -> str:
    """The type face's sheet, for lines that bear it."""
    return _font(frame.font) if frame.font else ""


@lru_cache
def _font(digest: str) -> str:
    return _macro("ko", "font", digest)


@part("nav")
def nav(frame: Frame) -> str:
    """The main menu."""
    endpoints = tuple(item.endpoint for item in navigation.menu())
    return _nav(frame.spoken, frame.endpoint, endpoints)


@lru_cache(maxsize=1024)
def _nav(spoken: str, here: str, endpoints: tuple[str, ...]) -> str:
    entries = [item for item in navigation.MENU if item.endpoint in endpoints]
    return _macro(spoken, "nav", here, navigation.section_of(here), entries)


@part("account")
def account(frame: Frame) -> str:
    """The bell and the person's name."""
    count = cast("Callable[[], int]", current_app.jinja_env.globals["n_unread_notices"])
    person = frame.person
    return _account(frame.spoken, frame.endpoint, count(), person.name, person.id)


@lru_cache(maxsize=4096)
def _account(spoken: str, here: str, n_unread: int, name: str, reader_id: int) -> str:
    return _macro(spoken, "account", here, n_unread, name, reader_id)


@part("flashes")
def flashes(frame: Frame) -> str:
    """What the last thing done had to say."""
    if "_flashes" not in frame.session:
        return ""
    return _macro(frame.spoken, "flashes", get_flashed_messages(with_categories=True))


def _macro(spoken: str, name: str, *values: object) -> str:
    """The words of a part; they are the same for every request."""
    module = current_app.jinja_env.get_template("web/parts.html").module
    if has_request_context():
        return str(getattr(module, name)(*values))
    with current_app.test_request_context(), force_locale(spoken):
        return str(getattr(module, name)(*values))
