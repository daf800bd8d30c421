"""Addresses: where a person may be sent next, and where one came from."""

from urllib.parse import urlsplit

from flask import request


def safe_next(target: str | None, fallback: str) -> str:
    """The target if it lies within this site, else the fallback (no open redirect)."""
    if not target or not target.startswith("/") or "\\" in target:
        return fallback
    parts = urlsplit(target)
    is_local = not parts.scheme and not parts.netloc and not target.startswith("//")
    has_control = any(ord(character) < 32 for character in target)
    return target if is_local and not has_control else fallback


def client_address() -> str | None:
    """The address of the browser, for the audit trail and throttling."""
    return request.remote_addr
