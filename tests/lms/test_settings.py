"""Settings come from the environment, and secrets are made once."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms import keyring
from lms.settings import BadSettings, Mode, Settings


def test_nothing_set_gives_a_demo_on_the_usual_ports() -> None:
    settings = Settings.from_env({})

    assert settings.mode is Mode.DEMO
    assert settings.public_url == "http://localhost:8000"
    assert settings.hub_public_url == "http://127.0.0.1:8001"
    assert settings.database_url.startswith("sqlite:///")


def test_every_wrong_setting_is_named_at_once() -> None:
    env = {"BAEUM_WEB_PORT": "eighty", "BAEUM_MODE": "fast", "BAEUM_PUBLIC_URL": "ftp://x"}

    with pytest.raises(BadSettings) as error:
        Settings.from_env(env)

    for name in env:
        assert name in str(error.value)


def test_lms_and_labs_may_not_share_a_host_name() -> None:
    with pytest.raises(BadSettings, match="different host names"):
        Settings.from_env({"BAEUM_HUB_PUBLIC_URL": "http://localhost:9000"})


def test_production_needs_a_way_to_send_mail() -> None:
    with pytest.raises(BadSettings, match="BAEUM_SMTP_URL"):
        Settings.from_env({"BAEUM_MODE": "production"})


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = keyring.secret(tmp_path / "secrets", "secret_key")

    assert keyring.secret(tmp_path / "secrets", "secret_key") == first
    assert stat.S_IMODE((tmp_path / "secrets" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_a_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keyring.secret(tmp_path, "hub_service_token"), range(32)))

    assert len(made) == 1
    assert os.listdir(tmp_path) == ["hub_service_token"]  # noqa: PTH208  names alone matter
