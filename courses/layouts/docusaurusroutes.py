"""The addresses of Docusaurus's pages: their paths without numbers, or what their front matter says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from courses.files.yamltext import as_word
from courses.linking.routes import Mirror
from courses.naming.languagecodes import as_translation
from courses.source import Folder

_NUMBERED = re.compile(r"(?!\d+[-_.]\d)\d+\s*[-_.]+\s*(?=[^-_.\s])")
_TRANSLATED = re.compile(
    r"(?P<folder>(?:.+/)?i18n/(?P<code>[\w-]{2,10})/docusaurus-plugin-content-docs/current)/"
)
_DOCS = re.compile(
    r"\bdocs:\s*\{(?P<settings>.{0,4000}?)(?:\bblog:|\bpages:|\btheme:|\Z)", re.DOTALL
)
_ROUTE = re.compile(r"\brouteBasePath:\s*['\"`](?P<path>[\w./-]{0,100})['\"`]")
_NOT_IN_NAME = re.compile(r"[^\w]+")
_INDEXES = ("index", "readme")
_DEFAULT = "docs"


def docs_route(settings: str) -> str:
    """The address below which all pages are, without slashes around it; it may be empty."""
    docs = _DOCS.search(settings)
    route = _ROUTE.search(docs["settings"] if docs else settings)
    return route["path"].strip("/") if route else _DEFAULT


def mirrors_of(folder: Folder, root: str, base: str) -> tuple[Mirror, ...]:
    """The folders in which the pages are in other languages."""
    found: dict[str, str] = {}
    for path in folder.below(posixpath.join(root, "i18n")):
        match = _TRANSLATED.match(path)
        if match:
            found.setdefault(match["folder"], match["code"])
    pairs = ((place, as_translation(code)) for place, code in sorted(found.items()))
    return tuple(Mirror(place, language, base) for place, language in pairs if language)


def address_of(path: str, matter: Mapping[str, Any], route: str) -> str:
    """The address of a page from its path among the pages and its front matter."""
    *folders, name = path.split("/")
    folders = [without_number(each) for each in folders]
    stem = without_number(name.rpartition(".")[0])
    is_index = stem.lower() in (*_INDEXES, *(each.lower() for each in folders[-1:]))
    own = as_word(matter.get("id")) or ("" if is_index else stem)
    slug = as_word(matter.get("slug")) or own
    place = slug if slug.startswith("/") else "/".join([*folders, slug])
    return posixpath.normpath(posixpath.join(route, place.strip("/"))).strip("/")


def addresses_of_folder(path: str, category: Mapping[str, Any], route: str) -> Iterator[str]:
    """The addresses that lead to a folder: its own, and that of the page made of its list."""
    yield posixpath.join(route, *map(without_number, path.split("/")))
    link = category.get("link")
    slug = as_word(link.get("slug")) if isinstance(link, Mapping) else ""
    label = as_word(category.get("label")) or path.rpartition("/")[2]
    name = _NOT_IN_NAME.sub("-", label.lower()).strip("-")
    yield posixpath.join(route, slug.strip("/") or f"category/{name}")


def without_number(name: str) -> str:
    """A name without the number that only gives its place; a date or a version is none."""
    return _NUMBERED.sub("", name, count=1) if _NUMBERED.match(name) else name
