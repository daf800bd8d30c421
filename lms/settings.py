"""What an operator can set, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from lms import keyring

PROJECT_DIR = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    """How strict the installation is and whether demo people exist."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


class BadSettings(Exception):
    """Some settings are missing or wrong; the message names every one."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The installation's settings; every field has one environment variable."""

    mode: Mode
    data_dir: Path
    database_url: str
    web_port: int
    hub_port: int
    public_url: str
    hub_public_url: str
    storage_url: str
    queue_url: str
    smtp_url: str
    mail_from: str
    demo_password: str
    trusted_proxies: int = 0
    hub_subdomain_host: str = ""
    labs_ahead: int = 3
    labs_ahead_class: int = 40
    labs_ahead_free_mb: int = 1024
    labs_ahead_minutes: int = 15
    csrf: bool = True
    secret_overrides: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read every `BAEUM_…` variable; raises BadSettings naming all that are wrong."""
        problems: list[str] = []
        data_dir = Path(env.get("BAEUM_DATA_DIR") or PROJECT_DIR / "var").absolute()
        web_port = _port(env, "BAEUM_WEB_PORT", 8000, problems)
        hub_port = _port(env, "BAEUM_HUB_PORT", 8001, problems)
        settings = cls(
            mode=_mode(env, problems),
            data_dir=data_dir,
            database_url=env.get("BAEUM_DATABASE_URL")
            or f"sqlite:///{data_dir / 'db' / 'baeum.sqlite'}",
            web_port=web_port,
            hub_port=hub_port,
            public_url=_url(env, "BAEUM_PUBLIC_URL", f"http://localhost:{web_port}", problems),
            hub_public_url=_url(
                env, "BAEUM_HUB_PUBLIC_URL", f"http://127.0.0.1:{hub_port}", problems
            ),
            storage_url=env.get("BAEUM_STORAGE_URL") or (data_dir / "blobs").as_uri(),
            queue_url=env.get("BAEUM_QUEUE_URL") or f"sqlite:///{data_dir / 'db' / 'queue.sqlite'}",
            smtp_url=env.get("BAEUM_SMTP_URL", ""),
            mail_from=env.get("BAEUM_MAIL_FROM", "배움 <no-reply@baeum.example>"),
            demo_password=env.get("BAEUM_DEMO_PASSWORD", ""),
            hub_subdomain_host=env.get("BAEUM_HUB_SUBDOMAIN_HOST", ""),
            trusted_proxies=_count(env, "BAEUM_TRUSTED_PROXIES", 0, 9, problems),
            labs_ahead=_count(env, "BAEUM_LABS_AHEAD", 3, 1000, problems),
            labs_ahead_class=_count(env, "BAEUM_LABS_AHEAD_CLASS", 40, 1000, problems),
            labs_ahead_free_mb=_count(env, "BAEUM_LABS_AHEAD_FREE_MB", 1024, 10**7, problems),
            labs_ahead_minutes=_count(env, "BAEUM_LABS_AHEAD_MINUTES", 15, 24 * 60, problems),
        )
        problems += settings._contradictions()
        if problems:
            raise BadSettings("; ".join(problems))
        return settings

    def secret(self, name: str) -> str:
        """The named secret, made at its first use."""
        return self.secret_overrides.get(name) or keyring.secret(self.secrets_dir, name)

    @property
    def secrets_dir(self) -> Path:
        """Where secrets lie, mode 700."""
        return self.data_dir / "secrets"

    @property
    def is_demo(self) -> bool:
        """Whether demo people, the mail page and weaker confinement are allowed."""
        return self.mode is Mode.DEMO

    @property
    def has_https(self) -> bool:
        """Whether people reach the LMS over TLS, so that cookies may demand it."""
        return urlsplit(self.public_url).scheme == "https"

    def _contradictions(self) -> list[str]:
        same = urlsplit(self.public_url).hostname == urlsplit(self.hub_public_url).hostname
        checks = {
            "BAEUM_PUBLIC_URL and BAEUM_HUB_PUBLIC_URL must have different host names "
            "(lab pages run people's own code)": same,
            "BAEUM_WEB_PORT and BAEUM_HUB_PORT must differ": self.web_port == self.hub_port,
            "BAEUM_SMTP_URL is needed in production": self.mode is Mode.PRODUCTION
            and not self.smtp_url,
        }
        return [sentence for sentence, is_wrong in checks.items() if is_wrong]


def _mode(env: Mapping[str, str], problems: list[str]) -> Mode:
    raw = env.get("BAEUM_MODE", "demo")
    if raw not in set(Mode):
        problems.append(f"BAEUM_MODE is '{raw}', not one of {', '.join(Mode)}")
        return Mode.DEMO
    return Mode(raw)


def _port(env: Mapping[str, str], name: str, default: int, problems: list[str]) -> int:
    raw = env.get(name) or str(default)
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        problems.append(f"{name} is '{raw}', not a port from 1 to 65535")
        return default
    return int(raw)


def _count(env: Mapping[str, str], name: str, default: int, most: int, problems: list[str]) -> int:
    raw = env.get(name) or str(default)
    if not (raw.isascii() and raw.isdecimal()) or int(raw) > most:
        problems.append(f"{name} is '{raw}', not a whole number from 0 to {most}")
        return default
    return int(raw)


def _url(env: Mapping[str, str], name: str, default: str, problems: list[str]) -> str:
    raw = (env.get(name) or default).rstrip("/")
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        problems.append(f"{name} is '{raw}', not an address such as https://learn.example.org")
    return raw
