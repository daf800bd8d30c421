"""What must not be told is sought in what was sent."""

import re
from collections.abc import Iterable


def leak(told: str, secrets: Iterable[str]) -> str | None:
    """Where one of the secrets is told, with the text around it; None when none is.

    A word is sought anywhere, a number only where no digit or letter touches it: labels and
    references in a page are random digits, and four of them are 4096 sooner or later.
    """
    for secret in secrets:
        if found := _pattern(secret).search(told):
            return f"{secret}: {told[max(found.start() - 200, 0) : found.end() + 200]}"
    return None


def _pattern(secret: str) -> re.Pattern[str]:
    is_number = secret.replace(".", "").isdigit()
    return re.compile(rf"\b{re.escape(secret)}\b" if is_number else re.escape(secret))
