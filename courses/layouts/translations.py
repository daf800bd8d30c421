"""Files that are one lesson in several languages, told by their names and folders."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from courses.layouts.outline import LessonFiles
from courses.linking.routes import Mirror
from courses.model import Problem
from courses.naming.languagecodes import (
    as_folder_language,
    as_language,
    as_translation,
    named_language,
)
from courses.naming.languages import kind_of

_FOLDERS = {"translations", "translation", "translated", "i18n", "locales", "l10n"}
_SUFFIXES = (
    re.compile(r"(?P<stem>.+)(?P<mark>[._-])(?P<code>[A-Za-z]{2,3}[-_][A-Za-z]{2,4})\Z"),
    re.compile(r"(?P<stem>.+)(?P<mark>[._-])(?P<code>[A-Za-z]{2,3})\Z"),
)
_CODE = re.compile(r"[_-][a-z]{2}\Z")
Name = tuple[str, str]
"""A lesson's path without language and suffix, folded, and its kind."""


@dataclass(frozen=True)
class _Tagged:
    path: str
    base: str
    language: str
    is_surely_a_translation: bool = False
    is_apart: bool = False

    @property
    def name(self) -> Name:
        """What the files of one lesson have in common."""
        stem, kind = _name(self.base)
        return (f"//{stem}" if self.is_apart else stem), kind


@dataclass
class _Group:
    base: str
    files: dict[str, str] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)

    def add(self, language: str, path: str) -> None:
        if self.files.setdefault(language, path) != path:
            self.aliases.append(path)


class Translations:
    """Sorts lesson files into those of the course's own language and translations of them."""

    def __init__(self, paths: Iterable[str], mirrors: tuple[Mirror, ...] = ()) -> None:
        found = [
            (path, _by_mirror(path, mirrors) or _by_folder(path) or _by_dot(path)) for path in paths
        ]
        self.untagged = [path for path, tagged in found if tagged is None]
        self._tagged = [tagged for _, tagged in found if tagged is not None]
        self._take_hyphens()
        self._take_language_folders()
        self._take_named_folders()
        self.problems: list[Problem] = []

    def languages(self, untagged: str) -> tuple[str, ...]:
        """The course's languages, the first one first, if the untagged files are in this one."""
        groups = self._groups(untagged).values()
        counts = Counter(language for group in groups for language in group.files)
        if not counts:
            return (untagged,)
        preferred = {untagged: 2, "ko": 1}
        first = max(counts, key=lambda code: (counts[code], preferred.get(code, 0), code == "en"))
        if 2 * len(self.untagged) >= len(groups):
            first = untagged
        return (first, *sorted(code for code in counts if code != first))

    def lessons(self, untagged: str) -> list[LessonFiles]:
        """Every lesson; its stem and folder are those of its path without languages."""
        return [
            LessonFiles(
                stem=PurePosixPath(group.base).stem,
                files=group.files,
                folder=group.base.rpartition("/")[0],
                aliases=tuple(group.aliases),
            )
            for group in self._groups(untagged).values()
        ]

    def _groups(self, untagged: str) -> dict[Name, _Group]:
        groups: dict[Name, _Group] = {}
        self.problems = []
        for path in self.untagged:
            groups.setdefault(_name(path), _Group(path)).add(untagged, path)
        for tagged in self._tagged:
            name = next((n for n in _names_upwards(tagged) if n in groups), None)
            if name is None and tagged.is_surely_a_translation and self.untagged:
                message = "there is no lesson that this could be a translation of"
                self.problems.append(
                    Problem("warning", "orphan-translation", tagged.path, None, message)
                )
                continue
            group = groups.setdefault(name or tagged.name, _Group(tagged.base))
            group.add(tagged.language, tagged.path)
        return groups

    def _take_hyphens(self) -> None:
        """``README_ko.md`` is a translation where there is a ``README.md``."""
        names = {_name(path) for path in self.untagged}
        found = {path: tagged for path in self.untagged if (tagged := _by_suffix(path, "-_"))}
        self._take({path: one for path, one in found.items() if _name(one.base) in names})

    def _take_language_folders(self) -> None:
        """``ko/`` is a translation where it mirrors the other files, or where ``en/`` does."""
        inside = {path: tagged for path in self.untagged if (tagged := _by_language(path))}
        outside = {_name(path) for path in self.untagged if path not in inside}
        places: dict[tuple[str, str], list[_Tagged]] = defaultdict(list)
        beside: dict[str, Counter[Name]] = defaultdict(Counter)
        for path, tagged in inside.items():
            place = _place_of_language(path)
            places[place].append(tagged)
            beside[place[0]][_name(tagged.base)] += 1
        for (prefix, _), found in places.items():
            mirrored = sum(_name(one.base) in outside for one in found)
            repeated = sum(beside[prefix][_name(one.base)] > 1 for one in found)
            if 2 * mirrored >= len(found):
                self._take({one.path: one for one in found})
            elif 2 * repeated >= len(found):
                self._take({one.path: replace(one, is_apart=True) for one in found})

    def _take_named_folders(self) -> None:
        """``Korean/03_lists_ko.md`` is a translation of ``03_Day_Lists/03_lists.md``."""
        inside = {path: place for path in self.untagged if (place := _named_place(path))}
        if not inside:
            return
        originals = _Originals(path for path in self.untagged if path not in inside)
        groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for path, (above, folder) in inside.items():
            groups[above, folder.lower()][path] = originals.of(path, above, folder)
        for (_, name), bases in groups.items():
            language = named_language(name) or ""
            found = {path: _Tagged(path, base, language) for path, base in bases.items() if base}
            if 2 * len(found) >= len(bases):
                self._take(found)

    def _take(self, found: dict[str, _Tagged]) -> None:
        self._tagged += found.values()
        self.untagged = [path for path in self.untagged if path not in found]


