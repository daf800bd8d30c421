"""An item is written by one, approved by another, and only then drawn."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit import AuditEntry
from lms.banks import personal_data, services
from lms.banks.errors import ChangedMeanwhile, HasProblems, OwnWork, TooFewLeft, WrongStage
from lms.banks.models import BankedItem, CourseBank, ItemVersion, Stage, Use
from lms.exams.models import ItemRevision
from lms.notices.models import Notice, NoticeKind
from tests.lms.banks.conftest import NEW, by, pool, row
from tests.lms.people import NOW, World


def begin(session: Session, world: World, text: str = NEW) -> BankedItem:
    bank = session.scalars(select(CourseBank)).one()
    item = services.add_item(session, bank, text, by(world.ann.id))
    session.commit()
    return item


def approved(session: Session, world: World, item: BankedItem, use: Use = Use.ACTIVE) -> None:
    services.submit(session, item, "봐 주세요", by(world.ann.id), number=item.newest)
    services.approve(session, item, use, "좋습니다", by(world.eun.id), number=item.newest)
    session.commit()


def test_a_new_item_is_a_draft_that_no_exam_draws(session: Session, published: World) -> None:
    item = begin(session, published)

    assert (item.stage, item.use, item.is_apart) == (Stage.DRAFT, Use.NONE, True)
    assert "a-new" not in pool(session)
    wanted = select(ItemRevision).where(ItemRevision.item_key == "a-new")
    assert session.scalars(wanted).all() == []


def test_an_approved_item_is_drawn(session: Session, published: World) -> None:
    before = pool(session)
    approved(session, published, begin(session, published))

    after = pool(session)
    assert set(after) == {*before, "a-new"}
    assert {key: after[key] for key in before} == before
    drawn = session.get(ItemRevision, after["a-new"])
    assert drawn is not None
    assert drawn.source["stem"] == {"ko": "새로 쓴 문항", "en": "A new question"}


def test_a_pretest_item_is_approved_but_not_drawn(session: Session, published: World) -> None:
    approved(session, published, begin(session, published), Use.PRETEST)

    assert row(session, "a-new").use is Use.PRETEST
    assert "a-new" not in pool(session)


def test_nobody_approves_or_sends_back_what_they_wrote(session: Session, published: World) -> None:
    item = begin(session, published)
    services.submit(session, item, "", by(published.ann.id), number=1)

    with pytest.raises(OwnWork):
        services.approve(session, item, Use.ACTIVE, "", by(published.ann.id), number=1)
    with pytest.raises(OwnWork):
        services.send_back(session, item, "", by(published.ann.id), number=1)


def test_whoever_wrote_any_version_since_the_last_approval_is_an_author(
    session: Session, published: World
) -> None:
    item = begin(session, published)
    services.save_item(session, item, NEW + "# 더\n", by(published.eun.id), was=1)
    services.submit(session, item, "", by(published.ann.id), number=2)

    for person in (published.ann, published.eun):
        with pytest.raises(OwnWork):
            services.approve(session, item, Use.ACTIVE, "", by(person.id), number=2)
    services.approve(session, item, Use.ACTIVE, "", by(published.fay.id), number=2)


def test_only_the_version_that_was_read_is_approved(session: Session, published: World) -> None:
    item = begin(session, published)
    services.submit(session, item, "", by(published.ann.id), number=1)
    services.save_item(session, item, NEW + "# 더\n", by(published.ann.id), was=1)

    with pytest.raises(ChangedMeanwhile):
        services.approve(session, item, Use.ACTIVE, "", by(published.eun.id), number=1)
    with pytest.raises(WrongStage):
        services.approve(session, item, Use.ACTIVE, "", by(published.eun.id), number=2)


def test_a_draft_with_errors_is_kept_but_goes_to_no_review(
    session: Session, published: World
) -> None:
    broken = NEW.replace("correct: true, ", "")
    item = begin(session, published, broken)

    assert session.scalars(select(ItemVersion).where(ItemVersion.item_id == item.id)).one().text
    with pytest.raises(HasProblems) as refused:
        services.submit(session, item, "", by(published.ann.id), number=1)
    assert [each.code for each in refused.value.problems] == ["key-count"]


def test_sending_back_keeps_the_comment_and_tells_the_author(
    session: Session, published: World
) -> None:
    item = begin(session, published)
    services.submit(session, item, "", by(published.ann.id), number=1)
    services.send_back(session, item, "선택지가 짧습니다", by(published.eun.id), number=1)
    session.commit()

    assert item.stage is Stage.DRAFT
    mine = select(Notice).where(Notice.kind == NoticeKind.ITEM_REVIEWED)
    notice = session.scalars(mine).one()
    assert (notice.user_id, notice.facts["comment"]) == (published.ann.id, "선택지가 짧습니다")
    assert notice.link == "/courses/tiny/items/a-new"
    acts = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("item.%")).order_by(AuditEntry.id)
    ).all()
    assert acts == ["item.add", "item.submit", "item.send_back"]


def test_an_item_in_use_stays_until_its_new_version_is_approved(
    session: Session, published: World
) -> None:
    item, before = row(session, "a-one"), pool(session)
    text = session.scalars(select(ItemVersion).where(ItemVersion.item_id == item.id)).one().written
    changed = text.replace("문항 a-one", "고친 문항")
    services.save_item(session, item, changed, by(published.ann.id), was=1)
    session.commit()

    assert (item.use, item.stage) == (Use.ACTIVE, Stage.DRAFT)
    assert pool(session) == before
    approved(session, published, item)
    assert pool(session)["a-one"] != before["a-one"]


def test_a_draft_that_is_put_away_leaves_what_is_in_use(session: Session, published: World) -> None:
    item = row(session, "a-one")
    services.save_item(session, item, NEW, by(published.ann.id), was=1)
    services.put_away(session, item, by(published.ann.id), number=2)
    session.commit()

    found = row(session, "a-one")
    assert (found.newest, found.stage, found.use, found.is_apart) == (
        1,
        Stage.NONE,
        Use.ACTIVE,
        False,
    )
    assert found.stem["ko"] == "문항 a-one"


def test_retiring_is_refused_where_an_exam_would_be_short(
    session: Session, published: World
) -> None:
    approved(session, published, begin(session, published))
    services.retire(session, row(session, "a-one"), "", by(published.ann.id))
    session.commit()

    assert "a-one" not in pool(session)
    with pytest.raises(TooFewLeft):
        services.retire(session, row(session, "a-two"), "", by(published.ann.id))


def test_a_text_is_never_saved_over_one_that_was_not_seen(
    session: Session, published: World
) -> None:
    item = begin(session, published)
    services.save_item(session, item, NEW + "# 은\n", by(published.eun.id), was=1)

    with pytest.raises(ChangedMeanwhile) as clash:
        services.save_item(session, item, NEW + "# 앤\n", by(published.ann.id), was=1)
    assert clash.value.theirs.written.endswith("# 은\n")


def test_a_person_takes_along_what_they_wrote_and_is_forgotten_without_the_items(
    session: Session, published: World
) -> None:
    item = begin(session, published)
    services.submit(session, item, "봐 주세요", by(published.ann.id), number=1)
    session.commit()

    parts = {part.name: part.rows for part in personal_data.parts(session, published.ann.id)}
    assert [row["text"] for row in parts["item_versions"]] == [NEW]
    assert [row["comment"] for row in parts["item_events"]] == ["봐 주세요"]
    assert list(personal_data.erase(session, published.ann.id, NOW)) == []
    session.commit()
    version = session.scalars(select(ItemVersion).where(ItemVersion.item_id == item.id)).one()
    assert (version.text, version.created_by_id) == (NEW, None)
    assert all(not part.rows for part in personal_data.parts(session, published.ann.id))
