"""The only client of the Hub's REST API."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Protocol

from flask import current_app

from lms.errors import Unavailable

TIMEOUT_S = 3.0


class Hub(Protocol):
    """What the LMS asks of a Hub; tests hand in their own."""

    def version(self) -> str | None:
        """The Hub's version; None when it does not answer."""

    def lab_state(self, hub_name: str) -> str:
        """`running`, `starting` or `stopped`; raises Unavailable."""

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

    def lab_state(self, hub_name: str) -> str:
        """`running`, `starting` or `stopped`; raises Unavailable."""
        server = self._call("GET", f"/users/{hub_name}").get("servers", {}).get("")
        if server is None:
            return "stopped"
        return "running" if server.get("ready") else "starting"

    def stop_lab(self, hub_name: str) -> None:
        """End the person's lab; raises Unavailable."""
        self._call("DELETE", f"/users/{hub_name}/server")

    def _call(self, method: str, path: str) -> Mapping[str, Any]:
        request = urllib.request.Request(  # noqa: S310  the address is our own setting
            self._api + path, method=method, headers={"Authorization": f"token {self._token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                body = answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return {}
            raise Unavailable(f"Hub: {error.code}") from error
        except (OSError, HTTPException) as error:
            raise Unavailable(f"Hub: {error}") from error
        parsed: Mapping[str, Any] = json.loads(body) if body else {}
        return parsed


def hub() -> Hub:
    """The application's Hub."""
    found: Hub = current_app.extensions["hub"]
    return found
