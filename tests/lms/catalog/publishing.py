"""A small course in the database of a feature test."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

import courses
from lms.catalog.services import Publication, publish_course
from lms.storage import BlobStore
from tests.courses.small_course import COURSE, write_course
from tests.lms.people import NOW

TINY = COURSE.replace("slug: small", "slug: tiny")
"""The small course under the name of the course that the world's run is of."""


def publish(
    app: Flask,
    session: Session,
    root: Path,
    changes: dict[str, str | bytes | None] | None = None,
) -> Publication:
    """Publish the small course, changed a little, as an author would; commits."""
    storage: BlobStore = app.extensions["blobs"]
    folder = write_course(root, {"course.yml": TINY, **(changes or {})})
    with app.app_context():
        done = publish_course(session, storage, courses.read_course(folder), at=NOW)
        session.commit()
    return done
