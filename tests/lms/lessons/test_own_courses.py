"""The shipped courses as their readers meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import courses
from lms.accounts.models import User
from lms.catalog.outline import lessons_of
from lms.catalog.services import publish_course
from lms.enrollments.services import open_run
from tests.lms.people import NOW, World

CONTENT = Path(__file__).resolve().parents[3] / "content" / "ai-foundations"
TARGET = re.compile(r'(?:href|src)="([^"]+)"')


def test_every_link_and_picture_of_every_lesson_leads_somewhere(
    app: Flask, session: Session, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    with app.app_context():
        read = courses.read_course(CONTENT)
        done = publish_course(session, app.extensions["blobs"], read, at=NOW)
        run = open_run(session, done.course, world.cohort, at=NOW, ends_on=date(2026, 12, 31))
        session.commit()
    browser = client_of(world.ben)
    targets: set[str] = set()

    for lesson in lessons_of(done.revision):
        for language in lesson.languages:
            address = f"/runs/{run.id}/lessons/{lesson.key}"
            page = browser.get(f"{address}?lang={language}")
            assert page.status_code == 200
            article = page.text.split("<article", 1)[1].split("</article>", 1)[0]
            targets |= {urljoin(address, target) for target in TARGET.findall(article)}

    inside = {
        urlsplit(t).path for t in targets if t.startswith((f"/runs/{run.id}/lessons/", "/assets/"))
    }
    assert len(inside) > 20
    assert {p: c for p in inside if (c := browser.get(p).status_code) != 200} == {}
