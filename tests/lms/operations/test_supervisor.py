"""Starting refuses early, with one clear sentence."""

import configparser
import os
import socket
import stat
from pathlib import Path

import pytest

from lms.operations import processes
from lms.operations.supervisor import (
    CannotStart,
    close_folders,
    make_folder,
    only_one,
    refuse_taken_ports,
    write_configuration,
)
from lms.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env(
        {
            "BAEUM_MODE": "demo",
            "BAEUM_DATA_DIR": str(tmp_path / "var"),
            "BAEUM_WEB_PORT": str(free_port()),
            "BAEUM_HUB_PORT": str(free_port() - 20),
        }
    )


def test_a_taken_port_is_named_with_what_it_is_for(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.web_port))
        other.listen()

        with pytest.raises(CannotStart, match=rf"{settings.web_port} for web \(BAEUM_WEB_PORT\)"):
            refuse_taken_ports(settings)


def test_a_data_folder_serves_one_run_at_a_time(settings: Settings) -> None:
    refused = pytest.raises(CannotStart, match=f"already runs .* \\(process {os.getpid()}\\)")
    with only_one(settings), refused, only_one(settings):
        pass
    with only_one(settings):
        pass


def test_a_place_that_cannot_be_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(CannotStart, match="cannot write in"):
        make_folder(tmp_path / "file" / "var")


def test_the_supervisor_restarts_every_process_and_is_told_no_secret(settings: Settings) -> None:
    path = write_configuration(settings)
    written = configparser.RawConfigParser()
    written.read(path)

    for name in processes.NAMES:
        assert written[f"program:{name}"]["autorestart"] == "true"
    token = settings.secret("hub_service_token")
    assert token not in path.read_text()
    assert stat.S_IMODE((settings.secrets_dir / "hub_service_token").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", processes.NAMES)
def test_no_secret_stands_in_a_command_line(settings: Settings, name: str) -> None:
    found = processes.process(name, settings)
    secrets = [
        settings.secret(one) for one in ("hub_client_secret", "hub_service_token", "proxy_token")
    ]

    assert not any(secret in word for secret in secrets for word in found.command)


def test_people_of_the_machine_cannot_look_into_the_data(settings: Settings) -> None:
    database = settings.data_dir / "db"
    database.mkdir(parents=True)
    database.chmod(0o755)

    close_folders(settings)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in settings.data_dir.iterdir()}
    assert modes == dict.fromkeys(("blobs", "db", "hub", "log", "mail", "run"), 0o700)
