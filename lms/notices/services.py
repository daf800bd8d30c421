"""Telling people, and what they do with what they were told."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, lazyload

from lms import outbox
from lms.accounts.models import User
from lms.errors import Invalid
from lms.notices.mails import digest_of, mail_about
from lms.notices.models import MailChoice, Notice, NoticeChoice, NoticeKind
from lms.notices.queries import choices_for

MAIL_MESSAGE = "mail"


def notify(
    session: Session,
    kind: NoticeKind,
    user_ids: Collection[int],
    *,
    facts: Mapping[str, Any],
    link: str,
    at: datetime,
) -> None:
    """Tell these people, in the caller's transaction; mails go the way each of them chose.

    A fact is a text, a number, `{language: text}` or `moment_fact(…)`; the link
    is an address within this site.
    """
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError(f"{link!r} does not lie within this site")
    query = select(User).where(User.id.in_(set(user_ids)), User.is_enabled.is_(True))
    people = list(session.scalars(query.options(lazyload(User.role_grants)).order_by(User.id)))
    choices = choices_for(session, [person.id for person in people], kind)
    for person in people:
        choice = choices[person.id]
        notice = Notice(
            user_id=person.id,
            kind=kind,
            facts=dict(facts),
            link=link,
            created_at=at,
            waits_for_digest=choice is MailChoice.DAILY,
        )
        session.add(notice)
        if choice is MailChoice.AT_ONCE:
            outbox.put(session, MAIL_MESSAGE, mail_about(person, notice), at=at)
    session.flush()


def read(notice: Notice, *, at: datetime) -> None:
    """Note that the person read it; the first time stays."""
    notice.read_at = notice.read_at or at
    notice.waits_for_digest = False


def mark_unread(notice: Notice) -> None:
    """Let the notice count as new again."""
    notice.read_at = None


def read_all(session: Session, user_id: int, *, at: datetime) -> None:
    """Note that the person read everything there was until now."""
    session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.created_at <= at)
        .values(read_at=at, waits_for_digest=False)
    )


def read_about(session: Session, user_id: int, link: str, *, at: datetime) -> None:
    """Note that the person saw the page that a notice leads to."""
    session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.link == link, Notice.read_at.is_(None))
        .values(read_at=at, waits_for_digest=False)
    )


def hide_about(session: Session, link: str, *, is_hidden: bool) -> None:
    """Take back every notice of a thing that was withdrawn, or show them again."""
    session.execute(update(Notice).where(Notice.link == link).values(is_hidden=is_hidden))


def choose(session: Session, user_id: int, choices: Mapping[NoticeKind, MailChoice]) -> None:
    """Keep when the person wants each kind by mail; raises Invalid unless all are named."""
    if set(choices) != set(NoticeKind):
        raise Invalid("every kind needs a choice")
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    for kind, mail in choices.items():
        session.merge(NoticeChoice(user_id=user_id, kind=kind, mail=mail))


def send_digest(session: Session, user_id: int, *, before: datetime, at: datetime) -> bool:
    """Put one mail about all that waits into the outbox; says whether there was anything.

    Mail and mark are one transaction, and the rows are locked, so a worker that
    dies in between leaves everything waiting and two workers send one mail.
    """
    query = (
        select(Notice)
        .where(
            Notice.user_id == user_id,
            Notice.waits_for_digest.is_(True),
            Notice.created_at < before,
        )
        .order_by(Notice.created_at, Notice.id)
        .with_for_update(skip_locked=True)
    )
    waiting = list(session.scalars(query))
    for notice in waiting:
        notice.waits_for_digest = False
    shown = [notice for notice in waiting if not notice.is_hidden]
    user = session.get_one(User, user_id)
    if not shown or not user.is_enabled:
        return False
    outbox.put(session, MAIL_MESSAGE, digest_of(user, shown), at=at)
    return True
