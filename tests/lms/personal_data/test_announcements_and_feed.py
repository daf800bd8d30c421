"""Readings of announcements and the calendar feed belong to a person, too."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.agenda import personal_data as agenda
from lms.agenda.models import CalendarFeed
from lms.announcements import personal_data as announcements
from lms.announcements.models import Announcement, AnnouncementReading
from tests.lms.people import NOW, World


def _fill(session: Session, world: World) -> None:
    said = Announcement(
        run_id=world.run.id,
        author_id=world.ann.id,
        title={"ko": "휴강"},
        body={"ko": "내일은 쉽니다."},
        html={"ko": "<p>내일은 쉽니다.</p>"},
        publish_at=NOW,
        created_at=NOW,
    )
    session.add(said)
    session.flush()
    for person in (world.ben, world.ann):
        session.add(AnnouncementReading(announcement_id=said.id, user_id=person.id, read_at=NOW))
        session.add(CalendarFeed(user_id=person.id, digest=f"{person.id:064d}", made_at=NOW))
    session.commit()


def test_a_person_is_given_what_they_read_wrote_and_subscribed_to(
    app: Flask, session: Session, world: World
) -> None:
    _fill(session, world)

    with app.test_request_context():
        bens = {part.name: part.rows for part in announcements.parts(session, world.ben.id)}
        anns = {part.name: part.rows for part in announcements.parts(session, world.ann.id)}
        (feed,) = agenda.parts(session, world.ben.id)

    assert len(bens["announcements-read"]) == 1
    assert bens["announcements-written"] == []
    assert anns["announcements-written"][0]["title"] == {"ko": "휴강"}
    assert list(feed.rows[0]) == ["made_at"]


def test_the_forgotten_have_read_nothing_and_subscribe_to_nothing(
    app: Flask, session: Session, world: World
) -> None:
    _fill(session, world)

    with app.test_request_context():
        for feature in (announcements, agenda):
            feature.erase(session, world.ben.id, NOW)
    session.commit()

    for table in (AnnouncementReading, CalendarFeed):
        assert session.scalar(select(func.count()).select_from(table)) == 1
    assert session.scalar(select(func.count()).select_from(Announcement)) == 1
