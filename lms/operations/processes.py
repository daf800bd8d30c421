"""The processes of one machine: how each is started, and with which environment."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.settings import PROJECT_DIR, Settings

NAMES = ("web", "worker", "proxy", "hub")
BIN = Path(sys.executable).parent
PROXY_SCRIPT = PROJECT_DIR / "node_modules" / ".bin" / "configurable-http-proxy"


@dataclass(frozen=True)
class Process:
    """A program to run: its words, what its environment adds, and where it runs."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path


def process(name: str, settings: Settings) -> Process:
    """The process with this name; secrets travel in the environment, never in the words."""
    makers = {"web": _web, "worker": _worker, "proxy": _proxy, "hub": _hub}
    return makers[name](settings)


def run(name: str, settings: Settings) -> None:
    """Become the process."""
    found = process(name, settings)
    found.folder.mkdir(parents=True, exist_ok=True)
    os.chdir(found.folder)
    os.execve(found.command[0], list(found.command), {**os.environ, **found.environment})  # noqa: S606


def ports(settings: Settings) -> dict[str, int]:
    """Every port the processes listen on, by what it is for."""
    return {
        "web (BAEUM_WEB_PORT)": settings.web_port,
        "hub (BAEUM_HUB_PORT)": settings.hub_port,
        "hub API (BAEUM_HUB_PORT + 10)": hub_api_port(settings),
        "proxy API (BAEUM_HUB_PORT + 11)": hub_api_port(settings) + 1,
    }


def hub_api_port(settings: Settings) -> int:
    """Where the Hub itself listens, behind the proxy."""
    return settings.hub_port + 10


def hub_environment(settings: Settings) -> dict[str, str]:
    """What the Hub and its proxy are told."""
    return {
        "BAEUM_DATA_DIR": str(settings.data_dir),
        "BAEUM_PROJECT_DIR": str(PROJECT_DIR),
        "BAEUM_INSTANCE": str(settings.mode),
        "BAEUM_WEB_PORT": str(settings.web_port),
        "BAEUM_HUB_PORT": str(settings.hub_port),
        "BAEUM_HUB_API_PORT": str(hub_api_port(settings)),
        "BAEUM_PROXY_API_PORT": str(hub_api_port(settings) + 1),
        "BAEUM_PUBLIC_URL": settings.public_url,
        "BAEUM_HUB_PUBLIC_URL": settings.hub_public_url,
        "BAEUM_HUB_CLIENT_SECRET": settings.secret("hub_client_secret"),
        "BAEUM_HUB_SERVICE_TOKEN": settings.secret("hub_service_token"),
        "CONFIGPROXY_AUTH_TOKEN": settings.secret("proxy_token"),
        "JUPYTERHUB_CRYPT_KEY": settings.secret("hub_crypt_key"),
    }


def _web(settings: Settings) -> Process:
    words = ("-m", "lms.operations.web", str(settings.web_port), "lms.wsgi:app")
    return Process((sys.executable, *words), {}, PROJECT_DIR)


def _worker(_settings: Settings) -> Process:
    return Process((str(BIN / "lms"), "worker"), {}, PROJECT_DIR)


def _proxy(settings: Settings) -> Process:
    hub = f"http://127.0.0.1:{hub_api_port(settings)}"
    words = (
        f"--ip 127.0.0.1 --port {settings.hub_port} --api-ip 127.0.0.1 "
        f"--api-port {hub_api_port(settings) + 1} --default-target {hub} "
        f"--error-target {hub}/hub/error --log-level warn"
    )
    token = {"CONFIGPROXY_AUTH_TOKEN": settings.secret("proxy_token")}
    node = shutil.which("node") or "node"
    return Process((node, str(PROXY_SCRIPT), *words.split()), token, settings.data_dir / "hub")


def _hub(settings: Settings) -> Process:
    config = PROJECT_DIR / "hub_config" / "jupyterhub_config.py"
    command = (str(BIN / "jupyterhub"), "-f", str(config), "--log-level", "WARN")
    return Process(command, hub_environment(settings), settings.data_dir / "hub")
