"""Noting that an environment was built."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lms import audit
from lms.catalog.models import Course
from lms.labs.environment_models import CourseEnvironment
from lms.labs.environment_queries import newest_environment
from lms.labs.locks import packages_in, python_of
from lms.storage import BlobStore


def record_environment(
    session: Session,
    storage: BlobStore,
    course: Course,
    asked: dict[str, Any],
    lock: str,
    *,
    at: datetime,
) -> tuple[CourseEnvironment, bool]:
    """Let the course's notebooks run with this from now on; says whether that is new."""
    digest = storage.put(lock.encode())
    present = newest_environment(session, course.id)
    if present is not None and (present.asked, present.lock) == (asked, digest):
        return present, False
    made = CourseEnvironment(
        course_id=course.id,
        asked=dict(asked),
        lock=digest,
        python=python_of(lock),
        n_packages=len(packages_in(lock)),
        built_at=at,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        "environment.build",
        actor_id=None,
        subject=("course", course.id),
        at=at,
        lock=digest,
    )
    return made, True
