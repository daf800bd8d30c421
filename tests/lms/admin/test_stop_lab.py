"""Whose account is stopped has no lab any more."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms import outbox
from lms.accounts.models import User
from lms.hub import Lab, LabAnswer, LabState
from tests.lms.people import World


class FakeHub:
    """A Hub that remembers whose lab it ended."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def version(self) -> str | None:
        return "6.1.1"

    def lab(self, hub_name: str) -> Lab:  # noqa: ARG002 -- the Hub's own signature
        return Lab(LabState.RUNNING)

    def start_lab_ahead(self, hub_name: str, *, free_mb: int) -> LabAnswer:  # noqa: ARG002 -- the Hub's own
        return LabAnswer.ACTIVE

    def stop_lab(self, hub_name: str) -> None:
        self.ended.append(hub_name)


@pytest.fixture
def hub(app: Flask) -> Iterator[FakeHub]:
    before, fake = app.extensions["hub"], FakeHub()
    app.extensions["hub"] = fake
    yield fake
    app.extensions["hub"] = before


def test_stopping_an_account_ends_its_lab_and_opening_it_again_does_not(
    app: Flask, world: World, client_of: Callable[[User], FlaskClient], hub: FakeHub
) -> None:
    client = client_of(world.fay)
    for act in ("stop", "reopen"):
        assert client.post(f"/people/{world.ben.id}/{act}").status_code == 303
        with app.app_context():
            outbox.deliver()

    assert hub.ended == [world.ben.hub_name]
