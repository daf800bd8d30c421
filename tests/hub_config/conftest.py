"""One real Hub with its proxy for all tests that need it, and the LMS it talks to."""

from collections.abc import Iterator

import pytest

from tests.hub_config.machine import Machine, Person
from tests.hub_config.notebooks import ASSIGNMENT, PLAIN
from tests.hub_config.stand_in import Serving, StandIn

SMALL = {
    "BAEUM_LAB_MEMORY_MB": "1024",
    "BAEUM_LAB_PROCESSES": "200",
    "BAEUM_LAB_FILE_MB": "400",
    "BAEUM_LAB_DISK_MB": "300",
    "BAEUM_LAB_TMP_MB": "64",
}


def new_lms() -> StandIn:
    return StandIn(
        archives={"ps1": {"ps1.ipynb": ASSIGNMENT, "data.csv": b"x\n1\n"}},
        materials={
            "ai-foundations/02-python/01-values.ipynb": PLAIN,
            "ai-foundations/02-python/data/sales.csv": b"month,sales\n1,10\n",
        },
    )


@pytest.fixture
def lms() -> Iterator[StandIn]:
    """An LMS for one test."""
    lms = new_lms()
    serving = Serving(lms)
    yield lms
    serving.close()


@pytest.fixture(scope="session")
def hub_lms() -> Iterator[StandIn]:
    """The LMS that the shared Hub talks to."""
    lms = new_lms()
    serving = Serving(lms)
    yield lms
    serving.close()


@pytest.fixture(scope="session")
def machine(hub_lms: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The shared Hub, with small limits so that tests reach them soon."""
    machine = Machine(tmp_path_factory.mktemp("hub"), hub_lms.url, **SMALL)
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()


@pytest.fixture(scope="session")
def ben(machine: Machine, hub_lms: StandIn) -> Iterator[Person]:
    """A trainee whose lab runs."""
    hub_lms.logs_in = "u7"
    with Person(machine, "u7") as ben:
        ben.click("lab")
        ben.log_in()
        yield ben
