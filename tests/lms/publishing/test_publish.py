"""Publishing a folder: lessons, assignments and exams, whole or not at all."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.catalog.models import Course, CourseRevision, LessonBody
from lms.db import Base
from lms.exams.models import Exam, ExamRevision, ItemRevision
from lms.exams.queries import exams_of_course
from lms.notebooks.models import Assignment, AssignmentVersion
from lms.notebooks.queries import assignments_of_course
from tests.lms.people import World
from tests.lms.publishing.conftest import BANK, CHANGES, EXAM, ITEMS, TINY, WHOLE, Publish

STORED: tuple[type[Base], ...] = (
    CourseRevision,
    LessonBody,
    Assignment,
    AssignmentVersion,
    Exam,
    ExamRevision,
    ItemRevision,
)
BROKEN: dict[str, dict[str, str | bytes | None]] = {
    "a link that leads nowhere": {"01-one/02-more.md": "---\nid: more\ntitle: x\nminutes: 1\n---\n[x](no.md)"},
    "an assignment that is no notebook": {"assignments/first/first.ipynb": "{"},
    "an assignment without its folder": {"course.yml": f"{TINY}assignments: [first, gone]\n"},
    "an item without a key": {"items/basics.yml": ITEMS.replace('answer: "2"', 'answer: "zwei"')},
    "an item to a lesson that is not there": {"items/basics.yml": ITEMS.replace("lesson: start", "lesson: none")},
    "an exam that asks too much": {"exams/mock-1.yml": EXAM.replace("count: 1", "count: 5")},
    "an exam of another bank": {"exams/mock-1.yml": EXAM.replace("bank: small", "bank: big")},
    "YAML that is none": {"items/bank.yml": "bank: ["},
}  # fmt: skip


def readers_see(session: Session) -> dict[str, Any]:
    """What of the course is current, and how much is stored of everything."""
    session.expire_all()
    course = session.scalar(select(Course).where(Course.slug == "tiny"))
    return {
        "revision": course.current_revision_id if course else None,
        "assignments": [
            (one.name, one.title["ko"], one.current_version_id)
            for one in (assignments_of_course(session, course.id) if course else [])
        ],
        "exams": [
            (one.key, one.current_revision_id)
            for one in (exams_of_course(session, course.id) if course else [])
        ],
        "rows": [session.scalar(select(func.count()).select_from(table)) for table in STORED],
    }


def test_publishing_says_what_is_to_be_built_and_builds_nothing(
    session: Session, world: World, publish: Publish
) -> None:
    asks = {"course.yml": f"{TINY}environment: {{packages: [nowhere-at-all]}}\n"}
    done = publish(asks)
    facts = json.loads(publish(asks, "--json").output)
    session.expire_all()
    course = session.scalar(select(Course).where(Course.slug == "tiny"))

    assert done.exit_code == 0
    assert "Next: lms labs build tiny" in done.output
    assert facts["environment_built"] is False
    assert course.current_revision.environment == {"python": "", "packages": ["nowhere-at-all"]}

    usual = publish()
    assert "lms labs" not in usual.output


def test_a_folder_becomes_lessons_assignments_and_exams(
    session: Session, world: World, publish: Publish
) -> None:
    done = publish()

    assert done.exit_code == 0, done.output
    assert "tiny: published (lessons, assignment first, exam mock-1)" in done.output
    assert "3 lessons, 1 assignments, 1 exams" in done.output
    seen = readers_see(session)
    assert [name for name, _title, _version in seen["assignments"]] == ["first"]
    assert [key for key, _revision in seen["exams"]] == ["mock-1"]
    assert seen["revision"] is not None
    assert seen["rows"] == [1, 6, 1, 1, 1, 1, 1]


def test_publishing_again_changes_nothing(session: Session, world: World, publish: Publish) -> None:
    publish()
    before = readers_see(session)

    again = publish(None, "--json")

    facts = json.loads(again.output)
    assert (facts["changed"], facts["changes"]) == (False, [])
    assert facts["lessons"] == 3
    assert readers_see(session) == before
    assert "tiny: unchanged" in publish().output


def test_each_part_that_changed_alone_is_published_and_the_others_stay(
    session: Session, world: World, publish: Publish
) -> None:
    publish()
    for part, change in CHANGES.items():
        before = readers_see(session)

        done = publish(change, "--json")

        assert json.loads(done.output)["changes"] == [part]
        after = readers_see(session)
        changed = {name for name in before if before[name] != after[name]} - {"rows"}
        assert changed == {{"l": "revision", "a": "assignments", "e": "exams"}[part[0]]}
        publish()
        assert {**readers_see(session), "rows": 0} == {**before, "rows": 0}


def test_a_broken_folder_leaves_everything_as_it_was(
    session: Session, world: World, publish: Publish
) -> None:
    publish()
    before = readers_see(session)
    everything_new = {name: text for change in CHANGES.values() for name, text in change.items()}
    for fault, change in BROKEN.items():
        refused = publish({**everything_new, **change})

        assert refused.exit_code == 1, fault
        file = next(iter(change)).rsplit("/", 1)[-1]
        assert file in str(refused.exception), fault
        assert readers_see(session) == before, fault
        publish()

    assert readers_see(session) == before


def test_a_broken_first_folder_publishes_nothing_at_all(session: Session, publish: Publish) -> None:
    assert publish(BROKEN["an exam that asks too much"]).exit_code == 1
    assert readers_see(session)["rows"] == [0] * len(STORED)
    assert session.scalars(select(Course)).all() == []


def test_every_fault_is_named_at_once_with_its_place(world: World, publish: Publish) -> None:
    several = (
        BROKEN["a link that leads nowhere"]
        | BROKEN["an item without a key"]
        | BROKEN["an exam of another bank"]
    )

    lines = str(publish(several).exception)

    for place in ("01-one/02-more.md:", "items/basics.yml", "exams/mock-1.yml"):
        assert place in lines


def test_what_the_folder_no_longer_has_is_no_longer_offered_but_kept(
    session: Session, world: World, publish: Publish
) -> None:
    publish()
    rows = readers_see(session)["rows"]

    done = publish(
        {
            "assignments/first/first.ipynb": None,
            "assignments/first/assignment.yml": None,
            "exams/mock-1.yml": None,
        },
        "--json",
    )

    assert {"assignment first", "exam mock-1"} <= set(json.loads(done.output)["changes"])
    seen = readers_see(session)
    assert (seen["assignments"], seen["exams"]) == ([], [])
    assert seen["rows"][2:] == rows[2:]


def test_assignments_come_in_the_author_s_order(
    session: Session, world: World, publish: Publish
) -> None:
    second = {"assignments/a/a.ipynb": WHOLE["assignments/first/first.ipynb"]}
    publish(second)
    assert [name for name, *_ in readers_see(session)["assignments"]] == ["a", "first"]

    publish({**second, "course.yml": f"{TINY}assignments: [first, a]\n"})

    assert [name for name, *_ in readers_see(session)["assignments"]] == ["first", "a"]


def test_a_folder_that_is_no_course_is_refused(world: World, publish: Publish) -> None:
    assert publish({"course.yml": "slug: ["}).exit_code == 1
    assert publish({"items/bank.yml": BANK.replace("bank: small", "bank: ")}).exit_code == 1
