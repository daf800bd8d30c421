"""Announcing, rewording, withdrawing and reading."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from courses.markup.sanitize import plain_text
from courses.search import Page
from lms import audit, db
from lms.accounts.models import User
from lms.announcements.audience import people_of
from lms.announcements.models import Announcement, AnnouncementReading, AnnouncementVersion
from lms.enrollments.models import CourseRun
from lms.errors import Conflict, Invalid
from lms.index import services as index
from lms.index.services import Document, fingerprint
from lms.notices.models import NoticeKind
from lms.notices.services import hide_about, notify, read_about
from lms.programs.models import Campus, Cohort

Place = CourseRun | Cohort | Campus | None
NEEDED_LANGUAGE = "ko"
SHELF = "announcements"
"""The shelf of the search index where announcements stand under their ids."""


@dataclass(frozen=True)
class Wording:
    """Title and Markdown body by language; Korean is needed, English may be missing."""

    title: dict[str, str]
    body: dict[str, str]


def announce(
    session: Session,
    place: Place,
    wording: Wording,
    *,
    publish_at: datetime,
    is_pinned: bool,
    by_id: int,
    at: datetime,
) -> Announcement:
    """Write an announcement to a place (None is the city), at once or for later."""
    announcement = Announcement(
        run=place if isinstance(place, CourseRun) else None,
        cohort=place if isinstance(place, Cohort) else None,
        campus=place if isinstance(place, Campus) else None,
        author=session.get_one(User, by_id),
        is_pinned=is_pinned,
        publish_at=max(publish_at, at),
        created_at=at,
    )
    _word(announcement, wording)
    session.add(announcement)
    session.flush()
    make_findable(session, announcement)
    _keep_version(session, announcement, 1, by_id=by_id, at=at)
    _audit(session, "announcement.write", announcement, by_id=by_id, at=at)
    tell_if_due(session, announcement, at=at)
    return announcement


def reword(
    session: Session,
    announcement: Announcement,
    wording: Wording,
    *,
    publish_at: datetime | None,
    is_pinned: bool,
    by_id: int,
    at: datetime,
) -> None:
    """Change an announcement; earlier wordings are kept.

    The time can change only while nobody has been told. Raises Conflict.
    """
    db.lock(session, announcement)
    if publish_at is not None and publish_at != announcement.publish_at:
        if announcement.told_at is not None:
            raise Conflict(gettext("이미 게시한 공지의 게시 시각은 바꿀 수 없습니다."))
        announcement.publish_at = max(publish_at, at)
    announcement.is_pinned = is_pinned
    if (announcement.title, announcement.body) != (wording.title, wording.body):
        _word(announcement, wording)
        announcement.changed_at = at
        make_findable(session, announcement)
        number = len(announcement.versions) + 1
        _keep_version(session, announcement, number, by_id=by_id, at=at)
    _audit(session, "announcement.change", announcement, by_id=by_id, at=at)
    tell_if_due(session, announcement, at=at)


def withdraw(session: Session, announcement: Announcement, *, by_id: int, at: datetime) -> None:
    """Take it from everybody's sight, with its notices; twice changes nothing."""
    db.lock(session, announcement)
    if announcement.withdrawn_at is not None:
        return
    announcement.withdrawn_at = at
    hide_about(session, announcement.address, is_hidden=True)
    _audit(session, "announcement.withdraw", announcement, by_id=by_id, at=at)


def restore(session: Session, announcement: Announcement, *, by_id: int, at: datetime) -> None:
    """Undo a withdrawal; its notices come back as they were."""
    db.lock(session, announcement)
    if announcement.withdrawn_at is None:
        return
    announcement.withdrawn_at = None
    hide_about(session, announcement.address, is_hidden=False)
    _audit(session, "announcement.restore", announcement, by_id=by_id, at=at)
    tell_if_due(session, announcement, at=at)


def tell_if_due(session: Session, announcement: Announcement, *, at: datetime) -> None:
    """Give the audience notices once the time has come, once; the row must be locked."""
    if announcement.told_at is not None or not announcement.is_shown(at):
        return
    announcement.told_at = at
    facts = {"title": announcement.title, "place": _name_of_place(announcement)}
    people = list(people_of(session, announcement))
    link = announcement.address
    notify(session, NoticeKind.ANNOUNCEMENT, people, facts=facts, link=link, at=at)


def note_reading(
    session: Session, announcement: Announcement, user_id: int, *, at: datetime
) -> None:
    """Note that a person opened it; the first time stays."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    if session.get(AnnouncementReading, (announcement.id, user_id)) is None:
        session.add(
            AnnouncementReading(announcement_id=announcement.id, user_id=user_id, read_at=at)
        )
    read_about(session, user_id, announcement.address, at=at)


def make_findable(session: Session, announcement: Announcement) -> None:
    """Put its present wording into the search index; who may read it is asked at each search."""
    key = str(announcement.id)
    documents = [
        Document(
            key,
            language,
            Page(title, (), plain_text(announcement.html.get(language, ""))),
            fingerprint(title, announcement.body.get(language, "")),
            place=announcement.id,
        )
        for language, title in announcement.title.items()
    ]
    index.take(session, SHELF, key)
    index.put(session, SHELF, documents)


def _word(announcement: Announcement, wording: Wording) -> None:
    if not wording.title.get(NEEDED_LANGUAGE) or set(wording.title) != set(wording.body):
        raise Invalid(
            gettext("제목과 내용을 한국어로 적어 주세요. 영어는 둘 다 적거나 비워 두세요.")
        )
    announcement.title, announcement.body = dict(wording.title), dict(wording.body)
    announcement.html = {
        language: courses.render_text(text, language) for language, text in wording.body.items()
    }


def _keep_version(
    session: Session, announcement: Announcement, number: int, *, by_id: int, at: datetime
) -> None:
    session.add(
        AnnouncementVersion(
            announcement_id=announcement.id,
            number=number,
            title=announcement.title,
            body=announcement.body,
            written_at=at,
            written_by_id=by_id,
        )
    )
    session.flush()


def _name_of_place(announcement: Announcement) -> str | dict[str, str]:
    if announcement.run is not None:
        return dict(announcement.run.course.title)
    place = announcement.cohort or announcement.campus
    return "" if place is None else place.name


def _audit(
    session: Session, action: str, announcement: Announcement, *, by_id: int, at: datetime
) -> None:
    subject = ("announcement", announcement.id)
    audit.record(session, action, actor_id=by_id, subject=subject, at=at)
