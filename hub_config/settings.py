"""What the Hub is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

REQUIRED = (
    "BAEUM_DATA_DIR",
    "BAEUM_PROJECT_DIR",
    "BAEUM_HUB_CLIENT_SECRET",
    "BAEUM_HUB_SERVICE_TOKEN",
    "CONFIGPROXY_AUTH_TOKEN",
    "JUPYTERHUB_CRYPT_KEY",
)
MEBIBYTE = 1024 * 1024


class MissingSettings(RuntimeError):
    """Names every variable that must be set and is not."""


@dataclass(frozen=True, slots=True)
class LabLimits:
    """What one lab may use; sizes in bytes."""

    memory: int = 2048 * MEBIBYTE
    processes: int = 256
    file_size: int = 1024 * MEBIBYTE
    disk: int = 2048 * MEBIBYTE
    tmp: int = 512 * MEBIBYTE

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Return the limits, each the default unless its BAEUM_LAB_… variable is set."""

        def size(name: str, default: int) -> int:
            return int(environ.get(name, default // MEBIBYTE)) * MEBIBYTE

        return cls(
            memory=size("BAEUM_LAB_MEMORY_MB", cls().memory),
            processes=int(environ.get("BAEUM_LAB_PROCESSES", cls().processes)),
            file_size=size("BAEUM_LAB_FILE_MB", cls().file_size),
            disk=size("BAEUM_LAB_DISK_MB", cls().disk),
            tmp=size("BAEUM_LAB_TMP_MB", cls().tmp),
        )


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Everything the Hub knows about where it runs."""

    data_dir: Path
    project_dir: Path
    public_url: str
    hub_public_url: str
    internal_url: str
    hub_port: int
    hub_api_port: int
    proxy_api_port: int
    client_secret: str
    service_token: str
    proxy_token: str
    is_demo: bool
    confinement: str
    idle_seconds: int
    subdomain_host: str
    limits: LabLimits

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings, naming every missing variable at once."""
        missing = [name for name in REQUIRED if not environ.get(name)]
        if missing:
            raise MissingSettings("not set: " + ", ".join(missing))
        web_port = environ.get("BAEUM_WEB_PORT", "8000")
        hub_port = int(environ.get("BAEUM_HUB_PORT", "8001"))
        return cls(
            data_dir=Path(environ["BAEUM_DATA_DIR"]).absolute(),
            project_dir=Path(environ["BAEUM_PROJECT_DIR"]).absolute(),
            public_url=environ.get("BAEUM_PUBLIC_URL", f"http://localhost:{web_port}").rstrip("/"),
            hub_public_url=environ.get(
                "BAEUM_HUB_PUBLIC_URL", f"http://127.0.0.1:{hub_port}"
            ).rstrip("/"),
            internal_url=environ.get("BAEUM_INTERNAL_URL", f"http://127.0.0.1:{web_port}").rstrip(
                "/"
            ),
            hub_port=hub_port,
            hub_api_port=int(environ.get("BAEUM_HUB_API_PORT", hub_port + 10)),
            proxy_api_port=int(environ.get("BAEUM_PROXY_API_PORT", hub_port + 11)),
            client_secret=environ["BAEUM_HUB_CLIENT_SECRET"],
            service_token=environ["BAEUM_HUB_SERVICE_TOKEN"],
            proxy_token=environ["CONFIGPROXY_AUTH_TOKEN"],
            is_demo=environ.get("BAEUM_INSTANCE", "production") == "demo",
            confinement=environ.get("BAEUM_LAB_CONFINEMENT", "auto"),
            idle_seconds=int(environ.get("BAEUM_LAB_IDLE_SECONDS", "3600")),
            subdomain_host=environ.get("BAEUM_HUB_SUBDOMAIN_HOST", ""),
            limits=LabLimits.from_env(environ),
        )

    @property
    def hub_dir(self) -> Path:
        """Where the Hub keeps its database, cookie secret and logs."""
        return self.data_dir / "hub"

    @property
    def labs_dir(self) -> Path:
        """Where every lab's home lies."""
        return self.data_dir / "labs"

    @property
    def environments_dir(self) -> Path:
        """Where the environments of courses are installed; a lab may read them."""
        return self.data_dir / "environments"

    @property
    def base_url(self) -> str:
        """The path under which the Hub is public, with a slash at both ends."""
        return urlsplit(self.hub_public_url).path.rstrip("/") + "/"


def current() -> HubSettings:
    """Return the settings of this process."""
    return HubSettings.from_env(os.environ)
