"""Who may ask the Hub for what."""

from typing import Any

LMS_SCOPES = (
    "list:users",
    "read:hub",
    "read:users:activity",
    "read:servers",
    "start:servers",
    "delete:servers",
)
CULLER_SCOPES = ("list:users", "read:users:activity", "read:servers", "delete:servers")


def roles() -> list[dict[str, Any]]:
    """Return the roles of the services: the LMS watches and starts labs, the culler stops them."""
    return [
        {"name": "lms", "services": ["lms"], "scopes": list(LMS_SCOPES)},
        {"name": "idle-culler", "services": ["idle-culler"], "scopes": list(CULLER_SCOPES)},
    ]
