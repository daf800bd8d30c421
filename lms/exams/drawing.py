"""Drawing a form from an exam's revision: a pure function of the seed, kept as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from assessments import arrange, draw_items
from assessments.model import Exam as Definition
from assessments.model import FormItem, Item
from lms.exams.items import NAMED, make_known, source_of
from lms.exams.models import ExamRevision, ItemRevision


class Place(NamedTuple):
    """An item at its place in a form, in values that JSON keeps."""

    position: int
    item_revision_id: int
    domain: str
    labels: list[list[str]]
    points: str


@dataclass(frozen=True, slots=True)
class DrawnForm:
    """What one candidate gets, and the seed that it came from."""

    seed: str
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item of a revision's pool, as far as a draw has to know it."""

    revision_id: int
    id: str
    domain: str
    enemies: Sequence[str] = ()


def draw(session: Session, revision: ExamRevision, exam: Definition, seed: str) -> DrawnForm:
    """The form that the seed gives; `exam` is the revision's definition."""
    pool = [PoolItem(*entry) for entry in revision.pool]
    drawn = draw_items(exam.blueprint, pool, seed)
    revision_ids = {each.id: each.revision_id for each in drawn}
    form = arrange(exam, _items(session, drawn), seed)
    return DrawnForm(seed, [_place(each, revision_ids[each.item]) for each in form.items])


def _place(item: FormItem, revision_id: int) -> Place:
    labels = [[label.label, label.option] for label in item.labels]
    return Place(item.position, revision_id, item.domain, labels, str(item.points))


def _items(session: Session, drawn: Sequence[PoolItem]) -> list[Item]:
    ids = [each.revision_id for each in drawn]
    query = select(ItemRevision).options(load_only(*NAMED)).where(ItemRevision.id.in_(ids))
    found = {revision.id: revision for revision in session.scalars(query)}
    make_known(session, found.values())
    return [source_of(found[revision_id]) for revision_id in ids]
