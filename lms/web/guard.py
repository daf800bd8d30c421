"""Every view says who may use it, or that it is public; nothing else is served."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from flask import Flask, current_app, g, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from lms.access import ANONYMOUS, Actor, Permission, Scope, may
from lms.errors import Forbidden, NotFound, NotLoggedIn

P = ParamSpec("P")
ViewResult = str | BaseResponse | tuple[Any, ...] | dict[str, Any] | list[Any]
View = Callable[..., ViewResult]
V = TypeVar("V", bound=Callable[..., Any])


class Scoped(Protocol):
    """A thing that knows where it belongs."""

    @property
    def scope(self) -> Scope: ...


class UnguardedView(Exception):
    """A view is neither guarded nor public, so the application does not start."""


def actor() -> Actor:
    """The person of this request, as far as permissions go."""
    person = reader()
    if not person.is_authenticated:
        return ANONYMOUS
    found: Actor = person.actor
    return found


def reader() -> Any:
    """Who reads, as the log-in knows them: `is_authenticated`, `actor`, name and looks."""
    return g.get("_login_user") or current_user


def user_id() -> int:
    """The id of the person logged in; for views behind a guard."""
    found = actor().user_id
    if found is None:
        raise NotLoggedIn
    return found


def guarded(
    permission: Permission,
    *,
    load: Callable[..., Scoped] | None = None,
    sees: Permission | None = None,
    is_hidden: bool = False,
) -> Callable[[Callable[..., ViewResult]], View]:
    """Serve the view only to those who may.

    With `load`, the URL's arguments become the thing the view is given; a
    person who may not see it (`sees`, else `permission`) gets 404, one who may
    see it but not do this gets 403. What is hidden is 404 also for somebody
    who has not logged in.
    """

    def guard(view: Callable[..., ViewResult]) -> View:
        @wraps(view)
        def checked(**arguments: Any) -> ViewResult:
            if is_hidden and actor().user_id is None:
                raise NotFound
            _demand_login()
            if load is None:
                _demand(permission)
                return view(**arguments)
            thing = load(**arguments)
            if not may(actor(), sees or permission, thing.scope):
                raise NotFound
            _demand(permission, thing.scope)
            return view(thing)

        return _mark(checked, str(permission))

    return guard


def public(view: V) -> V:
    """Serve the view to everybody."""
    return _mark(view, "public")


def machine(authenticate: Callable[[str], object]) -> Callable[[Callable[..., ViewResult]], View]:
    """Serve the view to a program whose bearer token `authenticate` accepts.

    What `authenticate(token)` returns is the view's first argument. Cookies
    count for nothing here, so such views need no CSRF token.
    """

    def guard(view: Callable[..., ViewResult]) -> View:
        @wraps(view)
        def checked(**arguments: Any) -> ViewResult:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise NotLoggedIn("a bearer token is needed")
            return view(authenticate(token.strip()), **arguments)

        return _mark(checked, "machine")

    return guard


def self_proving(view: V) -> V:
    """Serve the view to programs that prove inside it who they are; no cookie counts there."""
    return _mark(view, "machine")


def refuse_unguarded(app: Flask) -> None:
    """Raise UnguardedView naming every view without a guard."""
    naked = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not hasattr(view, "guard") and endpoint.rpartition(".")[2] != "static"
    ]
    if naked:
        raise UnguardedView(", ".join(sorted(naked)))


def machine_endpoints(app: Flask) -> list[Callable[..., Any]]:
    """The views that take bearer tokens instead of cookies."""
    return [view for view in app.view_functions.values() if _guard_of(view) == "machine"]


def is_machine_view() -> bool:
    """Whether the present request is for a view that serves programs."""
    return _guard_of(current_app.view_functions.get(request.endpoint or "")) == "machine"


def _guard_of(view: object) -> str | None:
    return getattr(view, "guard", None)


def _mark(view: V, guard: str) -> V:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def _demand_login() -> None:
    if actor().user_id is None:
        raise NotLoggedIn


def _demand(permission: Permission, scope: Scope | None = None) -> None:
    if not may(actor(), permission, scope or Scope()):
        raise Forbidden
