"""Every link and every picture of a published page leads to what it names, for whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.catalog.outline import OutlineLesson, outline_of
from lms.cli import lms
from lms.enrollments.models import CourseRun
from lms.enrollments.services import open_run
from tests.courses.small_course import FILES, write_course
from tests.lms.lessons.conftest import FakeHub, hub
from tests.lms.people import NOW, World
from tests.lms.publishing import awkward
from tests.lms.publishing.conftest import ITEMS, WHOLE
from tests.lms.publishing.crawling import Crawl

__all__ = ["hub"]

RunOf = Callable[[Path], CourseRun]
FaultsOf = Callable[[CourseRun], dict[str, str]]
CONTENT = Path(__file__).resolve().parents[3] / "content"
SHIPPED = sorted(path.parent for path in CONTENT.glob("*/course.yml"))
ALL_BUT_LESSONS = {
    **dict.fromkeys(name for name in FILES if name[:2] in ("01", "02")),
    **WHOLE,
    "items/basics.yml": ITEMS.replace("lesson: start", "lesson: first"),
}


@pytest.fixture
def run_of(app: Flask, session: Session, world: World) -> RunOf:
    """Publish the course in a folder and open a run that Ben studies and Ann teaches."""

    def publish(folder: Path) -> CourseRun:
        done = CliRunner().invoke(lms, ["catalog", "publish", str(folder)], obj=lambda: app)
        assert done.exit_code == 0, done.output
        slug = done.output.splitlines()[-1].partition(":")[0]
        course = session.scalars(select(Course).where(Course.slug == slug)).one()
        run = open_run(session, course, world.cohort, at=NOW, ends_on=date(2026, 12, 31))
        grant = Grant(Role.INSTRUCTOR, ScopeKind.COURSE_RUN, run.id)
        accounts.grant_role(session, world.ann, grant, at=NOW)
        session.commit()
        return run

    return publish


@pytest.fixture
def faults_of(
    world: World, hub: FakeHub, client_of: Callable[[User], FlaskClient]
) -> Callable[[CourseRun], dict[str, str]]:
    """What does not do as it says in a run, for trainee and instructor in both languages."""

    def crawl(run: CourseRun) -> dict[str, str]:
        faults: dict[str, str] = {}
        units = outline_of(run.course.current_revision)
        for person, language in product(("ben", "ann"), ("ko", "en")):
            base, starts = f"/runs/{run.id}", []
            for unit in units:
                starts += [f"{base}/lessons/{_in(one, language)}" for one in unit.lessons]
                if person == "ann":
                    starts += [f"{base}/solutions/{_in(one, language)}" for one in unit.solutions]
            browser = client_of(getattr(world, person))
            crawl = Crawl(browser, f"{base}/lessons/", language).go(base, *starts)
            assert len(crawl.links) > len(starts)
            faults |= {f"{person} {language} {key}": why for key, why in crawl.faults.items()}
        return faults

    return crawl


def _in(lesson: OutlineLesson, language: str) -> str:
    return f"{quote(lesson.key)}?lang={lesson.language(language)}"


@pytest.mark.any_database
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_of_a_shipped_course(run_of: RunOf, faults_of: FaultsOf, folder: Path) -> None:
    assert faults_of(run_of(folder)) == {}


@pytest.mark.every_database
def test_of_a_course_of_ours_with_awkward_names(
    run_of: RunOf, faults_of: FaultsOf, tmp_path: Path
) -> None:
    folder = write_course(tmp_path / "course", {**ALL_BUT_LESSONS, **awkward.OWN})

    assert faults_of(run_of(folder)) == {}


@pytest.mark.every_database
def test_of_an_awkward_course_in_plain_folders(
    run_of: RunOf, faults_of: FaultsOf, tmp_path: Path
) -> None:
    folder = awkward.write(tmp_path / "Book", awkward.PLAIN)

    assert faults_of(run_of(folder)) == {}
