"""Configuration of the Hub; what it says comes from the functions beside it."""

import sys
from typing import Any

from hub_config import login, roles, services, spawners
from hub_config.confinement import Confinement, choose
from hub_config.hub import hub_values
from hub_config.settings import current

settings = current()
settings.hub_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
settings.hub_dir.chmod(0o700)
level = choose(settings.confinement, is_demo=settings.is_demo)
if level is Confinement.NONE:
    sys.stderr.write(
        "WARNING: labs are not confined; whoever opens one can read this machine. For trying out only.\n"
    )

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets

for name, value in hub_values(settings).items():
    setattr(c.JupyterHub, name, value)
c.JupyterHub.load_roles = roles.roles()
c.JupyterHub.services = services.services(settings, sys.executable)
c.JupyterHub.user_redirect_hook = spawners.notice_an_ended_lab

c.JupyterHub.authenticator_class = login.LmsAuthenticator
for name, value in {**login.policy(), **login.provider(settings)}.items():
    setattr(c.LmsAuthenticator, name, value)

c.JupyterHub.spawner_class = spawners.LabSpawner
for name, value in spawners.spawner_values(settings, level).items():
    setattr(c.LabSpawner, name, value)

c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
c.ConfigurableHTTPProxy.auth_token = settings.proxy_token
