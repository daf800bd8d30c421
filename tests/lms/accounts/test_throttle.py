"""Guessing gets slower and slower, for everyone alike."""

from collections.abc import Callable, Iterable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.accounts.throttle import ACCOUNT, ADDRESS, LogInThrottle, begin_try, forget_quiet
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW

pytestmark = pytest.mark.every_database

LogIn = Callable[..., TestResponse]


def _try_before(session: Session, tries: Iterable[tuple[str, str]]) -> None:
    """As many log-ins did, but without a password for each to be hashed."""
    for email, address in tries:
        begin_try(session, email, address, at=NOW)
    session.commit()


def _from(address: str) -> dict[str, object]:
    return {"environ_base": {"REMOTE_ADDR": address}}


@pytest.mark.parametrize("email", ["ben@test.example", "nobody@test.example"])
def test_after_five_wrong_tries_one_has_to_wait_longer_and_longer(
    ben: User, log_in: LogIn, clock: FakeClock, email: str
) -> None:
    for _ in range(5):
        assert log_in(email, "wrong").status_code == 422
    waits = []
    for _ in range(4):
        refused = log_in(email, "wrong")
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.forward(seconds=waits[-1])
        assert log_in(email, "wrong").status_code == 422

    assert waits == [1, 2, 4, 8]


def test_even_the_right_password_has_to_wait(ben: User, log_in: LogIn, clock: FakeClock) -> None:
    for _ in range(5):
        log_in(ben.email, "wrong")

    assert log_in(ben.email).status_code == 429
    clock.forward(seconds=1)
    assert log_in(ben.email).status_code == 303


def test_a_success_begins_the_count_anew(ben: User, log_in: LogIn, anonymous: FlaskClient) -> None:
    for _ in range(2):
        for _ in range(4):
            log_in(ben.email, "wrong")
        assert log_in(ben.email).status_code == 303


def test_somebody_elsewhere_does_not_keep_the_person_out(ben: User, log_in: LogIn) -> None:
    for _ in range(6):
        log_in(ben.email, "wrong", **_from("203.0.113.9"))

    assert log_in(ben.email, **_from("198.51.100.2")).status_code == 303


def test_many_addresses_together_are_slowed_down_too(
    ben: User, log_in: LogIn, clock: FakeClock, session: Session
) -> None:
    _try_before(session, ((ben.email, f"203.0.113.{n}") for n in range(ACCOUNT.n_free - 1)))
    assert log_in(ben.email, "wrong", **_from("203.0.113.99")).status_code == 422

    assert log_in(ben.email, "wrong", **_from("198.51.100.2")).status_code == 429
    clock.forward(minutes=5)
    assert log_in(ben.email, **_from("198.51.100.2")).status_code == 303


def test_one_address_cannot_try_many_accounts_for_ever(
    ben: User, log_in: LogIn, session: Session
) -> None:
    _try_before(session, ((f"p{n}@test.example", "127.0.0.1") for n in range(ADDRESS.n_free - 1)))

    assert log_in("one@test.example", "wrong").status_code == 422
    assert log_in("another@test.example", "wrong").status_code == 429


def test_after_an_hour_of_quiet_the_count_is_forgotten(
    ben: User, log_in: LogIn, clock: FakeClock, session: Session
) -> None:
    for _ in range(5):
        log_in(ben.email, "wrong")
    clock.forward(hours=1, seconds=1)

    assert log_in(ben.email, "wrong").status_code == 422
    assert log_in(ben.email, "wrong").status_code == 422
    clock.forward(hours=2)
    forget_quiet(session, at=clock.at)
    assert session.scalar(select(func.count(LogInThrottle.id))) == 0
