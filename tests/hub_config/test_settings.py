"""What the Hub reads from its environment, and what follows from it."""

from pathlib import Path

import pytest

from hub_config import login, roles, services
from hub_config.hub import hub_values, proxy_command
from hub_config.settings import REQUIRED, HubSettings, MissingSettings

ENVIRON = {name: f"/{name.lower()}" for name in REQUIRED}


def test_every_missing_variable_is_named_at_once() -> None:
    with pytest.raises(MissingSettings) as caught:
        HubSettings.from_env({})

    assert all(name in str(caught.value) for name in REQUIRED)


def test_the_browser_and_the_hub_use_different_addresses_of_the_lms() -> None:
    settings = HubSettings.from_env(
        {**ENVIRON, "BAEUM_PUBLIC_URL": "https://learn.example", "BAEUM_WEB_PORT": "9000"}
    )

    provider = login.provider(settings)

    assert provider["authorize_url"] == "https://learn.example/oauth/authorize"
    assert provider["token_url"] == "http://127.0.0.1:9000/oauth/token"
    assert provider["userdata_url"] == "http://127.0.0.1:9000/oauth/userinfo"


def test_the_hub_listens_on_this_machine_only() -> None:
    values = hub_values(HubSettings.from_env(ENVIRON))

    assert values["hub_bind_url"].startswith("http://127.0.0.1:")
    assert values["db_url"].startswith("sqlite:////baeum_data_dir/hub/")


def test_a_hub_below_a_path_keeps_its_path() -> None:
    settings = HubSettings.from_env(
        {**ENVIRON, "BAEUM_HUB_PUBLIC_URL": "https://labs.example/hub1/"}
    )

    assert settings.base_url == "/hub1/"
    assert proxy_command(settings, "proxy")[-1].endswith("/hub1/hub/error")


def test_limits_are_read_in_megabytes() -> None:
    settings = HubSettings.from_env({**ENVIRON, "BAEUM_LAB_MEMORY_MB": "3"})

    assert settings.limits.memory == 3 * 1024 * 1024


def test_an_installation_is_no_demonstration_unless_it_says_so() -> None:
    assert not HubSettings.from_env(ENVIRON).is_demo
    assert HubSettings.from_env({**ENVIRON, "BAEUM_INSTANCE": "demo"}).is_demo


def test_every_role_belongs_to_a_service_that_exists() -> None:
    settings = HubSettings.from_env(ENVIRON)
    known = {service["name"] for service in services.services(settings, "python")}

    assert {name for role in roles.roles() for name in role["services"]} == known


def test_no_service_may_enter_a_lab_or_rule_the_hub() -> None:
    scopes = {scope for role in roles.roles() for scope in role["scopes"]}

    assert not any(scope.startswith(("access:", "admin:", "tokens")) for scope in scopes)


def test_data_and_project_are_absolute() -> None:
    settings = HubSettings.from_env({**ENVIRON, "BAEUM_DATA_DIR": "var"})

    assert settings.labs_dir == Path.cwd() / "var" / "labs"
