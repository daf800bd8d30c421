"""What the worker does after an administrator has acted."""

from typing import Any

from lms.hub import hub


def stop_lab(payload: dict[str, Any]) -> None:
    """The outbox's handler of stopped accounts: end the person's lab, if one runs.

    The Hub refuses them a new one, but lets whoever holds one of its tokens go on in a
    lab that runs.
    """
    hub().stop_lab(payload["hub_name"])
