"""Published items as the engine reads them; each is read once, since none ever changes."""

from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

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


NAMED = (ItemRevision.bank, ItemRevision.item_key, ItemRevision.content_hash)
"""What of a revision is read with a form; its texts are known after `make_known`."""


def make_known(session: Session, revisions: Collection[ItemRevision]) -> None:
    """Read those of these items that this process has not seen yet, all at once."""
    unseen = [each.id for each in revisions if (*_name(each), "shown") not in _items]
    if not unseen:
        return
    query = select(*NAMED, ItemRevision.source, ItemRevision.rendered)
    for *name, source, shown in session.execute(query.where(ItemRevision.id.in_(unseen))):
        _kept((*name, "source"), partial(item_from, source))
        _kept((*name, "shown"), partial(item_from, shown))


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
