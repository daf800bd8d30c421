"""Publishing is whole or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.audit import AuditEntry
from lms.catalog.models import Asset, Course, CourseRevision, LessonBody, LessonMaterial
from lms.catalog.outline import lessons_of, outline_of
from lms.catalog.services import CourseHasErrors
from lms.storage import BlobStore
from tests.courses.small_course import PNG, lesson
from tests.lms.catalog.publishing import publish

CHANGED = {"01-one/01-start.md": lesson("start", "새 제목", "## 인사\n\n새 글")}
BROKEN = {"01-one/01-start.md": lesson("start", "시작", "[x](nowhere.md)\n\n## 인사")}


def count(session: Session, table: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_course_is_stored_with_its_pages_files_and_order(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    done = publish(app, session, tmp_path)

    assert done.is_new
    assert done.course.title == {"ko": "작은 과정", "en": "A small course"}
    assert [unit.key for unit in outline_of(done.revision)] == ["01-one", "02-two"]
    assert [(each.key, each.kind, each.minutes) for each in lessons_of(done.revision)] == [
        ("start", "markdown", 10),
        ("more", "markdown", 10),
        ("lab", "notebook", 20),
    ]
    assert lessons_of(done.revision)[0].titles == {"ko": "시작", "en": "Start"}
    assert count(session, LessonBody) == 6
    assert count(session, LessonMaterial) == 3
    storage: BlobStore = app.extensions["blobs"]
    assert [storage.get(asset.sha256) for asset in session.scalars(select(Asset))] == [PNG]
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["course.publish"]


def test_publishing_the_same_again_changes_nothing(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    first = publish(app, session, tmp_path)
    second = publish(app, session, tmp_path)

    assert not second.is_new
    assert second.revision is first.revision
    assert count(session, CourseRevision) == 1
    assert count(session, AuditEntry) == 1


def test_a_change_makes_a_new_revision_and_keeps_the_old_one(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    first = publish(app, session, tmp_path)
    second = publish(app, session, tmp_path, CHANGED)

    assert second.is_new
    assert second.course.current_revision_id == second.revision.id != first.revision.id
    assert lessons_of(second.revision)[0].title("ko") == "새 제목"
    assert lessons_of(first.revision)[0].title("ko") == "시작"
    assert count(session, LessonBody) == 12


def test_an_earlier_revision_comes_back_without_being_stored_again(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    first = publish(app, session, tmp_path / "a")
    publish(app, session, tmp_path / "b", CHANGED)
    third = publish(app, session, tmp_path / "a")

    assert third.is_new
    assert third.revision.id == first.revision.id
    assert count(session, CourseRevision) == 2


def test_a_course_with_errors_never_replaces_a_good_one(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    good = publish(app, session, tmp_path)

    with pytest.raises(CourseHasErrors, match=r"01-one/01-start\.md:7 .*nowhere\.md") as refused:
        publish(app, session, tmp_path, BROKEN)

    session.rollback()
    session.expire_all()
    assert [problem.code for problem in refused.value.problems] == ["broken-link"]
    assert session.scalars(select(Course)).one().current_revision_id == good.revision.id
    assert count(session, CourseRevision) == 1


def test_a_folder_without_a_course_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    with pytest.raises(CourseHasErrors):
        publish(app, session, tmp_path, {"course.yml": "slug: ["})

    assert count(session, Course) == 0
