"""One transaction at the edge, exact points, aware times."""

from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Integer, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from lms import db
from lms.access import Role, ScopeKind
from lms.accounts.models import RoleGrant, User
from lms.db import PointsColumn, transaction
from lms.programs.models import Campus
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database


def test_an_error_inside_a_transaction_leaves_nothing(app: Flask, session: Session) -> None:
    def fail_half_way() -> None:
        with transaction() as current:
            current.add(Campus(name="반쯤", district="중구"))
            current.flush()
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        fail_half_way()

    assert session.scalar(select(Campus).where(Campus.name == "반쯤")) is None


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote(app: Flask) -> None:
    with app.app_context(), transaction() as first:
        first.add(Campus(name="하나", district="중구"))
    with app.app_context(), transaction() as second:
        assert second.scalar(select(Campus.name)) == "하나"


def test_a_foreign_key_to_nobody_is_refused(session: Session) -> None:
    grant = RoleGrant(user_id=4711, role=Role.ADMIN, scope_kind=ScopeKind.CITY, granted_at=NOW)
    session.add(grant)

    with pytest.raises(IntegrityError):
        session.flush()


def test_times_come_back_aware_and_naive_ones_are_refused(session: Session, world: World) -> None:
    session.expire_all()
    assert session.get_one(User, world.ben.id).created_at == NOW

    world.ben.created_at = datetime(2026, 1, 1)  # noqa: DTZ001  naive on purpose
    session.add(world.ben)
    with pytest.raises(StatementError, match="no time zone"):
        session.flush()


@pytest.mark.parametrize("points", ["0", "0.1", "12.3456", "100", "-2.5"])
def test_points_are_kept_exactly(points: str) -> None:
    column = PointsColumn()
    kept = column.process_bind_param(Decimal(points), None)  # type: ignore[arg-type]

    assert isinstance(column.impl_instance, Integer)
    assert column.process_result_value(kept, None) == Decimal(points)  # type: ignore[arg-type]


def test_a_session_lasts_as_long_as_its_context(app: Flask) -> None:
    with app.app_context():
        assert db.session() is db.session()
