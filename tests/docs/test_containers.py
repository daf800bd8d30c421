"""What can be said of the container files without running them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lms.operations.processes import NAMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of the compose file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def test_every_process_of_an_installation_has_its_container(services: dict[str, Any]) -> None:
    commands = {name: service["command"] for name, service in services.items() if name in NAMES}

    assert commands == {name: name for name in NAMES}


def test_the_containers_set_only_what_the_program_reads(services: dict[str, Any]) -> None:
    guide = (ROOT / "docs" / "operating.md").read_text()
    given = {name for service in services.values() for name in service.get("environment", {})}

    assert [
        name for name in given if name.startswith("BAEUM_") and f"| `{name}` |" not in guide
    ] == []


def test_whoever_runs_foreign_code_may_confine_it(services: dict[str, Any]) -> None:
    may_confine = {
        name for name, service in services.items() if "SYS_ADMIN" in service.get("cap_add", [])
    }

    assert may_confine == {"setup", "worker", "hub"}


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    lines = re.findall(
        r"^COPY (?!--)(.+) \S+$", (ROOT / "docker" / "Dockerfile").read_text(), re.MULTILINE
    )
    sources = {source for line in lines for source in line.split()}
    ignored = (ROOT / "docker" / "Dockerfile.dockerignore").read_text().splitlines()

    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert {source for source in sources if f"!{source}" not in ignored} == set()
