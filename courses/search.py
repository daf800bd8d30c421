"""Text as search terms: Korean by syllable pairs, English by stems, code words whole and by parts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer

MAX_TERM = 40
"""Letters of a term that count; no word that people look for is longer."""
MAX_QUERY = 200
MAX_QUERY_TERMS = 24

_PAIRED = "가-힣㐀-䶿一-鿿ぁ-ヿ"
_LETTERS = rf"[^\W{_PAIRED}]+"
_TOKEN = re.compile(rf"[{_PAIRED}]+|{_LETTERS}(?:\.{_LETTERS})*")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ENGLISH = re.compile(r"[a-z]{3,}")
_IS_PAIRED = re.compile(rf"[{_PAIRED}]")

_TITLE, _HEADING, _BODY_MOST = 600, 120, 220
_SATURATION, _USUAL_LENGTH = 1.2, 400


@dataclass(frozen=True)
class Page:
    """What of a page can be found, in falling order of weight."""

    title: str
    headings: Sequence[str] = ()
    text: str = ""


@dataclass(frozen=True)
class Word:
    """One word of a query: the terms a page must have, those that raise it, and what to mark."""

    text: str
    needed: tuple[str, ...]
    better: tuple[str, ...]
    needle: str
    is_open: bool = False
    """Whether a term that only begins like the last needed one counts, too."""


@dataclass(frozen=True)
class Query:
    """A query as it is looked up; one without words finds nothing."""

    words: tuple[Word, ...]

    @property
    def needles(self) -> tuple[str, ...]:
        """What is marked in a page that was found, in lower case."""
        return tuple(dict.fromkeys(word.needle for word in self.words))


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; `is_hit` parts are what was looked for."""

    text: str
    is_hit: bool


def normal(text: str) -> str:
    """The text with composed syllables and letters of the usual width (NFKC)."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text in order.

    A run of Hangul (or Han, or kana) gives its overlapping pairs and its last
    syllable (``회귀분석`` → ``회귀 귀분 분석 석``), so that a word is found inside a
    longer one. An English word gives its stem (``regressions`` → ``regress``). A
    code word gives itself and its parts (``pd.read_csv`` → ``pd.read_csv pd
    read_csv read csv``, ``DataFrame`` → ``datafram data frame``).
    """
    found: list[str] = []
    for token in _TOKEN.findall(normal(text)):
        found += _terms_of(token)
    return tuple(found)


def weights(page: Page) -> Mapping[str, int]:
    """How much each term says about the page, as whole numbers below 1,000.

    What stands in the title counts most, the more the shorter the title. In the text it is
    the saturated frequency of BM25 (Robertson and Zaragoza 2009, eq. 3.11) with k1 = 1.2,
    b = 0.75 and a fixed usual length, so that a page's weights hang on that page alone.
    """
    in_title, in_headings = terms(page.title), terms("\n".join(page.headings))
    counts = Counter(terms(page.text))
    length = 0.25 + 0.75 * sum(counts.values()) / _USUAL_LENGTH
    found = {
        term: round(_BODY_MOST * n / (n + _SATURATION * length)) or 1 for term, n in counts.items()
    }
    for term in set(in_headings):
        found[term] = found.get(term, 0) + _HEADING
    for term in set(in_title):
        found[term] = found.get(term, 0) + round(_TITLE * 10 / (9 + len(in_title)))
    return found


def read_query(text: str, *, is_typing: bool = False) -> Query:
    """The words of a query, the first few hundred letters of it.

    While somebody is typing, the last word may be only the beginning of one.
    A single syllable always may.
    """
    tokens = _TOKEN.findall(normal(text[:MAX_QUERY]))[:MAX_QUERY_TERMS]
    words: list[Word] = []
    seen: set[str] = set()
    for position, token in enumerate(dict.fromkeys(tokens)):
        word = _word(token, is_open=is_typing and position == len(tokens) - 1)
        new = [term for term in dict.fromkeys(word.needed) if term not in seen]
        needed = tuple(new[: MAX_QUERY_TERMS - len(seen)])
        seen.update(needed)
        if needed:
            words.append(replace(word, needed=needed))
    return Query(tuple(words))


