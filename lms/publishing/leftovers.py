"""Files of editions that were put away, removed when nothing else refers to them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from lms.db import Base
from lms.publishing.models import Edition, EditionState
from lms.publishing.sources import read_tree
from lms.storage import BlobStore, MissingBlob

UNTOUCHED = timedelta(days=1)
"""A file stored or asked for again since then may belong to what is only coming in."""
HASH_LENGTH = 64
BATCH = 500


def remove_leftovers(session: Session, storage: BlobStore, *, at: datetime) -> int:
    """Remove what only editions hold that were put away; says how many files went.

    An edition keeps what is too young to go, and is looked at again; the caller commits.
    """
    put_away = session.scalars(
        select(Edition).where(
            Edition.state == EditionState.DISCARDED,
            Edition.source_blob.is_not(None) | Edition.upload_blob.is_not(None),
        )
    ).all()
    held = {edition.id: set(_files_of(storage, edition)) for edition in put_away}
    free = _nobodys(session, storage, set().union(*held.values())) if held else set()
    old = {digest for digest in free if storage.is_untouched(digest, since=at - UNTOUCHED)}
    for edition in put_away:
        if not held[edition.id] & (free - old):
            edition.source_blob = edition.upload_blob = None
    session.flush()
    for digest in old:
        storage.remove(digest)
    return len(old)


def _nobodys(session: Session, storage: BlobStore, digests: set[str]) -> set[str]:
    """Those of the hashes that no row and no source of another edition names."""
    free = digests - set(_named_in_rows(session, sorted(digests)))
    others = select(Edition.source_blob).where(
        Edition.source_blob.is_not(None), Edition.state != EditionState.DISCARDED
    )
    for tree in set(session.scalars(others)):
        if not free:
            break
        free.difference_update(_files_of_tree(storage, tree or ""))
    return free


def _named_in_rows(session: Session, digests: list[str]) -> Iterator[str]:
    """The hashes that stand in any column wide enough for one, whatever its table is for."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, String) or column.type.length != HASH_LENGTH:
                continue
            for at in range(0, len(digests), BATCH):
                query = select(column).where(column.in_(digests[at : at + BATCH]))
                if table is Edition.__table__:
                    query = query.where(table.c.state != EditionState.DISCARDED)
                yield from session.scalars(query)


def _files_of(storage: BlobStore, edition: Edition) -> Iterator[str]:
    if edition.upload_blob:
        yield edition.upload_blob
    if edition.source_blob:
        yield from _files_of_tree(storage, edition.source_blob)


def _files_of_tree(storage: BlobStore, digest: str) -> Iterable[str]:
    """The tree itself and every file in it."""
    try:
        return {digest, *read_tree(storage, digest).files.values()}
    except MissingBlob:
        return {digest}
