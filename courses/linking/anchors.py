"""The names under which the places of a page can be linked to."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from courses.aside import ValueAside
from courses.markup.headings import slug
from courses.model import BrokenLink, Heading, Problem

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_NOT_IN_DOCSIFY = re.compile(r"[\u2000-\u206F\u2E00-\u2E7F\\'!\"#$%&()*+,./:;<=>?@\[\]^`{|}~]")
_NOT_IN_PANDOC = re.compile(r"[^\w.\- ]+")
_HYPHENS = re.compile(r"-{2,}")
_SPACES = re.compile(r"\s")

AT_HAND = 128
"""Pages whose names are kept in memory while links are checked: a lesson in all its languages."""


@dataclass(frozen=True, slots=True)
class AnchorLink:
    """A link to a place in a page, to be checked when all pages are known.

    ``path`` is the page's file, ``href`` the link as the page has it now.
    """

    file: str
    line: int | None
    target: str
    path: str
    fragment: str
    href: str


@dataclass(frozen=True)
class PageAnchors:
    """The ids of a page, and the other names that lead to one of them or (``""``) to its top.

    Of a page of many lines these are many: they lie aside until links are checked.
    """

    ids: ValueAside[frozenset[str]] = ValueAside(frozenset())  # noqa: RUF009  # a descriptor
    aliases: ValueAside[tuple[tuple[str, str], ...]] = ValueAside(())  # noqa: RUF009  # a descriptor


def anchors_of(
    headings: Iterable[Heading], ids: Iterable[str], title: Heading | None, *, at_top: Iterable[str]
) -> PageAnchors:
    """The anchors of a page whose title is shown above it, with whatever ids stood there."""
    aliases = {"top": "", **dict.fromkeys(at_top, "")}
    seen: Counter[tuple[int, str]] = Counter()
    for heading in [*([title] if title else []), *headings]:
        target = "" if heading is title else heading.id
        for rule, name in enumerate(_slugs(heading.title)):
            number = seen[rule, name]
            seen[rule, name] += 1
            for mark in "-_" if number else "":
                aliases.setdefault(f"{name}{mark}{number}", target)
            aliases.setdefault(name, target)
    aliases.pop("", None)
    return PageAnchors(frozenset(ids), tuple(aliases.items()))


def check_anchors(
    links: Iterable[AnchorLink],
    pages: Mapping[str, PageAnchors],
    variants: Callable[[str], Mapping[str, str]],
) -> tuple[dict[str, dict[str, str]], list[tuple[Problem, BrokenLink]]]:
    """For each file the links to be written otherwise, and the links to places that do not exist.

    `variants` gives the files of a file's lesson by language. A link to a lesson opens it
    in the language of whoever reads: one whose place is in another language asks for that.
    """
    changes: dict[str, dict[str, str]] = {}
    missing = []
    known = _Known(pages)
    for number, link in sorted(enumerate(links), key=lambda each: _lesson(each[1].path, variants)):
        href = _Seen(link, known, variants(link.file), variants(link.path)).href()
        if href is None:
            broken = BrokenLink(link.file, link.line, link.target)
            missing.append((number, _missing(link), broken))
        elif href != link.href:
            changes.setdefault(link.file, {})[link.href] = href
    missing.sort(key=lambda each: each[0])
    return changes, [(problem, broken) for _number, problem, broken in missing]


def _lesson(path: str, variants: Callable[[str], Mapping[str, str]]) -> str:
    """One name for a lesson in all its languages: links to it are checked one after another."""
    return next(iter(variants(path).values()), path)


class _Known:
    """The names in pages, those of the pages last asked for at hand."""

    def __init__(self, pages: Mapping[str, PageAnchors]) -> None:
        self._pages = pages
        self._names_in = lru_cache(maxsize=AT_HAND)(self._read)

    def id_of(self, path: str, fragment: str) -> str | None:
        """The id that a fragment means in a page, None if there is no such place."""
        ids, aliases = self._names_in(path)
        return fragment if fragment in ids else aliases.get(unicodedata.normalize("NFC", fragment))

    def has(self, path: str, name: str) -> bool:
        """Tell whether a page has an id."""
        return name in self._names_in(path)[0]

    def _read(self, path: str) -> tuple[frozenset[str], Mapping[str, str]]:
        page = self._pages.get(path, PageAnchors())
        return page.ids, dict(page.aliases)


@dataclass(frozen=True)
class _Seen:
    """A link as readers of the languages that its page and its target have may meet it."""

    link: AnchorLink
    known: _Known
    here: Mapping[str, str]
    there: Mapping[str, str]

    def href(self) -> str | None:
        """The link as it is to be written; None if there is no such place in any language meant."""
        link, address = self.link, self.link.href.partition("#")[0]
        if not address or "?" in address:
            found = self._id(link.path)
            return None if found is None else _with_id(address, found)
        for path in dict.fromkeys((self._usual(), link.path)):
            found = self._id(path)
            if found is not None:
                wanted = "" if self._is_met(found) else f"?lang={self._language_of(path)}"
                return _with_id(f"{address}{wanted}", found)
        return None

    def _usual(self) -> str:
        """What a reader of the page's own language is shown."""
        spoken = next((code for code, path in self.here.items() if path == self.link.file), "")
        return self.there.get(spoken, self.link.path)

    def _is_met(self, found: str) -> bool:
        """Tell whether the place is there for everyone who can be on the page."""
        usual = {self._usual()}
        others = {path for code, path in self.there.items() if code not in self.here}
        return all(not found or self.known.has(path, found) for path in usual | others)

    def _language_of(self, path: str) -> str:
        return next(code for code, each in self.there.items() if each == path)

    def _id(self, path: str) -> str | None:
        return self.known.id_of(path, self.link.fragment)


def _with_id(address: str, found: str) -> str:
    """The link; the top of the page itself is ``#``."""
    return f"{address}#{quote(found)}" if found or not address else address


def _missing(link: AnchorLink) -> Problem:
    return Problem(
        "warning",
        "broken-anchor",
        link.file,
        link.line,
        f"there is no place #{link.fragment}: {link.target}",
        "the anchor of a heading is its text in lower case, words joined by hyphens",
    )


def _slugs(title: str) -> Iterator[str]:
    """The anchors that the sites on which courses are published give a heading."""
    text = unicodedata.normalize("NFC", title).strip()
    yield slug(text)
    github = "".join(c for c in text.lower() if _is_in_word(c) or c in "- ").replace(" ", "-")
    yield github
    yield _HYPHENS.sub("-", github).strip("-")
    yield _SPACES.sub("-", text)
    docutils = _docutils(text)
    yield docutils.lstrip("0123456789-")
    yield f"id-{docutils}"
    yield docutils
    docsify = _HYPHENS.sub("-", _SPACES.sub("-", _NOT_IN_DOCSIFY.sub("", text.lower())))
    yield f"_{docsify}" if docsify[:1].isdecimal() else docsify
    yield re.sub(r"\A[\W\d_]+", "", _NOT_IN_PANDOC.sub("", text.lower())).replace(" ", "-")


def _docutils(text: str) -> str:
    """The id Sphinx gives a heading; without Latin letters it has none that could be foreseen."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return _NOT_ASCII_WORD.sub("-", plain).strip("-")


def _is_in_word(letter: str) -> bool:
    """Tell whether GitHub keeps a letter in an anchor: letters, marks, digits and ties."""
    return letter == "_" or unicodedata.category(letter)[0] in "LM" or letter.isdecimal()
