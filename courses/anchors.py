"""The names under which the places of a page can be linked to."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from courses.headings import slug
from courses.model import BrokenLink, Heading, Problem

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_NOT_IN_DOCSIFY = re.compile(r"[\u2000-\u206F\u2E00-\u2E7F\\'!\"#$%&()*+,./:;<=>?@\[\]^`{|}~]")
_NOT_IN_PANDOC = re.compile(r"[^\w.\- ]+")
_HYPHENS = re.compile(r"-{2,}")
_SPACES = re.compile(r"\s")


@dataclass(frozen=True)
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
    """The ids of a page, and the other names that lead to one of them or (``""``) to its top."""

    ids: frozenset[str] = frozenset()
    aliases: dict[str, str] = field(default_factory=dict)

    def id_of(self, fragment: str) -> str | None:
        """The id that a fragment means, None if there is no such place."""
        if fragment in self.ids:
            return fragment
        return self.aliases.get(unicodedata.normalize("NFC", fragment))


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
            aliases.setdefault(f"{name}-{number}" if number else name, target)
    aliases.pop("", None)
    return PageAnchors(frozenset(ids), aliases)


def check_anchors(
    links: Iterable[AnchorLink], pages: dict[str, PageAnchors]
) -> tuple[dict[str, dict[str, str]], list[tuple[Problem, BrokenLink]]]:
    """For each file the links to be written otherwise, and the links to places that do not exist."""
    changes: dict[str, dict[str, str]] = {}
    missing = []
    for link in links:
        found = pages.get(link.path, PageAnchors()).id_of(link.fragment)
        if found is None:
            missing.append((_missing(link), BrokenLink(link.file, link.line, link.target)))
        elif found != link.fragment:
            changes.setdefault(link.file, {})[link.href] = found
    return changes, missing


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
