"""A lab is there before its person asks for it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page

from lms import keyring
from lms.hub import LabState, RestHub
from tests.browser import lab
from tests.browser.installation import Installation
from tests.hub_config.machine import wait_for

pytestmark = pytest.mark.browser
PERSON, HUB_NAME = "trainee2", "u2"


@pytest.fixture
def hub(installation: Installation) -> RestHub:
    """The Hub; the person's lab does not run and was never started ahead."""
    secrets = installation.data_dir / "secrets"
    hub = RestHub(installation.hub, keyring.secret(secrets, "hub_service_token"))
    if hub.lab(HUB_NAME).state is not LabState.STOPPED:
        hub.stop_lab(HUB_NAME)
        wait_for(lambda: hub.lab(HUB_NAME).state is LabState.STOPPED)
    with closing(sqlite3.connect(installation.data_dir / "db" / "baeum.sqlite")) as database:
        database.execute("DELETE FROM labs_ahead")
        database.commit()
    return hub


def test_the_lab_runs_when_open_in_lab_is_clicked(
    page_of: Callable[..., Page], installation: Installation, hub: RestHub
) -> None:
    page = page_of(PERSON)
    page.goto(f"{installation.lms}/runs/1/lessons/first-notebook")
    wait_for(lambda: hub.lab(HUB_NAME).state is LabState.RUNNING, 60)
    visited: list[str] = []
    page.on("framenavigated", lambda frame: visited.append(frame.url))
    page.get_by_role("link", name="실습실에서 열기").click()
    lab.wait_for_notebook(page, "04-first-notebook.ipynb")

    assert not [address for address in visited if "spawn-pending" in address]
