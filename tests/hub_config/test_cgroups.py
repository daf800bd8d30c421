"""Limits on a lab as a whole, on a machine drawn in a folder."""

import subprocess
from pathlib import Path

import pytest

from hub_config import cgroups
from hub_config.settings import LabLimits

LIMITS = LabLimits(memory=1000, processes=50)


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    for controller in ("memory", "pids"):
        (tmp_path / controller).mkdir()
        (tmp_path / controller / "cgroup.procs").touch()
    return tmp_path


@pytest.fixture
def version_2(tmp_path: Path) -> Path:
    (tmp_path / "cgroup.controllers").touch()
    (tmp_path / "cgroup.subtree_control").write_text("cpu memory pids\n")
    return tmp_path


def test_version_1_has_a_group_for_each_controller(version_1: Path) -> None:
    assert cgroups.groups_of("u7", LIMITS, version_1) == {
        version_1 / "memory/baeum-labs/u7": {"memory.limit_in_bytes": "1000"},
        version_1 / "pids/baeum-labs/u7": {"pids.max": "50"},
    }


def test_version_2_has_one_group(version_2: Path) -> None:
    assert cgroups.groups_of("u7", LIMITS, version_2) == {
        version_2 / "baeum-labs/u7": {"memory.max": "1000", "pids.max": "50"}
    }


def test_a_machine_that_hands_nothing_down_has_no_groups(version_2: Path) -> None:
    (version_2 / "cgroup.subtree_control").write_text("cpu\n")

    assert cgroups.groups_of("u7", LIMITS, version_2) == {}


def test_a_machine_without_groups_has_none(tmp_path: Path) -> None:
    assert cgroups.groups_of("u7", LIMITS, tmp_path) == {}


def test_limits_are_written_before_anybody_joins(version_2: Path) -> None:
    groups = cgroups.groups_of("u7", LIMITS, version_2)

    joined = cgroups.create(groups)

    assert joined == [version_2 / "baeum-labs/u7/cgroup.procs"]
    assert (version_2 / "baeum-labs/u7/memory.max").read_text() == "1000"


def test_a_group_that_cannot_be_made_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert cgroups.create({tmp_path / "file" / "u7": {"pids.max": "5"}}) == []


def test_a_command_joins_first_and_then_becomes_itself(tmp_path: Path) -> None:
    file = tmp_path / "cgroup.procs"
    command = [*cgroups.joining([file]), "sh", "-c", "echo $$ $1", "x", "a b"]

    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert said == f"{file.read_text().strip()} a b\n"
