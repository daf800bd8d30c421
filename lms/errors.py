"""Everything that can go wrong for a person, as one tree.

Each class carries the HTTP status and a code that machines may rely on;
`lms.web.error_pages` alone turns them into pages or JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A link that leads on."""

    label: str
    href: str


class LmsError(Exception):
    """Something a person asked for cannot be done, and this says why; `ways` lead on."""

    status = 500
    code = "error"
    ways: Sequence[Way] = ()

    def __init__(self, reason: str = "", **facts: object) -> None:
        super().__init__(reason or self.code)
        self.reason = reason
        self.facts = facts


class NotFound(LmsError):
    """There is no such thing, or the person may not know of it."""

    status = 404
    code = "not_found"


class Moved(LmsError):
    """The thing stands at another address now, for good."""

    status = 301
    code = "moved"

    def __init__(self, address: str) -> None:
        super().__init__(address=address)
        self.address = address


class Gone(LmsError):
    """The thing was here and was taken away."""

    status = 410
    code = "gone"


class NotLoggedIn(LmsError):
    """The person has to log in first."""

    status = 401
    code = "not_logged_in"


class Forbidden(LmsError):
    """The person may see the thing but not do this to it."""

    status = 403
    code = "forbidden"


class Locked(Forbidden):
    """The thing opens later, or after something else; `reason` says when, `ways` lead on."""

    code = "locked"

    def __init__(self, reason: str, ways: Sequence[Way]) -> None:
        super().__init__(reason)
        self.ways = ways


class Conflict(LmsError):
    """The request does not fit the present state of the thing."""

    status = 409
    code = "conflict"


class TooLarge(LmsError):
    """What was sent is larger than is taken."""

    status = 413
    code = "too_large"


class Invalid(LmsError):
    """What was sent cannot be understood; `fields` says what is wrong where."""

    status = 422
    code = "invalid"

    def __init__(self, reason: str = "", fields: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.fields = dict(fields or {})


class TooManyRequests(LmsError):
    """The person has to wait; `retry_after_s` says how long."""

    status = 429
    code = "too_many_requests"

    def __init__(self, reason: str = "", retry_after_s: int = 60) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class Unavailable(LmsError):
    """A system this depends on does not answer."""

    status = 503
    code = "unavailable"


class UnderMaintenance(Unavailable):
    """Baeum is closed while it is worked on; `retry_after_s` says for how long about."""

    code = "maintenance"

    def __init__(self, reason: str = "", retry_after_s: int = 900) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s