class _Originals:
    """Finds what a file in a folder named for a language may be a translation of."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = {_name(path): path for path in paths}
        self._n_beside = Counter(path.rpartition("/")[0] for path in self._paths.values())
        self._by_stem: dict[Name, list[str]] = defaultdict(list)
        for (stem, kind), path in self._paths.items():
            self._by_stem[stem.rpartition("/")[2], kind].append(path)

    def of(self, path: str, above: str, folder: str) -> str:
        """The file at the same place without the folder, or the one of that name; or none."""
        stem, kind = _name(path[len(above) + len(folder) + 1 :].lstrip("/"))
        for name in (stem, _CODE.sub("", stem)):
            found = self._paths.get((_name(f"{above}/{name}.md")[0].lstrip("/"), kind))
            found = found or self._named((name.rpartition("/")[2], kind))
            if found:
                return found
        return ""

    def _named(self, name: Name) -> str:
        """The file of a name, of several the one with the fewest lessons beside it."""
        paths = self._by_stem.get(name, [])
        beside = [self._n_beside[path.rpartition("/")[0]] for path in paths]
        is_one = beside.count(min(beside, default=0)) == 1
        return paths[beside.index(min(beside))] if is_one else ""


def _named_place(path: str) -> tuple[str, str] | None:
    """What stands above the first folder named for a language, and that folder."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if named_language(part):
            return "/".join(parts[:index]), part
    return None


def _by_mirror(path: str, mirrors: tuple[Mirror, ...]) -> _Tagged | None:
    for mirror in mirrors:
        twin = mirror.twin_of(path)
        if twin:
            return _Tagged(path, twin, mirror.language, True)
    return None


def _by_folder(path: str) -> _Tagged | None:
    """``a/translations/ko/b.md`` and ``a/translations/b.ko.md`` are ``a/b.md``."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part.lower() not in _FOLDERS:
            continue
        above, below = parts[:index], parts[index + 1 :]
        language = as_translation(below[0]) if len(below) > 1 else None
        if language:
            return _Tagged(path, "/".join([*above, *below[1:]]), language, True)
        named = _by_suffix("/".join([*above, *below]), "._-")
        if named:
            return _Tagged(path, named.base, named.language, True)
        alone = as_language(PurePosixPath(path).stem)
        if alone and len(below) == 1:
            suffix = PurePosixPath(path).suffix
            return _Tagged(path, "/".join([*above, f"README{suffix}"]), alone, True)
        return None
    return None


def _by_dot(path: str) -> _Tagged | None:
    return _by_suffix(path, ".")


def _by_suffix(path: str, marks: str) -> _Tagged | None:
    file = PurePosixPath(path)
    for pattern in _SUFFIXES:
        match = pattern.match(file.stem)
        language = as_language(match["code"]) if match and match["mark"] in marks else None
        if match and language:
            base = file.with_name(match["stem"] + file.suffix).as_posix()
            return _Tagged(path, base, language)
    return None


def _by_language(path: str) -> _Tagged | None:
    """``a/ko/b.md`` as the translation of ``a/b.md`` that it may be."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        language = as_folder_language(part)
        if language:
            return _Tagged(path, "/".join([*parts[:index], *parts[index + 1 :]]), language)
    return None


def _place_of_language(path: str) -> tuple[str, str]:
    parts = path.split("/")
    index = next(i for i, part in enumerate(parts) if as_folder_language(part))
    return "/".join(parts[:index]), parts[index]


def _names_upwards(tagged: _Tagged) -> Iterator[Name]:
    """Where the lesson of a translation may be: at its place, or in a folder above."""
    base = PurePosixPath(tagged.base)
    yield tagged.name
    if tagged.is_surely_a_translation and len(base.parts) == 2:
        yield _name(base.name)


def _name(path: str) -> Name:
    stem = unicodedata.normalize("NFC", path.rpartition(".")[0]).casefold()
    return stem, kind_of(path) or ""
