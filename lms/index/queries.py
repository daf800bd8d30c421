"""Looking up terms: which documents have them, the best first.

The database only hands over a term's bytes; all comparing and counting is done here in
whole numbers. So every database gives the same answers in the same order.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from courses.search import Query
from lms.index.models import IndexedDocument, KnownWord, Posting, Shelf
from lms.index.postings import Numbers, Weights, merge, unpack
from lms.index.services import ANALYSIS, LANGUAGE_SLOTS

_OPEN_TERMS = 40
_PER_SCORE = 2**33
"""More than any number, so that score and number are compared in one go."""
_LOOSE_SHARE = 0.6
_Found = tuple[Numbers, Weights]
Allowed = Callable[[], Collection[int]]


@dataclass(frozen=True)
class Hit:
    """A document that was found: its shelf, its number there, and its score."""

    shelf: str
    number: int
    score: int

    @property
    def place(self) -> int:
        """The number that all its languages share."""
        return self.number // LANGUAGE_SLOTS


@dataclass(frozen=True)
class Hits:
    """What was found, the best first, each thing once; `is_loose` if not all words were in it."""

    hits: tuple[Hit, ...]
    n_found: int
    is_loose: bool = False


NOTHING = Hits((), 0)


def look_up(
    session: Session,
    query: Query,
    shelves: Sequence[str],
    only: Mapping[str, Allowed],
    *,
    n_best: int,
) -> Hits:
    """The best documents on these shelves that have all words, else those that have most.

    `only` says for some shelves which places on them may be found. Equals stand in the
    order of `shelves`, then of their places.
    """
    if not query.words or not shelves:
        return NOTHING
    held, n_documents = _postings(session, query, shelves)
    for name in held.keys() & only.keys():
        held[name] = _restricted(held[name], only[name]())
    found = _ranked(query, shelves, held, n_documents, n_best)
    if found.n_found or sum(len(word.needed) for word in query.words) == 1:
        return found
    return _ranked(query, shelves, held, n_documents, n_best, is_loose=True)


def documents_of(
    session: Session, hits: Sequence[Hit], *, with_text: bool
) -> dict[tuple[str, int], IndexedDocument]:
    """The documents of some hits by shelf and number."""
    if not hits:
        return {}
    columns = [Shelf.name, IndexedDocument.number, IndexedDocument.key]
    columns += [IndexedDocument.language, IndexedDocument.title]
    text = IndexedDocument.text if with_text else func.substr(IndexedDocument.text, 1, 160)
    wanted: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        wanted[hit.shelf].append(hit.number)
    condition = or_(
        *(
            and_(Shelf.name == name, IndexedDocument.number.in_(numbers))
            for name, numbers in wanted.items()
        )
    )
    rows = session.execute(
        select(*columns, text.label("text"))
        .join(Shelf, Shelf.id == IndexedDocument.shelf_id)
        .where(condition)
    )
    return {(row.name, row.number): row for row in rows}  # type: ignore[misc]


def places_without(session: Session, shelf: str, keys: Collection[str]) -> set[int]:
    """The places on a shelf of all things but those with these keys."""
    rows = session.execute(
        select(IndexedDocument.key, IndexedDocument.number)
        .join(Shelf, Shelf.id == IndexedDocument.shelf_id)
        .where(Shelf.name == shelf)
    )
    return {number // LANGUAGE_SLOTS for key, number in rows if key not in keys}


def nearest_word(session: Session, word: str) -> str | None:
    """The known English word that a misspelt one most likely means.

    It begins with the same letter and is one slip away, two from eight letters on
    (a letter more, less, other, or two changed about).
    """
    slips = 1 if len(word) < 8 else 2
    length = func.length(KnownWord.word)
    query = select(KnownWord.word).where(
        KnownWord.word.startswith(word[0], autoescape=True),
        length.between(len(word) - slips, len(word) + slips),
    )
    near = [
        (distance, known)
        for known in session.scalars(query)
        if 0 < (distance := DamerauLevenshtein.distance(word, known)) <= slips
    ]
    return min(near)[1] if near else None


def _postings(
    session: Session, query: Query, shelves: Sequence[str]
) -> tuple[dict[str, dict[str, _Found]], int]:
    """For each shelf that has any of the terms, its documents by term; and how many there are."""
    exact = {term.encode() for word in query.words for term in (*word.needed, *word.better)}
    openings = [word.needed[-1] for word in query.words if word.is_open]
    wanted = or_(Posting.term.in_(exact), *map(_begins, openings))
    rows = session.execute(
        select(Shelf.name, Posting.term, Posting.packed)
        .join(Posting, Posting.shelf_id == Shelf.id)
        .where(Shelf.name.in_(shelves), Shelf.analysis == ANALYSIS, wanted)
        .order_by(Shelf.name, Posting.term)
    )
    found: dict[str, dict[str, list[_Found]]] = defaultdict(lambda: defaultdict(list))
    for name, raw, packed in rows:
        term = bytes(raw).decode()
        for opening in openings:
            if term.startswith(opening) and len(found[name][opening]) < _OPEN_TERMS:
                found[name][opening].append(unpack(packed))
        if raw in exact and term not in openings:
            found[name][term].append(unpack(packed))
    n_documents = session.scalar(select(func.sum(Shelf.n_documents)).where(Shelf.name.in_(shelves)))
    merged = {
        name: {term: merge(parts) for term, parts in by_term.items()}
        for name, by_term in found.items()
    }
    return merged, int(n_documents or 0)


def _begins(opening: str) -> ColumnElement[bool]:
    start = opening.encode()
    return and_(Posting.term >= start, Posting.term < start + b"\xff")


def _restricted(held: Mapping[str, _Found], places: Collection[int]) -> dict[str, _Found]:
    allowed = np.fromiter(sorted(places), np.int64, len(places))
    kept = {}
    for term, (numbers, weights) in held.items():
        is_allowed = np.isin(numbers // LANGUAGE_SLOTS, allowed)
        kept[term] = (numbers[is_allowed], weights[is_allowed])
    return kept


def _rarity(held: Mapping[str, Mapping[str, _Found]], term: str, n_documents: int) -> int:
    """BM25's inverse document frequency in sixteenths, never less than one."""
    n_with = sum(len(by_term[term][0]) for by_term in held.values() if term in by_term)
    n_without = max(0, n_documents - n_with)
    return max(1, round(16 * math.log(1 + (n_without + 0.5) / (n_with + 0.5))))


