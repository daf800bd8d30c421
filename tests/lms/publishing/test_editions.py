"""What comes in is kept as editions: from folders, zips and repositories, published or as drafts."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit import AuditEntry
from lms.catalog.models import Course
from lms.cli import lms
from lms.publishing.models import Edition, EditionState
from lms.publishing.sources import read_tree
from tests.courses.small_course import lesson, write_course
from tests.lms.people import World
from tests.lms.publishing.conftest import BROKEN_LINK, WHOLE, Publish
from tests.lms.publishing.test_publish import readers_see

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def publish(*words: str) -> Result:
        return CliRunner().invoke(lms, ["catalog", "publish", *words], obj=lambda: app)

    return publish


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    folder = write_course(tmp_path / "in", WHOLE)
    path = tmp_path / "course.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in folder.rglob("*"):
            if each.is_file():
                archive.write(each, f"tiny-main/{each.relative_to(folder)}")
    return path


def editions(session: Session) -> list[Edition]:
    session.expire_all()
    return list(session.scalars(select(Edition).order_by(Edition.id)))


def facts(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.output or done.exception
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_a_zip_a_repository_and_a_folder_are_the_same_course(
    session: Session, world: World, run: Run, zipped: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    first = facts(run(str(zipped), "--json"))
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "one")):
        settings = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
        subprocess.run(["git", *settings, *words], cwd=folder, check=True)

    from_git = facts(run(f"file://{folder}", "--json"))
    from_folder = facts(run(str(folder), "--json"))

    assert first["is_new"]
    assert first["course"] == "tiny"
    assert first["added"] == ["start", "more", "lab"]
    for again in (from_git, from_folder):
        assert (again["is_new"], again["revision"]) == (False, first["revision"])
        assert again["unchanged"] == 3
    assert {one.revision_id for one in editions(session)} == {1}


@pytest.mark.every_database
def test_the_report_names_the_lessons_that_changed(world: World, publish: Publish) -> None:
    publish()
    changes: dict[str, str | bytes | None] = {
        "01-one/02-more.md": lesson("more", "더", "다른 말"),
        "01-one/03-new.md": lesson("new", "새것", "새 말"),
        "02-two/01-lab.ipynb": None,
        "02-two/01-lab.en.ipynb": None,
        "01-one/01-start.md": lesson("start", "시작", "## 인사"),
        "01-one/01-start.en.md": lesson("start", "Start", "## Hello"),
        "02-two/05-other.md": lesson("other", "다른", "x"),
    }

    done = json.loads(publish(changes, "--json").output)

    assert done["added"] == ["new", "other"]
    assert done["lessons_changed"] == ["start", "more"]
    assert (done["removed"], done["unchanged"]) == (["lab"], 0)
    assert {problem["code"] for problem in done["problems"]} == {"missing-language"}
    assert all(problem["hint"] for problem in done["problems"])


def test_a_draft_changes_nothing_that_readers_see(
    session: Session, world: World, publish: Publish
) -> None:
    publish()
    before = {**readers_see(session), "rows": 0}
    exam = str(WHOLE["exams/mock-1.yml"]).replace("minutes: 10", "minutes: 20")
    changes: dict[str, str | bytes | None] = {
        "01-one/02-more.md": lesson("more", "더", "다른 말"),
        "exams/mock-1.yml": exam,
        "assignments/first/first.ipynb": None,
        "assignments/first/assignment.yml": None,
    }

    done = json.loads(publish(changes, "--draft", "--json").output)

    assert done["state"] == "draft"
    assert done["lessons_changed"] == ["more"]
    assert {**readers_see(session), "rows": 0} == before
    assert [one.state for one in editions(session)] == [EditionState.PUBLISHED, EditionState.DRAFT]


def test_a_course_can_be_published_under_another_name(
    session: Session, world: World, publish: Publish
) -> None:
    done = json.loads(publish(None, "--slug", "other", "--json").output)

    assert done["course"] == "other"
    assert "other-slug" in {problem["code"] for problem in done["problems"]}
    assert {course.slug for course in session.scalars(select(Course))} == {"tiny", "other"}
    for bad in ("Other", "-x", "a" * 81, "한글", "a/b"):
        assert publish(None, f"--slug={bad}").exit_code == 1


def test_every_publication_is_on_record_with_its_source(
    app: Flask, session: Session, world: World, publish: Publish
) -> None:
    publish()
    publish({"01-one/02-more.md": lesson("more", "더", "다른 말")})
    publish({"01-one/02-more.md": lesson("more", "더", "다른 말"), "notes.txt": "x"})

    kept = editions(session)

    assert [one.number for one in kept] == [1, 2, 3]
    assert [one.revision_id for one in kept] == [1, 2, 2]
    tree = read_tree(app.extensions["blobs"], kept[2].source_blob or "")
    assert {"course.yml", "notes.txt", "assignments/first/first.ipynb"} <= set(tree.files)
    query = select(AuditEntry).where(AuditEntry.action == "edition.publish")
    entries = session.scalars(query.order_by(AuditEntry.id))
    assert [entry.details["number"] for entry in entries] == [1, 2, 3]


def test_a_refused_zip_or_address_changes_nothing(
    session: Session, world: World, run: Run, publish: Publish, tmp_path: Path
) -> None:
    publish()
    before = readers_see(session)
    climbing = tmp_path / "climbing.zip"
    with zipfile.ZipFile(climbing, "w") as archive:
        archive.writestr("../course.yml", "slug: tiny")
    broken = write_course(tmp_path / "broken", {**WHOLE, **BROKEN_LINK})

    for place in (str(climbing), "ext::sh -c id", f"file://{tmp_path}/none", str(broken)):
        refused = run(place)

        assert refused.exit_code == 1
        assert readers_see(session) == before
    assert len(editions(session)) == 1


def test_a_course_of_one_file_keeps_nothing_from_beside_it(
    app: Flask, session: Session, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("no")
    (tmp_path / "dot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "one.md").write_text("# One\n\n![dot](dot.png)\n")

    done = run(str(tmp_path / "one.md"))

    assert done.exit_code == 0, done.output or done.exception
    (edition,) = editions(session)
    tree = read_tree(app.extensions["blobs"], edition.source_blob or "")
    assert set(tree.files) <= {"one.md", "dot.png"}
    assert tree.only == "one.md"
