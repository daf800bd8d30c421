"""The switch that closes Baeum to everybody but administrators while it is worked on.

The switch is a file in the data folder, so every web process sees it at once and a
restart does not forget it. Candidates in the middle of an exam go on: their time runs.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask, request
from flask_babel import gettext

from lms.access import Permission, may
from lms.errors import UnderMaintenance
from lms.settings import Settings
from lms.web.guard import actor

DEFAULT_MINUTES = 15
ALWAYS_SERVED = frozenset(
    {
        "web.health",
        "accounts.log_in",
        "accounts.log_out",
        "accounts.choose_language",
        "exams.attempt",
        "exams.answers",
        "exams.save",
        "exams.hand_in",
        "sittings.enter_code",
    }
)


@dataclass(frozen=True)
class Notice:
    """What people read instead of the page they wanted, and when they may try again."""

    message: str = ""
    retry_after_s: int = DEFAULT_MINUTES * 60


def init_app(app: Flask, settings: Settings) -> None:
    """Turn people away while the switch is on."""

    @app.before_request
    def turn_away() -> None:
        endpoint = request.endpoint or ""
        if endpoint in ALWAYS_SERVED or endpoint.rpartition(".")[2] == "static":
            return
        notice = notice_of(settings)
        if notice is not None and not may(actor(), Permission.ADMINISTER):
            reason = notice.message or gettext("더 나은 배움을 위해 점검하고 있습니다.")
            raise UnderMaintenance(reason, notice.retry_after_s)


def switch_on(settings: Settings, notice: Notice) -> None:
    """Close Baeum; again to change the message."""
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(notice), ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


def switch_off(settings: Settings) -> None:
    """Open Baeum; nothing happens if it is open."""
    _path(settings).unlink(missing_ok=True)


def is_on(settings: Settings) -> bool:
    """Whether Baeum is closed."""
    return _path(settings).exists()


def notice_of(settings: Settings) -> Notice | None:
    """What is said while Baeum is closed, None while it is open; a file made by hand will do."""
    try:
        text = _path(settings).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return Notice(**json.loads(text))
    except (ValueError, TypeError):
        return Notice(text.strip()[:500])


def _path(settings: Settings) -> Path:
    return settings.data_dir / "maintenance.json"
