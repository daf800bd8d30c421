"""Assignments with dates in the world's run."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from lms.notebooks.models import Assignment, AssignmentSetting
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import World

__all__ = ["assignment"]

NINE_ON_THE_THIRD = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
LATE_ON_THE_NINTH = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)


@pytest.fixture
def dated(session: Session, world: World, assignment: Assignment) -> AssignmentSetting:
    """The assignment opens on 3 March 9:00 and is due on 9 March 23:30, in Seoul."""
    setting = AssignmentSetting(
        run_id=world.run.id,
        assignment_id=assignment.id,
        opens_at=NINE_ON_THE_THIRD,
        due_at=LATE_ON_THE_NINTH,
        closes_at=LATE_ON_THE_NINTH,
        max_attempts=3,
    )
    session.add(setting)
    session.commit()
    return setting
