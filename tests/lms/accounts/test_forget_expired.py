"""What has expired is removed by the worker, and nothing else."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import lab_tokens
from lms.accounts.credentials import LabToken
from lms.accounts.jobs import forget_expired
from lms.accounts.oidc_models import OAuthGrant, OAuthToken
from tests.lms.accounts.conftest import HubClient
from tests.lms.conftest import FakeClock
from tests.lms.people import World


def _counts(session: Session) -> list[int | None]:
    tables = (LabToken, OAuthGrant, OAuthToken)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_tokens_are_kept_while_they_count_and_removed_after(
    app: Flask, world: World, hub: HubClient, session: Session, clock: FakeClock
) -> None:
    hub.tokens()
    lab_tokens.issue_lab_token(session, world.ben, at=clock.at)
    session.commit()
    with app.app_context():
        forget_expired()
        assert _counts(session) == [1, 1, 1]
        clock.forward(days=2)
        forget_expired()
        assert _counts(session) == [0, 1, 1]
        clock.forward(days=14)
        forget_expired()
        assert _counts(session) == [0, 0, 0]
