"""BibTeX files as readable entries."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import latexcodec  # noqa: F401 - registers the codec "ulatex"
from pybtex.database import Entry as BibEntry
from pybtex.database import Person, parse_string
from pybtex.exceptions import PybtexError

SIZE_LIMIT = 2_000_000
_PLACES = ("journal", "booktitle", "publisher", "school", "institution", "howpublished")
_WEB = re.compile(r"https?://\S+\Z")
_BRACES = re.compile(r"[{}]")


@dataclass(frozen=True)
class Entry:
    """One work: who wrote it when, and the whole of it in a line."""

    key: str
    authors: str
    year: str
    text: str
    url: str = ""


class BadBibliography(ValueError):
    """A text that is not BibTeX."""


def read_bibliography(text: str) -> dict[str, Entry]:
    """The entries of a BibTeX file by key; raises BadBibliography with the reason."""
    if len(text) > SIZE_LIMIT:
        raise BadBibliography("the file is too large")
    try:
        entries = parse_string(text, "bibtex").entries
        return {key: _entry(key, entry) for key, entry in entries.items()}
    except (PybtexError, ValueError, RecursionError, LookupError) as error:
        raise BadBibliography(str(error).split("\n")[0]) from error


def _entry(key: str, entry: BibEntry) -> Entry:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    fields = {name.lower(): _plain(value) for name, value in entry.fields.items()}
    year = fields.get("year") or fields.get("date", "")[:4]
    place = next((fields[name] for name in _PLACES if fields.get(name)), "")
    authors = ", ".join(_name(person) for person in people)
    parts = [authors, f"({year})" if year else "", fields.get("title", ""), place]
    return Entry(key, _short(people) or key, year, ". ".join(p for p in parts if p), _url(fields))


def _url(fields: dict[str, str]) -> str:
    url = fields.get("url", "")
    if _WEB.match(url):
        return url
    return f"https://doi.org/{fields['doi']}" if fields.get("doi") else ""


def _short(people: list[Person]) -> str:
    names = [_last(person) for person in people]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " & ".join(names)


def _last(person: Person) -> str:
    return _plain(" ".join([*person.prelast_names, *person.last_names])) or _name(person)


def _name(person: Person) -> str:
    return _plain(str(person).replace(",", "", 1)) if not person.last_names else _full(person)


def _full(person: Person) -> str:
    first = " ".join([*person.first_names, *person.middle_names])
    last = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    return _plain(f"{first} {last}".strip())


def _plain(value: str) -> str:
    try:
        decoded = codecs.decode(value, "ulatex")  # type: ignore[call-overload]
    except (UnicodeError, ValueError):
        decoded = value
    return " ".join(_BRACES.sub("", str(decoded)).split())
