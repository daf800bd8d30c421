"""Files are published again while pages changed items: none of both is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.formats.yaml_item import item_text
from lms.banks import services
from lms.banks.models import BankedItem, ItemVersion, Stage, Use
from lms.banks.services import Contradiction
from lms.exams.models import ExamRevision, ItemRevision
from tests.lms.banks.conftest import ITEMS, Publish, by, pool, row
from tests.lms.people import World

ONE = ITEMS[0]
MINE = replace(ONE, stem={"ko": "화면에서 고침", "en": "Changed in a page"})
THEIRS = replace(ONE, stem={"ko": "파일에서 고침", "en": "Changed in a file"})
REST = ITEMS[1:]


@pytest.fixture
def changed(session: Session, published: World) -> World:
    """The first item has another text, written in a page and approved."""
    item = row(session, "a-one")
    services.save_item(session, item, item_text(MINE), by(published.ann.id), was=1)
    services.submit(session, item, "", by(published.ann.id), number=2)
    services.approve(session, item, Use.ACTIVE, "", by(published.eun.id), number=2)
    session.commit()
    return published


def stem_drawn(session: Session, key: str = "a-one") -> str:
    revision = session.get(ItemRevision, pool(session)[key])
    assert revision is not None
    return str(revision.source["stem"]["ko"])


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_files_again_change_nothing(session: Session, publish: Publish) -> None:
    publish(ITEMS)
    publish(ITEMS)

    assert count(session, BankedItem) == 4
    assert count(session, ItemVersion) == 4
    assert count(session, ExamRevision) == 1


def test_changed_files_are_followed_where_no_page_changed_anything(
    session: Session, published: World, publish: Publish
) -> None:
    taken = publish([THEIRS, *REST])

    assert taken.contradictions == ()
    assert stem_drawn(session) == "파일에서 고침"
    assert row(session, "a-one").newest == 2


def test_unchanged_files_leave_what_pages_changed(
    session: Session, changed: World, publish: Publish
) -> None:
    taken = publish(ITEMS)

    assert taken.contradictions == ()
    assert stem_drawn(session) == "화면에서 고침"
    assert row(session, "a-one").is_apart


def test_files_that_took_the_page_s_text_over_end_the_difference(
    session: Session, changed: World, publish: Publish
) -> None:
    taken = publish([MINE, *REST])

    assert taken.contradictions == ()
    assert not row(session, "a-one").is_apart
    assert stem_drawn(session) == "화면에서 고침"


def test_where_both_changed_the_page_s_text_stays_and_the_files_text_is_kept(
    session: Session, changed: World, publish: Publish
) -> None:
    taken = publish([THEIRS, *REST])

    assert taken.contradictions == (Contradiction("a-one"),)
    assert stem_drawn(session) == "화면에서 고침"
    item = row(session, "a-one")
    assert item.contradicts == 3
    assert publish([THEIRS, *REST]).contradictions == (Contradiction("a-one"),)
    assert count(session, ItemVersion) == 6


@pytest.mark.parametrize(
    ("takes_files", "stem"), [(True, "파일에서 고침"), (False, "화면에서 고침")]
)
def test_a_person_decides_which_text_counts(
    session: Session, changed: World, publish: Publish, takes_files: bool, stem: str
) -> None:
    publish([THEIRS, *REST])
    item = row(session, "a-one")
    services.settle(session, item, by(changed.ann.id), takes_files=takes_files)
    session.commit()

    assert stem_drawn(session) == stem
    item = row(session, "a-one")
    assert (item.contradicts, item.is_apart) == (None, not takes_files)
    assert publish([THEIRS, *REST]).contradictions == ()


def test_an_item_that_is_gone_from_the_files_is_retired(
    session: Session, published: World, publish: Publish
) -> None:
    extra = replace(ONE, id="a-more")
    publish([*ITEMS, extra])
    publish(ITEMS)

    assert row(session, "a-more").use is Use.RETIRED
    assert "a-more" not in pool(session)
    publish([*ITEMS, extra])
    assert "a-more" in pool(session)


def test_an_item_that_a_page_changed_stays_when_it_is_gone_from_the_files(
    session: Session, changed: World, publish: Publish
) -> None:
    taken = publish([*REST, replace(ONE, id="a-more")])

    assert taken.contradictions == (Contradiction("a-one", is_gone=True),)
    assert stem_drawn(session) == "화면에서 고침"


def test_drafts_of_the_files_wait_for_a_review_here(
    session: Session, published: World, publish: Publish
) -> None:
    publish([*ITEMS, replace(ONE, id="a-draft", status="draft")])

    item = row(session, "a-draft")
    assert (item.stage, item.use) == (Stage.DRAFT, Use.NONE)
    assert "a-draft" not in pool(session)
