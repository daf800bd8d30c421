"""Mails about notices: at once, once a day, or never."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import outbox
from lms.accounts.models import User
from lms.notices import queries, services
from lms.notices.mails import last_digest_time
from lms.notices.models import MailChoice, NoticeKind
from lms.outbox import OutboxMessage
from tests.lms.notices.conftest import PostOffice, Tell, notices_of, quiet
from tests.lms.people import World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
Choose = Callable[[MailChoice], None]


@pytest.fixture
def choose(session: Session, world: World) -> Callable[[MailChoice], None]:
    """Ben chooses the same for every kind."""
    quiet(session)

    def set_all(mail: MailChoice) -> None:
        services.choose(session, world.ben.id, dict.fromkeys(NoticeKind, mail))
        session.commit()

    return set_all


def test_a_mail_at_once_is_in_the_readers_language_and_time(
    session: Session, world: World, tell: Tell, post: PostOffice
) -> None:
    at = {"moment": datetime(2026, 3, 9, 9, 0, tzinfo=UTC).isoformat()}
    tell(kind=NoticeKind.DATES, opens_at=at, due_at=at)
    (korean,) = post.mails()
    world.ben.locale, world.ben.time_zone = "en", "Europe/Berlin"
    session.commit()
    post.clock.forward(seconds=1)
    tell(kind=NoticeKind.DATES, opens_at=at, due_at=at)
    english = post.mails()[0]

    assert korean.to == english.to == "ben@test.example"
    assert korean.subject == "과제 기간이 바뀌었습니다: 휴강"
    assert "마감 2026.03.09.(월) 18:00" in korean.text
    assert "http://localhost/grades" in korean.text
    assert "http://localhost/account/notices" in korean.text
    assert "No class" in english.subject
    assert "Mon, Mar 9, 2026, 10:00" in english.text


def test_a_mail_to_a_person_is_not_written_in_the_language_of_who_caused_it(
    session: Session, world: World, tell: Tell, post: PostOffice
) -> None:
    world.ben.locale = "en"
    session.commit()
    with post.app.test_request_context("/"):
        tell()

    assert "No class" in post.mails()[0].subject


def test_a_subject_cannot_carry_further_headers(tell: Tell, post: PostOffice) -> None:
    tell(title="휴강\r\nBcc: all@test.example")

    assert post.mails()[0].subject == "새 공지: 휴강 Bcc: all@test.example"


def test_who_wants_no_mails_gets_none(tell: Tell, choose: Choose, post: PostOffice) -> None:
    choose(MailChoice.NEVER)
    tell()
    post.clock.forward(days=2)
    post.gather()

    assert post.mails() == []


def test_the_daily_mail_gathers_what_came_before_eight_in_seoul_once(
    tell: Tell, choose: Choose, post: PostOffice
) -> None:
    choose(MailChoice.DAILY)
    tell(title="하나")
    tell(title="둘")
    post.gather()
    assert post.work() == 0

    post.clock.at = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    tell(title="셋")
    post.gather()
    post.gather()
    (first,) = post.mails()
    assert first.subject == "배움의 새 소식 2건"
    assert "새 공지: 하나" in first.text
    assert "새 공지: 둘" in first.text
    assert "셋" not in first.text

    post.clock.forward(days=3)
    post.gather()
    assert [mail.subject for mail in post.mails()] == ["배움의 새 소식 1건", "배움의 새 소식 2건"]


def test_what_was_read_meanwhile_is_not_mailed(
    world: World, client_of: ClientOf, tell: Tell, choose: Choose, post: PostOffice
) -> None:
    choose(MailChoice.DAILY)
    seen = tell(title="본 것")
    tell(title="못 본 것")
    client_of(world.ben).post(f"/notices/{seen.id}/read")
    post.clock.forward(days=1)
    post.gather()

    (mail,) = post.mails()
    assert "못 본 것" in mail.text
    assert "공지: 본 것" not in mail.text


def test_a_worker_that_dies_before_the_commit_loses_nothing(
    session: Session, world: World, tell: Tell, choose: Choose, post: PostOffice
) -> None:
    choose(MailChoice.DAILY)
    tell()
    post.clock.forward(days=1)
    with post.app.app_context():
        before = last_digest_time(post.clock.at)
        services.send_digest(session, world.ben.id, before=before, at=post.clock.at)
        session.rollback()
    post.gather()

    assert len(post.mails()) == 1


def test_a_worker_that_dies_after_the_commit_sends_nothing_twice(
    session: Session, tell: Tell, choose: Choose, post: PostOffice
) -> None:
    choose(MailChoice.DAILY)
    tell()
    post.clock.forward(days=1)
    post.gather()
    post.app.extensions["queue"].huey.flush()
    post.gather()
    assert len(session.scalars(select(OutboxMessage)).all()) == 1

    with post.app.app_context():
        outbox.deliver()
        outbox.deliver()

    assert len(post.mails()) == 1


def test_one_persons_broken_mail_does_not_hold_up_the_others(
    session: Session, world: World, tell: Tell, post: PostOffice
) -> None:
    quiet(session)
    for person in (world.ben, world.cho):
        tell(person, kind=NoticeKind.RESULT, earned="1", possible="2")
    broken = notices_of(session, world.ben)[-1]
    broken.facts = {}
    session.commit()
    post.clock.forward(days=1)
    post.gather()

    assert [mail.to for mail in post.mails()] == ["cho@test.example"]


def test_a_closed_account_is_told_nothing(
    session: Session, world: World, tell: Tell, choose: Choose, post: PostOffice
) -> None:
    choose(MailChoice.DAILY)
    tell()
    world.ben.is_enabled = False
    session.commit()
    post.clock.forward(days=1)
    post.gather()

    assert session.scalars(select(OutboxMessage)).all() == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), datetime(2026, 3, 2, 23, 0, tzinfo=UTC)),
        (datetime(2026, 3, 3, 16, 0, tzinfo=UTC), datetime(2026, 3, 2, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_day_turns_at_eight_in_seoul(now: datetime, due: datetime) -> None:
    assert last_digest_time(now) == due


def test_choices_are_kept_and_shown(session: Session, world: World, client_of: ClientOf) -> None:
    ben = client_of(world.ben)
    assert queries.choices_of(session, world.ben.id)[NoticeKind.ANNOUNCEMENT] == "at_once"
    session.commit()

    answer = ben.post("/account/notices", data=dict.fromkeys(NoticeKind, "daily"))

    assert (answer.status_code, answer.location) == (303, "/account/notices")
    assert set(queries.choices_of(session, world.ben.id).values()) == {MailChoice.DAILY}
    assert ben.get("/account/notices").text.count("checked") == len(NoticeKind)


@pytest.mark.parametrize("sent", [{"graded": "sometimes"}, dict.fromkeys(NoticeKind, "x")])
def test_an_unknown_choice_is_refused(
    session: Session, world: World, client_of: ClientOf, sent: dict[str, str]
) -> None:
    answer = client_of(world.ben).post("/account/notices", data=sent)

    assert answer.status_code == 422
    assert "입력한 내용을 확인해 주세요" in answer.text
    assert queries.choices_of(session, world.ben.id)[NoticeKind.DATES] == MailChoice.AT_ONCE


def test_nobody_chooses_without_logging_in(anonymous: FlaskClient) -> None:
    assert "/login" in anonymous.get("/account/notices").location


def test_a_notice_leads_nowhere_else(session: Session, world: World, post: PostOffice) -> None:
    for link in ("https://elsewhere.example", "//elsewhere.example"):
        with post.app.app_context(), pytest.raises(ValueError, match="within this site"):
            services.notify(session, NoticeKind.DATES, [world.ben.id], facts={}, link=link, at=post.clock.at)  # fmt: skip
    assert notices_of(session, world.ben) == []
