"""Putting documents on shelves and taking them away."""

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from courses.search import Page, english_words, normal, weights
from lms.index import postings
from lms.index.models import IndexedDocument, KnownWord, Posting, Shelf

ANALYSIS = 1
"""The version of the term rules; shelves made with another one are filled anew."""
LANGUAGE_SLOTS = 64
SHOWN_LETTERS = 20_000
"""How far into a text an excerpt can lie; terms are found in all of it."""

_BATCH = 200
_ROWS = 500
T = TypeVar("T")
Key = tuple[str, str]
"""Key and language of a document."""


@dataclass(frozen=True)
class Document:
    """What is put on a shelf; `place` is given by things that have a number of their own."""

    key: str
    language: str
    page: Page
    fingerprint: str
    place: int | None = None


def fingerprint(*parts: str) -> str:
    """A short name for a content: equal contents have the same one."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fill(
    session: Session,
    shelf_name: str,
    wanted: Mapping[Key, str],
    load: Callable[[Sequence[Key]], Iterable[Document]],
) -> int:
    """Make the shelf hold what is wanted (fingerprints by key) and nothing else.

    `load` is asked only for documents that are new or changed, some at a time.
    Gives how many it wrote.
    """
    shelf = _shelf(session, shelf_name)
    rows = session.execute(
        select(
            IndexedDocument.key,
            IndexedDocument.language,
            IndexedDocument.fingerprint,
            IndexedDocument.number,
        ).where(IndexedDocument.shelf_id == shelf.id)
    ).all()
    present = {(row.key, row.language): row for row in rows}
    numbers = {key: row.number for key, row in present.items()}
    changed = [
        key
        for key, mark in wanted.items()
        if key not in present or present[key].fingerprint != mark
    ]
    gone = [number for key, number in numbers.items() if key not in wanted]
    for batch in _in_batches(gone, _BATCH):
        _write(session, shelf, batch, {})
    for keys in _in_batches(changed, _BATCH):
        documents = list(load(keys))
        old = [numbers[key] for key in keys if key in numbers]
        _write(session, shelf, old, _numbered(shelf, documents, numbers))
    shelf.n_documents = len(wanted)
    session.flush()
    return len(changed)


def put(session: Session, shelf_name: str, documents: Sequence[Document]) -> None:
    """Put documents on the shelf, in place of those with the same key and language."""
    shelf = _shelf(session, shelf_name)
    numbers = _numbers_of(session, shelf, [(one.key, one.language) for one in documents])
    new = len(documents) - len(numbers)
    _write(session, shelf, list(numbers.values()), _numbered(shelf, documents, numbers))
    shelf.n_documents += new
    session.flush()


def take(session: Session, shelf_name: str, key: str) -> None:
    """Take the document away in all its languages; one that is not there is no matter."""
    shelf = _shelf(session, shelf_name)
    query = select(IndexedDocument.number).where(
        IndexedDocument.shelf_id == shelf.id, IndexedDocument.key == key
    )
    numbers = list(session.scalars(query))
    _write(session, shelf, numbers, {})
    shelf.n_documents -= len(numbers)
    session.flush()


def keep_words(session: Session, texts: Iterable[str]) -> None:
    """Remember the English words of texts that everybody may know of."""
    words: set[str] = set()
    for text in texts:
        words |= english_words(text)
    dialect = session.get_bind().dialect.name
    adding = (postgresql if dialect == "postgresql" else sqlite).insert(KnownWord)
    for batch in _in_batches(sorted(words), _ROWS):
        session.execute(adding.on_conflict_do_nothing(), [{"word": word} for word in batch])


def _shelf(session: Session, name: str) -> Shelf:
    """The shelf of this name, kept from other writers; one with other term rules is emptied."""
    shelf = session.scalar(
        select(Shelf).where(Shelf.name == name).with_for_update(),
        execution_options={"populate_existing": True},
    )
    if shelf is None:
        shelf = Shelf(name=name, analysis=ANALYSIS, n_documents=0, next_number=1)
        session.add(shelf)
        session.flush()
    elif shelf.analysis != ANALYSIS:
        for table in (Posting, IndexedDocument):
            session.execute(delete(table).where(table.shelf_id == shelf.id))
        shelf.analysis, shelf.n_documents = ANALYSIS, 0
    return shelf


def _numbers_of(session: Session, shelf: Shelf, keys: Sequence[Key]) -> dict[Key, int]:
    query = select(IndexedDocument.key, IndexedDocument.language, IndexedDocument.number).where(
        IndexedDocument.shelf_id == shelf.id,
        tuple_(IndexedDocument.key, IndexedDocument.language).in_(keys),
    )
    return {(row.key, row.language): row.number for row in session.execute(query)}


def _numbered(
    shelf: Shelf, documents: Iterable[Document], numbers: dict[Key, int]
) -> dict[int, Document]:
    """The documents by number: an old one keeps its own, a new language joins its others."""
    places = {key: number // LANGUAGE_SLOTS for (key, _), number in numbers.items()}
    used = set(numbers.values())
    found = {}
    for one in documents:
        number = numbers.get((one.key, one.language))
        if number is None:
            place = places.get(one.key, one.place)
            if place is None:
                place, shelf.next_number = shelf.next_number, shelf.next_number + 1
            places[one.key] = place
            slots = range(place * LANGUAGE_SLOTS, (place + 1) * LANGUAGE_SLOTS)
            number = next(slot for slot in slots if slot not in used)
            numbers[one.key, one.language] = number
            used.add(number)
        found[number] = one
    return found


def _write(
    session: Session, shelf: Shelf, gone: Sequence[int], added: Mapping[int, Document]
) -> None:
    """Take some numbers out of the shelf and its postings, and put others in."""
    removed: dict[str, set[int]] = defaultdict(set)
    new: dict[str, dict[int, int]] = defaultdict(dict)
    for number, terms in _terms_of(session, shelf, gone):
        for term in terms:
            removed[term].add(number)
    if gone:
        session.execute(
            delete(IndexedDocument).where(
                IndexedDocument.shelf_id == shelf.id, IndexedDocument.number.in_(gone)
            )
        )
    rows = []
    for number, document in added.items():
        entries = weights(document.page)
        rows.append(_row(shelf, number, document, entries))
        for term, weight in entries.items():
            new[term][number] = weight
    if rows:
        session.execute(insert(IndexedDocument), rows)
    for some in _in_batches(sorted(removed.keys() | new.keys()), _ROWS):
        _rewrite(session, shelf, {term: (removed[term], new[term]) for term in some})


def _rewrite(
    session: Session, shelf: Shelf, changes: Mapping[str, tuple[Collection[int], Mapping[int, int]]]
) -> None:
    terms = {term.encode(): term for term in changes}
    query = select(Posting.term, Posting.packed).where(
        Posting.shelf_id == shelf.id, Posting.term.in_(terms)
    )
    present = {bytes(row.term): row.packed for row in session.execute(query)}
    inserts, updates, empty = [], [], []
    for raw, term in terms.items():
        packed = postings.change(present.get(raw, b""), *changes[term])
        row = {"shelf_id": shelf.id, "term": raw, "packed": packed}
        if raw not in present:
            inserts.append(row)
        elif packed:
            updates.append(row)
        else:
            empty.append(raw)
    if inserts:
        session.execute(insert(Posting), inserts)
    if updates:
        session.execute(update(Posting), updates)
    if empty:
        session.execute(
            delete(Posting).where(Posting.shelf_id == shelf.id, Posting.term.in_(empty))
        )


def _terms_of(
    session: Session, shelf: Shelf, numbers: Sequence[int]
) -> Iterator[tuple[int, list[str]]]:
    query = select(IndexedDocument.number, IndexedDocument.entries).where(
        IndexedDocument.shelf_id == shelf.id, IndexedDocument.number.in_(numbers)
    )
    for row in session.execute(query) if numbers else ():
        yield row.number, json.loads(zlib.decompress(row.entries))


def _row(
    shelf: Shelf, number: int, document: Document, entries: Mapping[str, int]
) -> dict[str, object]:
    text = normal(document.page.text[:SHOWN_LETTERS]).replace("\0", "")
    return {
        "shelf_id": shelf.id,
        "number": number,
        "key": document.key,
        "language": document.language,
        "fingerprint": document.fingerprint,
        "title": document.page.title.replace("\0", "")[:300],
        "text": " ".join(text.split()),
        "entries": zlib.compress(json.dumps(sorted(entries), ensure_ascii=False).encode(), 1),
    }


def _in_batches(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
