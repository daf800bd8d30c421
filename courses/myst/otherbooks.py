"""Books elsewhere that a course refers to by a name it gave them in its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(?P<doi>10\.\d{4,9}/\S+)\Z")
_SPHINX = re.compile(r"(?P<book>[\w.-]*):?(?:[\w*]*:?[\w*]*)\Z")
_WEB = ("https://", "http://")


def books_in(settings: object) -> dict[str, str]:
    """Addresses by name: ``name: address``, ``name: [address, …]`` or ``name: {url: address}``."""
    if not isinstance(settings, Mapping):
        return {}
    found = {str(name): _address(value) for name, value in settings.items()}
    return {name: address for name, address in found.items() if address}


def page_in(books: Mapping[str, str], target: str) -> str | None:
    """The address of ``book:page``, a page of a book that Sphinx made; None for no such book."""
    name, _, page = target.partition(":")
    return f"{books[name]}{quote(page)}.html" if page and name in books else None


def place_in(books: Mapping[str, str], target: str) -> str | None:
    """The address of the book in ``book:label``: where in it the label is, only its index knows."""
    name, _, label = target.partition(":")
    return books[name] if label and name in books else None


def address_of(books: Mapping[str, str], target: str) -> str | None:
    """The address that ``xref:book/page#place``, ``inv:book#place`` or ``doi:…`` means."""
    scheme, _, rest = target.partition(":")
    if scheme == "doi":
        return doi_address(rest)
    path, mark, place = rest.partition("#")
    if scheme == "inv":
        found = _SPHINX.match(path)
        name = found["book"] if found else ""
        return books.get(name) or (next(iter(books.values()), None) if not name else None)
    book, _, page = path.partition("/")
    return f"{books[book]}{page}{mark}{place}" if book in books else None


def doi_address(text: str) -> str | None:
    """The address of a digital object identifier, None if the text is none."""
    found = _DOI.match(text.strip())
    return f"https://doi.org/{found['doi']}" if found else None


def _address(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("url")
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    text = value.strip() if isinstance(value, str) else ""
    return f"{text.rstrip('/')}/" if text.startswith(_WEB) else ""
