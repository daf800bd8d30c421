"""Writing items in pages: every save is a version, none goes over another's words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments import item_data, item_from, texts_of
from assessments.fields import WORD
from assessments.formats.yaml_item import ItemRules, ReadItem, read_item
from assessments.model import Item, Problem
from lms import audit, db
from lms.banks.errors import BadId, ChangedMeanwhile
from lms.banks.models import BankedItem, CourseBank, ItemVersion, Origin, Stage, Use
from lms.banks.queries import rules_of, version_with
from lms.exams.services import hash_of


@dataclass(frozen=True)
class Author:
    """Who does something with an item, and when."""

    user_id: int
    at: datetime
    address: str | None = None


def add_item(session: Session, bank: CourseBank, text: str, author: Author) -> BankedItem:
    """Begin an item with its first draft; raises BadId."""
    db.lock(session, bank)
    read = read_item(text, rules_of(session, bank), is_draft=True)
    if not WORD.fullmatch(read.id):
        raise BadId(
            gettext("문항의 이름(id)을 영문자와 숫자, 점, 붙임표, 밑줄로 100자 안에서 적어 주세요.")
        )
    taken = select(BankedItem.id).where(
        BankedItem.bank_id == bank.id, BankedItem.item_key == read.id
    )
    if session.scalar(taken) is not None:
        raise BadId(gettext("이미 있는 문항의 이름입니다: %(id)s", id=read.id))
    item = new_row(bank, read.id, author.at)
    item.type = read.type[:32]
    session.add(item)
    session.flush()
    _add_draft(session, item, text, read, author)
    record(session, "item.add", item, author)
    return item


def save_item(
    session: Session,
    item: BankedItem,
    text: str,
    author: Author,
    *,
    was: int,
    is_form: bool = False,
) -> ItemVersion | None:
    """Keep a text as the newest version, a draft; None if nothing changed.

    A form says nothing of comments and line ends: there only the values count.
    Raises ChangedMeanwhile when the newest version is not the one with the number `was`.
    """
    db.lock(session, item)
    newest = version_with(session, item, item.newest)
    read = read_named(item, text, rules_of(session, item.bank), is_draft=True)
    if newest.written == text or (is_form and _says_the_same(newest, read)):
        return None
    if newest.number != was:
        raise ChangedMeanwhile(gettext("그사이 다른 사람이 이 문항을 저장했습니다."), newest)
    version = _add_draft(session, item, text, read, author)
    record(session, "item.save", item, author)
    return version


def _says_the_same(version: ItemVersion, read: ReadItem) -> bool:
    return read.item is not None and hash_of(dict(item_data(read.item))) == version.content_hash


def read_named(item: BankedItem, text: str, rules: ItemRules, *, is_draft: bool) -> ReadItem:
    """The text read as one of this item: another name in it is an error."""
    read = read_item(text, rules, is_draft=is_draft)
    if read.id == item.item_key:
        return read
    message = f"the item is called {item.item_key!r}, not {read.id!r}"
    hint = "an item keeps its name; duplicate it to begin another"
    problem = Problem("error", "other-id", "", item.item_key, None, message, hint)
    return replace(read, item=None, problems=(*read.problems, problem))


def new_row(bank: CourseBank, key: str, at: datetime) -> BankedItem:
    """An item of which nothing is known but its name."""
    return BankedItem(
        bank=bank,
        item_key=key,
        type="",
        domain="",
        level=1,
        stem={},
        words=key.lower(),
        use=Use.NONE,
        stage=Stage.NONE,
        newest=0,
        is_apart=False,
        updated_at=at,
    )


def _add_draft(
    session: Session, item: BankedItem, text: str, read: ReadItem, author: Author
) -> ItemVersion:
    version = ItemVersion(
        item_id=item.id,
        number=next_number(session, item),
        origin=Origin.PAGE,
        text=text,
        created_at=author.at,
        created_by_id=author.user_id,
    )
    if read.item is not None:
        version.data = dict(item_data(read.item))
        version.content_hash = hash_of(version.data)
        describe(item, read.item)
    session.add(version)
    item.newest, item.stage, item.is_apart = version.number, Stage.DRAFT, True
    item.updated_at = author.at
    session.flush()
    return version


def next_number(session: Session, item: BankedItem) -> int:
    """The number of the version that comes next."""
    query = select(func.max(ItemVersion.number)).where(ItemVersion.item_id == item.id)
    return (session.scalar(query) or 0) + 1


def follow_files(item: BankedItem, source: Item, number: int) -> None:
    """Let the version that came with the files be the newest, and its status hold."""
    is_used = source.status not in {Stage.DRAFT, Stage.REVIEW}
    item.newest, item.in_use = number, number if is_used else None
    item.use = Use(source.status) if is_used else Use.NONE
    item.stage = Stage.NONE if is_used else Stage(source.status)
    item.is_apart, item.contradicts = False, None
    describe(item, source)


def describe(item: BankedItem, source: Item) -> None:
    """Note what lists show and searches find."""
    item.type, item.domain, item.level = source.type, source.domain, source.level
    item.stem = dict(source.stem)
    texts = [words for text in texts_of(source) for words in text.values()]
    item.words = " ".join([source.id, *texts]).lower()


def describe_from(item: BankedItem, data: Mapping[str, Any] | None) -> None:
    """The same from stored values, where there are any."""
    if data is not None:
        describe(item, item_from(data))


def record(
    session: Session, action: str, item: BankedItem, author: Author, **details: object
) -> None:
    """Put what was done with an item on record."""
    audit.record(
        session,
        action,
        actor_id=author.user_id,
        subject=("course", item.bank.course_id),
        at=author.at,
        address=author.address,
        item=item.item_key,
        version=item.newest,
        **details,
    )
