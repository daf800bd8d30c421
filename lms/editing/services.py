"""Changing one lesson of a course: the whole course with this file replaced is a new edition."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms import db
from lms.errors import Conflict, Invalid, TooLarge
from lms.intake.incoming import Origin, OriginKind
from lms.publishing.arriving import add_edit
from lms.publishing.models import Edition, EditionState
from lms.publishing.queries import newest_source
from lms.publishing.sources import SourceTree, read_tree, store_tree
from lms.storage import BlobStore

NOTEBOOK_LIMIT = 20_000_000


class ChangedMeanwhile(Conflict):
    """Somebody else changed the same file since the text was opened; `theirs` is that text."""

    code = "changed_meanwhile"

    def __init__(self, theirs: "OpenFile") -> None:
        super().__init__()
        self.theirs = theirs


class NotANotebook(Invalid):
    """The file is no Jupyter notebook."""

    code = "not_a_notebook"


@dataclass(frozen=True)
class OpenFile:
    """A file of an edition, its bytes and their hash."""

    edition: Edition
    tree: SourceTree
    path: str
    digest: str
    data: bytes

    @property
    def text(self) -> str:
        """The file as text with the line ends of files."""
        text = self.data.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")


def open_file(session: Session, storage: BlobStore, edition: Edition, path: str) -> OpenFile:
    """The file as an edit would go on from: in the newest source, or in a broken edition itself."""
    newest = newest_source(session, edition.course_id) or edition
    for base in (edition, newest) if edition.state is EditionState.BROKEN else (newest, edition):
        tree = read_tree(storage, base.source_blob or "")
        if path in tree.files:
            digest = tree.files[path]
            return OpenFile(base, tree, path, digest, storage.get(digest))
    raise Conflict


def save_file(
    session: Session,
    storage: BlobStore,
    edition: Edition,
    path: str,
    data: bytes,
    *,
    was: str,
    at: datetime,
    by_id: int,
    address: str | None,
) -> Edition | None:
    """Keep a changed file as a new edition, which the worker checks; None if nothing changed.

    Raises ChangedMeanwhile when the file is no longer the one with the hash `was`.
    """
    db.lock(session, edition.course)
    present = open_file(session, storage, edition, path)
    if present.data == data:
        return None
    if present.digest != was:
        raise ChangedMeanwhile(present)
    tree = present.tree.with_file(path, storage.put(data))
    return add_edit(
        session,
        present.edition,
        Origin(OriginKind.EDIT, path),
        source_blob=store_tree(storage, tree),
        at=at,
        by_id=by_id,
        address=address,
    )


def refuse_other_than_notebook(data: bytes) -> None:
    """Look whether the bytes can be a notebook; raises TooLarge and NotANotebook."""
    if len(data) > NOTEBOOK_LIMIT:
        raise TooLarge
    try:
        cells = json.loads(data)["cells"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotANotebook from error
    if not isinstance(cells, list):
        raise NotANotebook
