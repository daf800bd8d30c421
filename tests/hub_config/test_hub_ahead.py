"""The real Hub starts a lab that the LMS says will be wanted soon."""

import httpx
import pytest

from lms.errors import Unavailable
from lms.hub import LabAnswer, LabState, RestHub
from tests.hub_config.machine import Machine, wait_for
from tests.hub_config.stand_in import SERVICE_TOKEN

pytestmark = pytest.mark.hub


@pytest.fixture
def hub(machine: Machine) -> RestHub:
    return RestHub(machine.url, SERVICE_TOKEN)


def test_the_lab_of_somebody_the_hub_never_saw_is_started_and_stopped(hub: RestHub) -> None:
    assert hub.lab("u41").state is LabState.STOPPED

    assert hub.start_lab_ahead("u41", free_mb=1) is LabAnswer.STARTED
    wait_for(lambda: hub.lab("u41").state is LabState.RUNNING)
    lab = hub.lab("u41")
    assert lab.started_at is not None
    assert lab.used_at is not None
    assert hub.start_lab_ahead("u41", free_mb=1) is LabAnswer.ACTIVE

    hub.stop_lab("u41")
    wait_for(lambda: hub.lab("u41").state is LabState.STOPPED)


def test_a_machine_short_of_memory_starts_nothing(hub: RestHub) -> None:
    assert hub.start_lab_ahead("u42", free_mb=100_000_000) is LabAnswer.NO_MEMORY
    assert hub.lab("u42").state is LabState.STOPPED


@pytest.mark.parametrize("name", ["root", "u", "u1x", "u0123456789", "..%2Fu1"])
def test_only_names_that_the_lms_gives_are_taken(machine: Machine, name: str) -> None:
    assert machine.ask("POST", f"/labs-ahead/{name}").status_code == 404


@pytest.mark.parametrize("size", ["x", "-1", "9" * 30])
def test_a_size_that_is_none_is_refused(hub: RestHub, machine: Machine, size: str) -> None:
    assert machine.ask("POST", f"/labs-ahead/u43?free_mb={size}").status_code == 400


@pytest.mark.parametrize("headers", [{}, {"Authorization": "token nonsense"}])
def test_nobody_else_starts_labs(machine: Machine, headers: dict[str, str]) -> None:
    answer = httpx.post(f"{machine.url}/hub/api/labs-ahead/u44", headers=headers)

    assert answer.status_code == 403
    assert machine.ask("GET", "/users/u44").status_code == 404


def test_a_hub_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        RestHub("http://127.0.0.1:9", "token").start_lab_ahead("u45", free_mb=1)
