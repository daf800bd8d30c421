"""What a person wrote and said of items: for their download; it stays the course's when they go."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.banks.models import BankedItem, ItemEvent, ItemVersion


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every version that the person saved, and every act with what was said."""
    versions = (
        select(ItemVersion, BankedItem.item_key)
        .join(BankedItem, BankedItem.id == ItemVersion.item_id)
        .where(ItemVersion.created_by_id == user_id)
        .order_by(ItemVersion.id)
    )
    written = [
        {"item": key} | row_of(version, "number", "text", "created_at")
        for version, key in session.execute(versions)
    ]
    yield Part("item_versions", gettext("쓴 문항"), written)
    events = (
        select(ItemEvent, BankedItem.item_key)
        .join(BankedItem, BankedItem.id == ItemEvent.item_id)
        .where(ItemEvent.by_id == user_id)
        .order_by(ItemEvent.id)
    )
    said = [
        {"item": key} | row_of(event, "version", "act", "comment", "at")
        for event, key in session.execute(events)
    ]
    yield Part("item_events", gettext("문항에 한 일"), said)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Items stay without the name of who wrote them; what was said of them goes."""
    session.execute(
        update(ItemVersion).where(ItemVersion.created_by_id == user_id).values(created_by_id=None)
    )
    session.execute(
        update(ItemEvent).where(ItemEvent.by_id == user_id).values(by_id=None, comment="")
    )
    return ()


DATA = PersonalData(parts, erase)
