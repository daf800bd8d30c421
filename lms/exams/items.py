"""Published items as the engine reads them; each is read once, since none ever changes."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import bindparam, select

from assessments import item_from
from assessments.model import Item
from lms.exams.models import ItemRevision
from lms.prepared import Statements

MOST_KEPT = 4096


class Name(NamedTuple):
    """What an item is known by, whichever database it lies in."""

    bank: str
    item_key: str
    content_hash: str


def source_of(revision: ItemRevision) -> Item:
    """The item as its author wrote it."""
    return _kept((*_name(revision), "source"), lambda: item_from(revision.source))


def shown_of(revision: ItemRevision) -> Item:
    """The item with its texts as HTML."""
    return _kept((*_name(revision), "shown"), lambda: item_from(revision.rendered))


_SOURCE = select(ItemRevision.source).where(ItemRevision.id == bindparam("revision"))


def source_named(statements: Statements, name: Name, revision_id: int) -> Item:
    """The item as its author wrote it; the database is asked where it is not known yet."""
    return _kept(
        (*name, "source"),
        lambda: item_from(statements.rows(_SOURCE, revision=revision_id)[0][0]),
    )


def _name(revision: ItemRevision) -> Name:
    return Name(revision.bank, revision.item_key, revision.content_hash)


_items: dict[tuple[str, ...], Item] = {}


def _kept(name: tuple[str, ...], read: Callable[[], Item]) -> Item:
    found = _items.get(name)
    if found is None:
        if len(_items) >= MOST_KEPT:
            _items.clear()
        found = _items[name] = read()
    return found
