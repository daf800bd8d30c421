"""The packages that a course's notebooks run with, as `course.yml` declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from courses.files.yamltext import as_word
from courses.model import Environment, Problem

FILE = "course.yml"
_NAMES = ("python", "packages")
_MOST_PACKAGES = 80
_LONGEST = 200
_ADDRESS_MARKS = ("/", "\\", ":", "@")


class _NotAPackage(Exception):
    """What stands in the list names no package of an index; the text says why."""


def read_environment(given: object, source: str) -> tuple[Environment | None, tuple[Problem, ...]]:
    """The environment in a ``course.yml`` with all that is wrong with it; None where there is none.

    Only names, extras and versions are taken: what an installer would take for an option,
    an address or a path never gets as far as an installer.
    """
    if given is None:
        return None, ()
    lines = _Lines(source)
    if not isinstance(given, Mapping) or not isinstance(given.get("packages"), list):
        message = "environment must be {packages: [names]}"
        return None, (_problem("bad-environment", message, lines.first),)
    problems = [
        _problem("bad-environment", f"environment has no {as_word(name)!r}", lines.first)
        for name in given
        if name not in _NAMES
    ]
    python, wrong = _python(given.get("python"), lines)
    packages, unfit = _packages(given["packages"], lines)
    return Environment(python, packages), (*problems, *wrong, *unfit)


def _python(given: object, lines: _Lines) -> tuple[str, list[Problem]]:
    if given is None:
        return "", []
    word = as_word(given)
    with suppress(InvalidSpecifier):
        if word and len(word) <= _LONGEST and "===" not in word:
            return str(SpecifierSet(word)), []
    message = f"python: {word[:40]!r} names no versions, such as '>=3.11'"
    return "", [_problem("bad-environment", message, lines.of(word))]


def _packages(given: list[object], lines: _Lines) -> tuple[tuple[str, ...], list[Problem]]:
    problems, found = [], dict[str, str]()
    if not given or len(given) > _MOST_PACKAGES:
        message = f"packages must name 1 to {_MOST_PACKAGES} packages"
        return (), [_problem("bad-environment", message, lines.first)]
    for each in given:
        word = as_word(each)
        line = lines.of(word)
        try:
            name, requirement = _requirement(word)
        except _NotAPackage as reason:
            problems.append(_problem("bad-package", f"{word[:60]!r} {reason}", line))
            continue
        if name in found:
            message = f"the package {name!r} is listed twice"
            problems.append(_problem("duplicate-package", message, line))
        found[name] = requirement
    return tuple(found[name] for name in sorted(found)), problems


def _requirement(word: str) -> tuple[str, str]:
    """The package's name and what is asked of it, both in their one normal form."""
    if not word or len(word) > _LONGEST:
        raise _NotAPackage("is not the name of a package")
    if word.startswith("-"):
        raise _NotAPackage("is an option of an installer, not a package")
    try:
        made = Requirement(word)
    except InvalidRequirement:
        is_place = any(mark in word for mark in _ADDRESS_MARKS)
        raise _NotAPackage("is a place, not a package" if is_place else _NOT_READ) from None
    if made.url:
        raise _NotAPackage("names a place; packages come from the operator's index")
    if made.marker:
        raise _NotAPackage("has a condition; an environment is for one Python")
    if any(one.operator == "===" for one in made.specifier):
        raise _NotAPackage("compares versions as text (===); write ==")
    name = canonicalize_name(made.name)
    extras = f"[{','.join(sorted(made.extras))}]" if made.extras else ""
    return name, f"{name}{extras}{made.specifier}"


_NOT_READ = "cannot be read as a package with versions"


class _Lines:
    """Where in the text of ``course.yml`` the parts of its environment stand."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self._start = next(self._starts(), None)

    @property
    def first(self) -> int | None:
        """The line with the word ``environment``."""
        return None if self._start is None else self._start + 1

    def of(self, word: str) -> int | None:
        """The line with these words, from there on; that line itself where they are written otherwise."""
        if self._start is None or not word:
            return self.first
        below = range(self._start, len(self._lines))
        return next((at + 1 for at in below if word in self._lines[at]), self.first)

    def _starts(self) -> Iterator[int]:
        return (at for at, line in enumerate(self._lines) if line.startswith("environment:"))


def _problem(code: str, message: str, line: int | None) -> Problem:
    return Problem("error", code, FILE, line, message)
