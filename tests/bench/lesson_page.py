"""A logged-in trainee's lesson page against the bare body, same server and same database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

import courses
from lms.accounts.credentials import new_token
from lms.accounts.models import User
from lms.accounts.services import create_user
from lms.accounts.sessions import Visitor, begin_session
from lms.app import create_app
from lms.catalog.models import LessonBody
from lms.catalog.services import publish_course
from lms.db import Base, transaction
from lms.enrollments.services import enroll, open_run
from lms.programs.models import Campus, Cohort, Program
from lms.settings import Settings
from tests.bench.rounds import Ratio, Series, alternate, ratio
from tests.bench.served import CannotMeasure, Load, Server, demand_wrk, free_port, get, serving

CONTENT = Path(__file__).resolve().parents[2] / "content" / "ai-foundations"
ROUNDS = 5


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Requests a second and processor time a request, the page and the bare body."""
    demand_wrk()
    environment = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(folder),
        "BAEUM_HUB_PUBLIC_URL": "http://labs.localhost",
    }
    settings = Settings.from_env({**environment, "BAEUM_WEB_PORT": str(free_port())})
    app = create_app(settings)
    run_id, body, cookie = fill(app)
    page = f"/runs/{run_id}/lessons/{body.lesson_key}"
    bare = replace(settings, web_port=free_port())
    database = str(app.extensions["engine"].url.database)
    with (
        serving(settings, "lms.wsgi:app", environment) as ours,
        serving(bare, "tests.bench.bare:app", {"BENCH_DATABASE": database}) as theirs,
    ):
        _refuse_another_page(get(ours.port, page, cookie), body)
        return _compare(ours, page, cookie, theirs, f"/lessons/{body.page_id}")


def _compare(
    ours: Server, page: str, cookie: dict[str, str], theirs: Server, bare: str
) -> tuple[list[Series], list[Ratio]]:
    loads: dict[str, list[Load]] = {"lesson page": [], "bare Flask, one SELECT": []}

    def load(name: str, server: Server, path: str, headers: dict[str, str]) -> float:
        loads[name].append(server.load(path, headers))
        return loads[name][-1].requests_per_second

    rates = alternate(
        {
            "lesson page": lambda: load("lesson page", ours, page, cookie),
            "bare Flask, one SELECT": lambda: load("bare Flask, one SELECT", theirs, bare, {}),
        },
        unit="requests/s",
        rounds=ROUNDS,
    )
    costs = [
        Series(name, "ms of a core a request", tuple(each.cpu_ms_per_request for each in found))
        for name, found in loads.items()
    ]
    full, least = rates.values()
    ratios = [
        ratio("lesson page / bare Flask, requests/s", full, least),
        ratio("lesson page / bare Flask, processor time", *costs),
    ]
    return [full, least, *costs], ratios


def fill(app: Flask) -> tuple[int, LessonBody, dict[str, str]]:
    """Publish the shipped course, enrol a trainee, and log them in."""
    Base.metadata.create_all(app.extensions["engine"])
    at = datetime.now(UTC)
    read = courses.read_course(CONTENT)
    with app.app_context(), transaction() as session:
        course = publish_course(session, app.extensions["blobs"], read, at=at).course
        cohort = Cohort(
            program=Program(name="bench"),
            campus=Campus(name="bench", district="bench"),
            number=1,
            starts_on=at.date() - timedelta(days=1),
            ends_on=at.date() + timedelta(days=100),
        )
        session.add(cohort)
        session.flush()
        run = open_run(session, course, cohort, at=at)
        person = create_user(
            session, email="trainee@bench.example", name="벤", password=None, at=at
        )
        enroll(session, person, cohort, at=at)
        key = _without_quiz(read)
        body = session.scalars(
            select(LessonBody).where(LessonBody.lesson_key == key, LessonBody.language == "ko")
        ).one()
    return run.id, body, cookie_of(app, person)


def cookie_of(app: Flask, person: User) -> dict[str, str]:
    """What the browser of someone logged in sends."""
    client, key = app.test_client(), new_token()
    with app.app_context(), transaction() as session:
        begin_session(session, person.id, key, Visitor(None, ""), at=datetime.now(UTC))
    with client.session_transaction() as browser:
        browser["_user_id"] = person.get_id()
        browser["session_key"] = key
        browser["_fresh"] = True
        browser["csrf_token"] = new_token()
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        raise CannotMeasure("no session cookie")
    return {"Cookie": f"{cookie.key}={cookie.value}"}


def _without_quiz(read: courses.ReadCourse) -> str:
    """The key of the first lesson that is only read; quizzes are each reader's own."""
    lessons = read.course.lessons if read.course else ()
    found = (x for x in lessons if not any(v.quizzes for v in x.variants.values()))
    lesson = next(found, None)
    if lesson is None:
        raise CannotMeasure("every lesson asks something")
    return lesson.key


def _refuse_another_page(page: str, body: LessonBody) -> None:
    if body.html not in page:
        raise CannotMeasure("the lesson page does not hold the lesson's body")
