"""Reading the bank of a course: one item with its history, and the bank as exams draw from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, joinedload

from assessments import item_from
from assessments.fields import WORD
from assessments.formats.yaml_item import ItemRules
from assessments.items import STATUSES
from assessments.model import Attachment, Bank, Domain, Item
from lms import db
from lms.access import Scope
from lms.banks.models import BankedItem, CourseBank, ItemEvent, ItemVersion, Origin, Stage, Use
from lms.catalog.models import Course
from lms.catalog.outline import lessons_of
from lms.catalog.queries import is_name
from lms.enrollments.queries import scope_of_course
from lms.errors import NotFound
from lms.exams.item_files import file_of, files_known


@dataclass(frozen=True)
class EditedBank:
    """The bank of a course, if it has one, within all the places where the course runs."""

    course: Course
    bank: CourseBank | None
    scope: Scope

    @property
    def present(self) -> CourseBank:
        """The bank; raises NotFound where there is none."""
        if self.bank is None:
            raise NotFound
        return self.bank


@dataclass(frozen=True)
class EditedItem:
    """An item of a course's bank."""

    item: BankedItem
    scope: Scope

    @property
    def course(self) -> Course:
        """The course whose bank it is in."""
        return self.item.bank.course


def bank_to_edit(slug: str) -> EditedBank:
    """The bank of the course with this name; raises NotFound. For `guarded(load=…)`."""
    query = select(Course).where(Course.slug == slug)
    course = db.session().scalar(query) if is_name(slug) else None
    if course is None:
        raise NotFound
    bank = db.session().scalar(select(CourseBank).where(CourseBank.course_id == course.id))
    return EditedBank(course, bank, scope_of_course(db.session(), course))


def item_to_edit(slug: str, item_key: str) -> EditedItem:
    """An item of the bank of a course; raises NotFound. For `guarded(load=…)`."""
    found = bank_to_edit(slug)
    if found.bank is None or not WORD.fullmatch(item_key):
        raise NotFound
    query = select(BankedItem).where(
        BankedItem.bank_id == found.bank.id, BankedItem.item_key == item_key
    )
    item = db.session().scalar(query)
    if item is None:
        raise NotFound
    return EditedItem(item, found.scope)


@dataclass(frozen=True)
class EditedFile:
    """A file that the newest version of an item carries."""

    attachment: Attachment
    scope: Scope


def file_to_edit(slug: str, item_key: str, number: int) -> EditedFile:
    """A file that an item carries as it was written last; raises NotFound. For `guarded(load=…)`."""
    found = item_to_edit(slug, item_key)
    newest = version_with(db.session(), found.item, found.item.newest)
    if newest.data is None:
        raise NotFound
    item = item_from(newest.data)
    return EditedFile(file_of(db.session(), found.item.bank.key, item, number), found.scope)


def rules_of(session: Session, bank: CourseBank) -> ItemRules:
    """What an item of the bank must meet, its lesson and the files it may carry included."""
    rules = replace(bank.rules, files=files_known(session, bank.key))
    revision = bank.course.current_revision
    if revision is None:
        return rules
    return replace(rules, lessons=frozenset(lesson.key for lesson in lessons_of(revision)))


def free_key(session: Session, bank: CourseBank, start: str) -> str:
    """The first name of the form `start-001` that no item has."""
    query = select(BankedItem.item_key).where(
        BankedItem.bank_id == bank.id,
        BankedItem.item_key.startswith(f"{start}-", autoescape=True),
    )
    taken = set(session.scalars(query))
    names = (f"{start}-{number:03}" for number in count(1))
    return next(name for name in names if name not in taken)


def versions_of(session: Session, item: BankedItem) -> list[ItemVersion]:
    """Every version with who wrote it, the newest first."""
    query = _versions(item).options(joinedload(ItemVersion.created_by))
    return list(session.scalars(query.order_by(ItemVersion.number.desc())))


def version_with(session: Session, item: BankedItem, number: int | None) -> ItemVersion:
    """A version of an item; raises NotFound."""
    found = session.scalar(_versions(item).where(ItemVersion.number == number))
    if found is None:
        raise NotFound
    return found


def events_of(session: Session, item: BankedItem) -> list[ItemEvent]:
    """What was done with an item, the last first."""
    query = select(ItemEvent).where(ItemEvent.item_id == item.id)
    return list(
        session.scalars(query.options(joinedload(ItemEvent.by)).order_by(ItemEvent.id.desc()))
    )


def authors_of(session: Session, item: BankedItem) -> set[int]:
    """Who wrote what waits to be used."""
    query = _versions(item).where(
        ItemVersion.number > (item.in_use or 0), ItemVersion.number <= item.newest
    )
    return {each.created_by_id for each in session.scalars(query) if each.created_by_id is not None}


def _versions(item: BankedItem) -> Select[ItemVersion]:
    return select(ItemVersion).where(ItemVersion.item_id == item.id)


def as_drawn(session: Session, bank: CourseBank) -> Bank:
    """The bank as exams draw from it: of each item the version in use, with its status."""
    return as_bank(bank, [item for _row, item in _in_use(session, bank)])


def as_bank(bank: CourseBank, items: Sequence[Item]) -> Bank:
    """The bank with these items as the engine knows it."""
    domains = tuple(Domain(each["id"], each["title"]) for each in bank.domains)
    return Bank(bank.key, bank.title, domains, tuple(items))


def _in_use(session: Session, bank: CourseBank) -> list[tuple[BankedItem, Item]]:
    query = (
        select(BankedItem, ItemVersion.data)
        .join(
            ItemVersion,
            and_(ItemVersion.item_id == BankedItem.id, ItemVersion.number == BankedItem.in_use),
        )
        .where(BankedItem.bank_id == bank.id)
        .order_by(BankedItem.id)
    )
    return [(row, with_use(item_from(data), row.use)) for row, data in session.execute(query)]


def with_use(item: Item, use: Use) -> Item:
    """The item with the status that its use is."""
    return replace(item, status=STATUSES.get(use, "draft"))


def as_written(session: Session, bank: CourseBank) -> list[Item]:
    """The newest readable version of each item, with its status, as files would have it."""
    query = (
        select(BankedItem, ItemVersion.data)
        .join(
            ItemVersion,
            and_(ItemVersion.item_id == BankedItem.id, ItemVersion.number == BankedItem.newest),
        )
        .where(BankedItem.bank_id == bank.id)
        .order_by(BankedItem.id)
    )
    known: Mapping[int, Item] = {row.id: item for row, item in _in_use(session, bank)}
    found = []
    for row, data in session.execute(query):
        if data is not None:
            status = row.use if row.stage is Stage.NONE else row.stage
            found.append(replace(item_from(data), status=STATUSES.get(status, "draft")))
        elif row.id in known:
            found.append(known[row.id])
    return found


def is_of_files(version: ItemVersion) -> bool:
    """Whether the version came with the files of the course."""
    return version.origin is Origin.FILES
