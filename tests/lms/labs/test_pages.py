"""Which pages say that a lab is wanted soon."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.labs.models import LabAhead
from lms.notebooks.models import Assignment
from tests.lms.lessons.conftest import studied
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import World

__all__ = ["assignment", "studied"]

ClientOf = Callable[[User], FlaskClient]
ASKS = 'data-ahead="/runs/1/lab-ahead"'


def test_the_page_of_a_notebook_asks_and_others_do_not(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    browser = client_of(studied.ben)

    assert ASKS in browser.get("/runs/1/lessons/lab").text
    assert ASKS not in browser.get("/runs/1/lessons/start").text
    assert ASKS not in client_of(studied.ann).get("/runs/1/lessons/lab").text
    assert session.scalar(select(func.count()).select_from(LabAhead)) == 0


def test_the_page_of_an_assignment_asks(
    world: World, assignment: Assignment, client_of: ClientOf
) -> None:
    assert ASKS in client_of(world.ben).get("/runs/1/assignments/square").text
    assert ASKS not in client_of(world.ann).get("/runs/1/assignments/square").text
