"""The 95th percentile of a search over 10,000 lessons against pages that read one row."""

import random
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from sqlalchemy.orm import Session

from courses.search import Page
from lms.accounts.services import create_user
from lms.app import create_app
from lms.catalog.models import Course, CourseRevision, LessonPage
from lms.db import Base, transaction
from lms.enrollments.services import enroll, open_run
from lms.index import services as index
from lms.index.services import Document, Key
from lms.programs.models import Campus, Cohort, Program
from lms.publishing.searchable import lessons_shelf
from lms.settings import Settings
from tests.bench.lesson_page import cookie_of
from tests.bench.rounds import Ratio, Series, alternate, ratio
from tests.bench.served import CannotMeasure, free_port, get, serving

N_LESSONS = 10_000
ROUNDS = 5
N_ASKED = 60
SYLLABLES = "가나다라마바사아자차회귀분석학습모델데이터표값수열반복조건함출석평균최소제곱기계신경망"
LETTERS = "abcdefghiklmnoprstuvwy"
COMMON = ("모델", "학습", "data", "데이터 분석", "모델 학습 data")
RARE = ("회귀 평균", "선형회귀 최소제곱", "read_csv", "양자컴퓨터")


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Milliseconds that 95 of 100 answers stay below, one reader at a time, on two servers."""
    environment = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(folder),
        "BAEUM_HUB_PUBLIC_URL": "http://labs.localhost",
    }
    settings = Settings.from_env({**environment, "BAEUM_WEB_PORT": str(free_port())})
    app = create_app(settings)
    body_id, cookie, seconds = _fill(app)
    bare = replace(settings, web_port=free_port())
    database = str(app.extensions["engine"].url.database)
    searches = [f"/search?q={quote(words)}" for words in (*COMMON, *RARE)]
    quick = [f"/search/quick?q={quote(words)}" for words in (*COMMON, *RARE)]
    with (
        serving(settings, "lms.wsgi:app", environment) as ours,
        serving(bare, "tests.bench.bare:app", {"BENCH_DATABASE": database}) as theirs,
    ):
        _refuse_no_answer(get(ours.port, searches[0], cookie))
        found = alternate(
            {
                "search page": lambda: p95(ours.port, searches, cookie),
                "palette": lambda: p95(ours.port, quick, cookie),
                "page of one course": lambda: p95(ours.port, ["/catalog/bench"], cookie),
                "bare Flask, one SELECT": lambda: p95(theirs.port, [f"/lessons/{body_id}"], {}),
            },
            unit="ms, 95th percentile",
            rounds=ROUNDS,
        )
    page, palette, one, least = found.values()
    filling = Series("10,000 lessons into the index", "s", (seconds,))
    ratios = [
        ratio("search / page of one course", page, one),
        ratio("palette / page of one course", palette, one),
        ratio("search / bare Flask", page, least),
        ratio("palette / bare Flask", palette, least),
    ]
    return [*found.values(), filling], ratios


def p95(port: int, paths: Sequence[str], headers: dict[str, str]) -> float:
    """Ask for the paths in turn over one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    times = [_seconds(connection, path, headers) for path, _ in zip(cycle(paths), range(N_ASKED), strict=False)]  # fmt: skip
    connection.close()
    return statistics.quantiles(times, n=20)[18] * 1000


def _seconds(connection: HTTPConnection, path: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise CannotMeasure(f"{path}: {answer.status}")
    return time.perf_counter() - began


def _refuse_no_answer(page: str) -> None:
    if "<mark>" not in page:
        raise CannotMeasure("a common word is not found")


def _fill(app: Flask) -> tuple[int, dict[str, str], float]:
    """A course of 10,000 lessons in the index, a trainee who studies it, and how long it took."""
    Base.metadata.create_all(app.extensions["engine"])
    at = datetime.now(UTC)
    with app.app_context(), transaction() as session:
        course, page = _course(session, at)
        cohort = Cohort(
            program=Program(name="bench"),
            campus=Campus(name="bench", district="bench"),
            number=1,
            starts_on=at.date() - timedelta(days=1),
            ends_on=at.date() + timedelta(days=100),
        )
        session.add(cohort)
        session.flush()
        open_run(session, course, cohort, at=at)
        person = create_user(session, email="t@bench.example", name="벤", password=None, at=at)
        enroll(session, person, cohort, at=at)
        seconds = _index(session, course)
    return page.id, cookie_of(app, person), seconds


def _course(session: Session, at: datetime) -> tuple[Course, LessonPage]:
    course = Course(slug="bench")
    session.add(course)
    session.flush()
    revision = CourseRevision(
        course_id=course.id,
        content_hash="bench",
        title={"ko": "벤치"},
        summary={"ko": ""},
        outline=[],
        published_at=at,
    )
    session.add(revision)
    session.flush()
    course.current_revision = revision
    page = LessonPage(
        sha256="bench", title="x", html="<p>" + "본문 " * 2_000 + "</p>", text="x", headings=[]
    )
    session.add(page)
    session.flush()
    return course, page


def _index(session: Session, course: Course) -> float:
    marks = {(f"l{number}", "ko"): str(number) for number in range(N_LESSONS)}
    began = time.perf_counter()
    index.fill(session, lessons_shelf(course.id), marks, _lessons)
    return time.perf_counter() - began


def _lessons(keys: Sequence[Key]) -> Iterable[Document]:
    for key, language in keys:
        dice = random.Random(key)
        words = [VOCABULARY[int(len(VOCABULARY) * dice.random() ** 3)] for _ in range(250)]
        words += dice.choices(["모델", "학습", "data", "데이터", "분석"], k=20)
        words += ["read_csv", "선형회귀", "최소제곱"] if dice.random() < 0.02 else []
        dice.shuffle(words)
        yield Document(key, language, Page(" ".join(words[:3]), (), " ".join(words)), key[1:])


def _word(dice: random.Random) -> str:
    """A made-up word, more often a Korean one."""
    length = dice.randint(2, 4)
    if dice.random() < 0.7:
        return "".join(dice.choices(SYLLABLES, k=length))
    return "".join(dice.choices(LETTERS, k=length + 2))


VOCABULARY = [_word(random.Random(number)) for number in range(20_000)]
"""All words there are, the commonest first."""