def excerpt(text: str, needles: Sequence[str], *, width: int = 180) -> tuple[Piece, ...]:
    """About `width` letters of the text around the first thing that was looked for."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    places = [at for needle in needles if (at := lowered.find(needle)) >= 0]
    start = max(0, min(places, default=0) - width // 3)
    start = _word_start(text, start)
    cut = " ".join(text[start : start + width].split())
    before = "… " if start else ""
    after = " …" if start + width < len(text) else ""
    return _merged((Piece(before, False), *marked(cut, needles), Piece(after, False)))


def marked(text: str, needles: Sequence[str]) -> tuple[Piece, ...]:
    """The text in pieces, with everything that was looked for as pieces of its own."""
    longest_first = sorted((n for n in needles if n), key=lambda n: (-len(n), n))
    if not longest_first:
        return (Piece(text, False),)
    pattern = re.compile("(" + "|".join(map(_needle_pattern, longest_first)) + ")", re.IGNORECASE)
    parts = pattern.split(text)
    return _merged(Piece(part, bool(at % 2)) for at, part in enumerate(parts))


def english_words(text: str) -> frozenset[str]:
    """The plain words of four letters or more in lower case, for mending a misspelt one."""
    return frozenset(
        word
        for token in _TOKEN.findall(normal(text))
        if 4 <= len(word := token.lower()) <= MAX_TERM and _ENGLISH.fullmatch(word)
    )


def _terms_of(token: str) -> tuple[str, ...]:
    if _IS_PAIRED.match(token):
        return (*_pairs(token), token[-1]) if len(token) > 1 else (token,)
    return _latin_terms(token[: 3 * MAX_TERM])


@lru_cache(maxsize=50_000)
def _latin_terms(token: str) -> tuple[str, ...]:
    segments = [part for part in re.split(r"[._]+", token) if part]
    parts = [part for segment in segments for part in _segment_terms(segment)]
    joined = [name.strip("_").casefold() for name in token.split(".")] if "_" in token else []
    whole = [token.strip("_").casefold()] if len(segments) > 1 else []
    found = dict.fromkeys((*whole, *(name for name in joined if "_" in name), *parts))
    return tuple(term[:MAX_TERM] for term in found)


def _segment_terms(segment: str) -> list[str]:
    humps = _HUMP.findall(segment) if segment.isascii() else []
    whole = _stem(segment.casefold())
    return [whole, *(_stem(hump.casefold()) for hump in humps)] if len(humps) > 1 else [whole]


def _stem(word: str) -> str:
    if not _ENGLISH.fullmatch(word) or len(word) > MAX_TERM:
        return word
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


_STEMMER = snowballstemmer.stemmer("english")


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _word(token: str, *, is_open: bool) -> Word:
    if _IS_PAIRED.match(token):
        is_open = is_open or len(token) == 1
        return Word(token, tuple(_pairs(token)), (), token.lower(), is_open=len(token) == 1)
    parts = [part for part in re.split(r"[._]+", token) if part]
    stems = tuple(_stem(part.casefold())[:MAX_TERM] for part in parts)
    whole = tuple(term for term in _latin_terms(token)[:1] if len(parts) > 1)
    needle = token.lower() if len(parts) > 1 else _shared_start(token.lower(), stems)
    if is_open and len(parts) == 1:
        stems = (parts[0].casefold()[:MAX_TERM],)
        needle = stems[0]
    return Word(token, stems, whole, needle, is_open=is_open)


def _shared_start(word: str, stems: Sequence[str]) -> str:
    """What word and stem have in common, so that ``happy`` marks ``happier``, too."""
    stem = stems[0] if stems else ""
    pairs = zip(word, stem, strict=False)
    n_equal = next((at for at, (left, right) in enumerate(pairs) if left != right), len(stem))
    return word[:n_equal]


def _needle_pattern(needle: str) -> str:
    escaped = re.escape(needle)
    if _ENGLISH.fullmatch(needle):
        return rf"\b{escaped}[A-Za-z]*"
    return rf"(?<![A-Za-z]){escaped}" if needle[:1].isascii() else escaped


def _word_start(text: str, at: int) -> int:
    if at == 0:
        return 0
    gap = text.find(" ", at, at + 20)
    return at if gap < 0 else gap + 1


def _merged(pieces: Iterator[Piece] | Sequence[Piece]) -> tuple[Piece, ...]:
    kept: list[Piece] = []
    for piece in pieces:
        if kept and kept[-1].is_hit == piece.is_hit:
            kept[-1] = Piece(kept[-1].text + piece.text, piece.is_hit)
        elif piece.text:
            kept.append(piece)
    return tuple(kept)