def _ranked(
    query: Query,
    shelves: Sequence[str],
    held: Mapping[str, Mapping[str, _Found]],
    n_documents: int,
    n_best: int,
    *,
    is_loose: bool = False,
) -> Hits:
    """The best documents of all shelves, each thing once."""
    terms = [term for word in query.words for term in word.needed]
    raising = [term for word in query.words for term in word.better]
    worth = {term: _rarity(held, term, n_documents) for term in (*terms, *raising)}
    n_needed = math.ceil(len(terms) * _LOOSE_SHARE) if is_loose else len(terms)
    best: list[tuple[int, int, int]] = []
    n_found = 0
    for position, name in enumerate(shelves):
        by_term = held.get(name, {})
        if sum(term in by_term for term in terms) < n_needed:
            continue
        found = (
            _with_most(by_term, terms, worth, n_needed)
            if is_loose
            else _with_all(by_term, terms, worth)
        )
        numbers, scores = _raised(found, by_term, raising, worth)
        n_found += _n_places(numbers)
        best += [(-score, position, number) for number, score in _top(numbers, scores, n_best)]
    best.sort()
    hits = [Hit(shelves[position], number, -score) for score, position, number in best[:n_best]]
    return Hits(tuple(hits), n_found, is_loose)


def _with_all(
    by_term: Mapping[str, _Found], terms: Sequence[str], worth: Mapping[str, int]
) -> _Found:
    """The documents that have every term, beginning with the rarest."""
    rarest, *others = sorted(terms, key=lambda term: (len(by_term[term][0]), term))
    numbers, weights = by_term[rarest]
    scores = weights * worth[rarest]
    for term in others:
        there, their_weights = by_term[term]
        where = np.minimum(np.searchsorted(there, numbers), len(there) - 1)
        is_there = there[where] == numbers
        numbers = numbers[is_there]
        scores = scores[is_there] + their_weights[where[is_there]] * worth[term]
    return numbers, scores


def _with_most(
    by_term: Mapping[str, _Found], terms: Sequence[str], worth: Mapping[str, int], n_needed: int
) -> _Found:
    """The documents that have at least so many of the terms."""
    present = [term for term in terms if term in by_term]
    numbers = np.concatenate([by_term[term][0] for term in present])
    scores = np.concatenate([by_term[term][1] * worth[term] for term in present])
    found, where, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    sums = np.zeros(len(found), np.int64)
    np.add.at(sums, where, scores)
    return found[counts >= n_needed], sums[counts >= n_needed]


def _raised(
    found: _Found, by_term: Mapping[str, _Found], terms: Sequence[str], worth: Mapping[str, int]
) -> _Found:
    """The same documents; those that also have one of the terms with more points."""
    numbers, scores = found
    for term in terms:
        if term in by_term and len(numbers):
            there, weights = by_term[term]
            where = np.minimum(np.searchsorted(there, numbers), len(there) - 1)
            scores = scores + np.where(there[where] == numbers, weights[where] * worth[term], 0)
    return numbers, scores


def _n_places(numbers: Numbers) -> int:
    """How many things the documents are, counting all languages of one as one."""
    places = numbers // LANGUAGE_SLOTS
    return int(np.count_nonzero(np.diff(places))) + 1 if len(places) else 0


def _top(numbers: Numbers, scores: Weights, n_best: int) -> list[tuple[int, int]]:
    """Number and score of the best things: equals by number, of each thing the best language."""
    order = scores * _PER_SCORE - numbers
    n_looked_at = 4 * n_best + LANGUAGE_SLOTS
    while True:
        first = _greatest(order, n_looked_at)
        best: dict[int, tuple[int, int]] = {}
        for number, score in zip(numbers[first].tolist(), scores[first].tolist(), strict=True):
            best.setdefault(number // LANGUAGE_SLOTS, (number, score))
        if len(best) >= n_best or n_looked_at >= len(numbers):
            return list(best.values())[:n_best]
        n_looked_at = len(numbers)


def _greatest(order: Numbers, n: int) -> Numbers:
    """Where the greatest stand, falling; no two are equal."""
    if n < len(order):
        some = np.argpartition(-order, n)[:n]
        return some[np.argsort(-order[some])]
    return np.argsort(-order)
