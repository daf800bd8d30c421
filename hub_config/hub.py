"""Where the Hub listens, what it keeps, and how it looks after its proxy."""

from pathlib import Path
from typing import Any

from hub_config.settings import HubSettings

ROUTES_CHECKED_EVERY = 5


def hub_values(settings: HubSettings) -> dict[str, Any]:
    """Return the configuration of the Hub itself."""
    values: dict[str, Any] = {
        "bind_url": f"http://127.0.0.1:{settings.hub_port}{settings.base_url}",
        "public_url": settings.hub_public_url,
        "hub_bind_url": f"http://127.0.0.1:{settings.hub_api_port}",
        "db_url": f"sqlite:///{settings.hub_dir / 'jupyterhub.sqlite'}",
        "cookie_secret_file": str(settings.hub_dir / "cookie_secret"),
        "cleanup_servers": True,
        "cleanup_proxy": False,
        "last_activity_interval": ROUTES_CHECKED_EVERY,
        "template_paths": [str(Path(__file__).parent / "templates")],
        "template_vars": {"lms_url": settings.public_url},
        "concurrent_spawn_limit": 20,
        "active_server_limit": 0,
        "allow_named_servers": False,
        "redirect_to_server": True,
        "shutdown_on_logout": False,
        "upgrade_db": True,
    }
    if settings.subdomain_host:
        values["subdomain_host"] = settings.subdomain_host
    return values


def proxy_command(settings: HubSettings, executable: str) -> list[str]:
    """Return the proxy's command line; without a route it asks the Hub."""
    hub = f"http://127.0.0.1:{settings.hub_api_port}"
    return [
        *(executable, "--ip", "127.0.0.1", "--port", str(settings.hub_port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(settings.proxy_api_port)),
        *("--default-target", hub, "--error-target", f"{hub}{settings.base_url}hub/error"),
    ]
