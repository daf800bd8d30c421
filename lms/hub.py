"""The only client of the Hub's REST API."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http.client import HTTPException
from typing import Any, Protocol

from flask import current_app

from lms.errors import Unavailable

TIMEOUT_S = 3.0
ASKING_TIMEOUT_S = 0.7
"""For what the Hub carries out by itself once it was asked."""


class LabState(StrEnum):
    """How far a lab is."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"


@dataclass(frozen=True)
class Lab:
    """A person's lab as the Hub sees it: since when it runs, and when it was last used."""

    state: LabState
    started_at: datetime | None = None
    used_at: datetime | None = None


class LabAnswer(StrEnum):
    """What the Hub did when asked for a lab that is wanted soon."""

    STARTED = "started"
    ACTIVE = "active"
    NO_MEMORY = "no_memory"


class TooSlow(Unavailable):
    """The Hub did not answer in time; it may well do what it was asked."""


class Hub(Protocol):
    """What the LMS asks of a Hub; tests hand in their own."""

    def version(self) -> str | None:
        """The Hub's version; None when it does not answer."""

    def lab(self, hub_name: str) -> Lab:
        """The person's lab; raises Unavailable."""

    def start_lab_ahead(self, hub_name: str, *, free_mb: int) -> LabAnswer:
        """Have the person's lab started, if none is active and so much memory is free on the
        labs' machine; raises Unavailable."""

    def stop_lab(self, hub_name: str) -> None:
        """End the person's lab; raises Unavailable."""


class RestHub:
    """The Hub behind its REST API; `url` ends before `/hub`."""

    def __init__(self, url: str, token: str) -> None:
        self._api = f"{url}/hub/api"
        self._token = token

    def version(self) -> str | None:
        """The Hub's version; None when it does not answer."""
        try:
            return str(self._call("GET", "/")["version"])
        except Unavailable:
            return None

    def lab(self, hub_name: str) -> Lab:
        """The person's lab; raises Unavailable."""
        server = self._call("GET", f"/users/{hub_name}").get("servers", {}).get("")
        if server is None:
            return Lab(LabState.STOPPED)
        state = LabState.RUNNING if server.get("ready") else LabState.STARTING
        return Lab(state, _moment(server.get("started")), _moment(server.get("last_activity")))

    def start_lab_ahead(self, hub_name: str, *, free_mb: int) -> LabAnswer:
        """Have the person's lab started; the Hub answers late when it does so, which is not awaited."""
        path = f"/labs-ahead/{hub_name}?free_mb={free_mb}"
        try:
            answer = self._call("POST", path, timeout_s=ASKING_TIMEOUT_S)
        except TooSlow:
            return LabAnswer.STARTED
        return LabAnswer(str(answer["state"]))

    def stop_lab(self, hub_name: str) -> None:
        """End the person's lab; raises Unavailable."""
        self._call("DELETE", f"/users/{hub_name}/server")

    def _call(self, method: str, path: str, *, timeout_s: float = TIMEOUT_S) -> Mapping[str, Any]:
        request = urllib.request.Request(  # noqa: S310  the address is our own setting
            self._api + path, method=method, headers={"Authorization": f"token {self._token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310
                body = answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return {}
            raise Unavailable(f"Hub: {error.code}") from error
        except TimeoutError as error:
            raise TooSlow(f"Hub: {error}") from error
        except (OSError, HTTPException) as error:
            raise Unavailable(f"Hub: {error}") from error
        parsed: Mapping[str, Any] = json.loads(body) if body else {}
        return parsed


def _moment(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None


def hub() -> Hub:
    """The application's Hub."""
    found: Hub = current_app.extensions["hub"]
    return found
