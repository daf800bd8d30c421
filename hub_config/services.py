"""The Hub's services: the LMS, known by its token, and the culler of idle labs."""

from typing import Any

from hub_config.settings import HubSettings


def culler_command(python: str, idle_seconds: int) -> list[str]:
    """Return the culler's command line; it ends with the Hub even when the Hub is killed."""
    return [
        *("setpriv", "--pdeathsig", "TERM", "--"),
        *(python, "-m", "jupyterhub_idle_culler"),
        f"--timeout={idle_seconds}",
        f"--cull-every={max(5, min(300, idle_seconds // 2))}",
    ]


def services(settings: HubSettings, python: str) -> list[dict[str, Any]]:
    """Return the services of the Hub."""
    return [
        {"name": "lms", "api_token": settings.service_token, "display": False},
        {
            "name": "idle-culler",
            "command": culler_command(python, settings.idle_seconds),
            "display": False,
        },
    ]
