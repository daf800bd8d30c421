"""The list of a bank's items: what is looked for, a page of it, and how the items fared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from lms.banks.models import BankedItem, CourseBank, ItemVersion, Stage, Use
from lms.exams.models import Attempt, AttemptItem, Exam, ItemRevision

PER_PAGE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Wanted:
    """Which items are looked for; what is empty does not matter."""

    status: str = ""
    type: str = ""
    domain: str = ""
    words: str = ""


@dataclass(frozen=True)
class ItemList:
    """One page of items; `n_items` of all pages."""

    items: Sequence[BankedItem]
    n_items: int
    page: int
    n_pages: int


@dataclass(frozen=True)
class Facility:
    """What part of its points the version in use earned, in first attempts that are closed."""

    n: int
    share: Decimal


def items_of(session: Session, bank: CourseBank, wanted: Wanted, page: int) -> ItemList:
    """A page of the items that are looked for, by their names."""
    query = select(BankedItem).where(BankedItem.bank_id == bank.id, *_conditions(wanted))
    n_items = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    n_pages = max(1, -(-n_items // PER_PAGE))
    here = min(max(page, 1), n_pages)
    shown = query.order_by(BankedItem.item_key).limit(PER_PAGE).offset((here - 1) * PER_PAGE)
    return ItemList(session.scalars(shown).all(), n_items, here, n_pages)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status in {Stage.DRAFT, Stage.REVIEW}:
        found.append(BankedItem.stage == Stage(wanted.status))
    elif wanted.status in {Use.ACTIVE, Use.PRETEST, Use.RETIRED}:
        found.append(BankedItem.use == Use(wanted.status))
    elif wanted.status == "apart":
        found.append(BankedItem.is_apart.is_(True))
    elif wanted.status == "contradicts":
        found.append(BankedItem.contradicts.is_not(None))
    if wanted.type:
        found.append(BankedItem.type == wanted.type)
    if wanted.domain:
        found.append(BankedItem.domain == wanted.domain)
    if words := wanted.words.strip().lower()[:LONGEST_SEARCH]:
        found.append(BankedItem.words.contains(words, autoescape=True))
    return found


def counts_of(session: Session, bank: CourseBank) -> dict[str, int]:
    """How many items there are of each status; one that is in use and rewritten counts twice."""
    is_apart = func.count(BankedItem.id).filter(BankedItem.is_apart.is_(True))
    contradicts = func.count(BankedItem.contradicts)
    query = (
        select(BankedItem.use, BankedItem.stage, func.count(BankedItem.id), is_apart, contradicts)
        .where(BankedItem.bank_id == bank.id)
        .group_by(BankedItem.use, BankedItem.stage)
    )
    counts: dict[str, int] = {}
    for use, stage, n_items, n_apart, n_contradicting in session.execute(query):
        for name, n in (
            ("all", n_items),
            (use, n_items if use is not Use.NONE else 0),
            (stage, n_items if stage is not Stage.NONE else 0),
            ("apart", n_apart),
            ("contradicts", n_contradicting),
        ):
            counts[name] = counts.get(name, 0) + n
    return counts


def types_in(session: Session, bank: CourseBank) -> list[str]:
    """The types that items of the bank have."""
    query = select(BankedItem.type).where(BankedItem.bank_id == bank.id).distinct()
    return sorted(session.scalars(query))


def facilities_of(session: Session, items: Sequence[BankedItem]) -> dict[int, Facility]:
    """How the versions in use fared in exams of their course, by item."""
    query = (
        select(
            BankedItem.id,
            func.count(AttemptItem.id),
            func.sum(AttemptItem.earned),
            func.sum(AttemptItem.points),
        )
        .join(
            ItemVersion,
            and_(ItemVersion.item_id == BankedItem.id, ItemVersion.number == BankedItem.in_use),
        )
        .join(CourseBank, CourseBank.id == BankedItem.bank_id)
        .join(
            ItemRevision,
            and_(
                ItemRevision.bank == CourseBank.key,
                ItemRevision.item_key == BankedItem.item_key,
                ItemRevision.content_hash == ItemVersion.content_hash,
            ),
        )
        .join(AttemptItem, AttemptItem.item_revision_id == ItemRevision.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Exam, and_(Exam.id == Attempt.exam_id, Exam.course_id == CourseBank.course_id))
        .where(
            BankedItem.id.in_([each.id for each in items]),
            Attempt.number == 1,
            Attempt.closed_at.is_not(None),
            Attempt.invalidated_at.is_(None),
            AttemptItem.earned.is_not(None),
        )
        .group_by(BankedItem.id)
    )
    return {
        item: Facility(n, Decimal(earned) / Decimal(points))
        for item, n, earned, points in session.execute(query)
        if points and earned is not None
    }
