"""A published folder meets its bank: what pages changed stays, and what contradicts is said."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from assessments import item_data
from assessments.model import Bank, Item
from lms import db
from lms.banks.models import Act, BankedItem, CourseBank, ItemEvent, ItemVersion, Origin, Stage, Use
from lms.banks.queries import as_drawn
from lms.banks.services.writing import follow_files, new_row, next_number
from lms.exams.services import hash_of


@dataclass(frozen=True)
class Contradiction:
    """An item that pages and files changed both; exams keep what pages say until somebody decides."""

    item_key: str
    is_gone: bool = False


@dataclass(frozen=True)
class TakenBanks:
    """The banks as exams draw from them, and where pages and files contradict."""

    banks: tuple[Bank, ...]
    contradictions: tuple[Contradiction, ...] = ()


def take_banks(
    session: Session, course_id: int, banks: Sequence[Bank], *, at: datetime
) -> TakenBanks:
    """Take what the files of a course say of its items; items that pages changed stay as they are."""
    if not banks:
        return TakenBanks(())
    source = banks[0]
    row = _row_of(session, course_id, source, at)
    taking = _Taking(session, row, at)
    taking.take(source.items)
    session.flush()
    drawn = replace(as_drawn(session, row), places=source.places)
    return TakenBanks((drawn, *banks[1:]), tuple(taking.found))


def _row_of(session: Session, course_id: int, bank: Bank, at: datetime) -> CourseBank:
    row = session.scalar(select(CourseBank).where(CourseBank.course_id == course_id))
    if row is None:
        row = CourseBank(course_id=course_id, updated_at=at)
        session.add(row)
    else:
        db.lock(session, row)
    domains = [{"id": each.id, "title": dict(each.title)} for each in bank.domains]
    row.key, row.title, row.domains = bank.id, dict(bank.title), domains
    session.flush()
    return row


@dataclass
class _Taking:
    """One bank while its files are taken."""

    session: Session
    bank: CourseBank
    at: datetime
    found: list[Contradiction] = field(default_factory=list)

    def take(self, items: Sequence[Item]) -> None:
        query = select(BankedItem).where(BankedItem.bank_id == self.bank.id)
        known = {each.item_key: each for each in self.session.scalars(query)}
        self._add([item for item in items if item.id not in known])
        written = {item.id: item for item in items}
        newest = self._hashes()
        for key, row in known.items():
            if key in written:
                self._meet(row, written[key], newest.get(row.id))
            elif row.files_hash is not None:
                self._gone(row)

    def _add(self, items: Sequence[Item]) -> None:
        rows = [(new_row(self.bank, item.id, self.at), item) for item in items]
        self.session.add_all([row for row, _item in rows])
        self.session.flush()
        for row, item in rows:
            self._follow(row, item, 1)

    def _hashes(self) -> dict[int, str | None]:
        """The content of the newest version of what pages changed, by item."""
        query = (
            select(BankedItem.id, ItemVersion.content_hash)
            .join(
                ItemVersion,
                and_(ItemVersion.item_id == BankedItem.id, ItemVersion.number == BankedItem.newest),
            )
            .where(BankedItem.bank_id == self.bank.id, BankedItem.is_apart.is_(True))
        )
        return {row.id: row.content_hash for row in self.session.execute(query)}

    def _meet(self, row: BankedItem, item: Item, newest: str | None) -> None:
        """Follow the files unless pages changed the item; equal words end the difference."""
        says = hash_of(dict(item_data(item)))
        if says == row.files_hash:
            if row.contradicts is not None:
                self.found.append(Contradiction(row.item_key))
            return
        if not row.is_apart:
            self._follow(row, item, next_number(self.session, row))
        elif _content(item) == newest and item.status == _status(row):
            row.files_hash, row.is_apart, row.contradicts = says, False, None
        else:
            row.files_hash = says
            row.contradicts = self._version(row, item, next_number(self.session, row))
            self.found.append(Contradiction(row.item_key))

    def _gone(self, row: BankedItem) -> None:
        """Retire what the files have no more; what pages changed stays in use."""
        row.files_hash = None
        if row.is_apart:
            self.found.append(Contradiction(row.item_key, is_gone=True))
            return
        row.use, row.stage = Use.RETIRED, Stage.NONE
        event = ItemEvent(
            item_id=row.id, version=row.newest, act=Act.GONE, comment="", at=self.at, by_id=None
        )
        self.session.add(event)

    def _follow(self, row: BankedItem, item: Item, number: int) -> None:
        follow_files(row, item, self._version(row, item, number))
        row.files_hash, row.updated_at = hash_of(dict(item_data(item))), self.at

    def _version(self, row: BankedItem, item: Item, number: int) -> int:
        version = ItemVersion(
            item_id=row.id,
            number=number,
            origin=Origin.FILES,
            data=dict(item_data(item)),
            content_hash=_content(item),
            created_at=self.at,
        )
        self.session.add(version)
        return number


def _content(item: Item) -> str:
    return hash_of(dict(item_data(replace(item, status="active"))))


def _status(row: BankedItem) -> str:
    return row.use if row.stage is Stage.NONE else row.stage
