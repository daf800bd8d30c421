"""Jupyter Book 1: ``_toc.yml`` in its forms, with ``_config.yml`` beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from courses.files.yamltext import BadYaml, as_word, read_mapping, read_yaml
from courses.layouts.contents import Contents, Entry
from courses.layouts.outline import Outline, UnitFiles
from courses.layouts.placing import base_with, entry_file
from courses.layouts.survey import Survey, is_below
from courses.model import Problem
from courses.naming.titles import natural_order
from courses.places import Places
from courses.source import Folder, Unreadable

_NAMES = ("_toc.yml", "_toc.yaml")
_BELOW = ("chapters", "sections", "entries", "items")


class JupyterBookLayout:
    """A book's table of contents; pages it leaves out are read if others lead to them."""

    name = "jupyter-book"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a ``_toc.yml``, at the top or around most of the pages."""
        return base_with(folder, _NAMES) is not None

    def outline(self, folder: Folder) -> Outline:
        """The book as its table of contents orders it."""
        base = base_with(folder, _NAMES) or ""
        path = next(p for name in _NAMES if (p := _join(base, name)) in folder)
        config = _config(folder, base)
        survey = Survey(folder, base, as_word(_mapping(config, "sphinx", "config").get("language")))
        source = folder.read_text(path)
        toc = _Toc(folder, base, path, Places(source), _excluded(config))
        entries = list(toc.entries(read_yaml(source, path)))
        first = next((e.file for entry in entries for e in entry.files()), "")
        title = as_word(config.get("title")) or survey.title_of(first) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no page of it was found"))
        only_listed = config.get("only_build_toc_files") is True
        outline = survey.outline(title, units, (*toc.problems, *contents.problems))
        return replace(
            outline,
            base=base,
            repository=as_word(_mapping(config, "repository").get("url")) or outline.repository,
            pool=() if only_listed else _pool(survey, units, toc),
        )


@dataclass
class _Toc:
    """Reads the entries of a table of contents, whichever names its form gives them."""

    folder: Folder
    base: str
    path: str
    places: Places
    excluded: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def entries(self, value: Any) -> Iterator[Entry]:
        """The entries at the top: the root page, and the parts or chapters after it."""
        if isinstance(value, list):
            yield from self._list(value)
        elif isinstance(value, Mapping):
            if value.get("root"):
                yield from self._entry({"file": value["root"]})
            for part in _items(value.get("parts") or value.get("subtrees")):
                yield from self._entry(part, is_part=True)
            yield from self._below(value)
        else:
            raise BadYaml(Problem("error", "bad-toc", self.path, 1, "expected a list of pages"))

    def _list(self, values: list[Any]) -> Iterator[Entry]:
        """A list in which a header stands over everything up to the next one."""
        title: str | None = None
        below: list[Entry] = []
        for number, value in enumerate(_items(values)):
            header = value.get("header")
            if header is not None:
                if title is not None:
                    yield Entry(title, "", tuple(below), is_part=True)
                title, below = as_word(header), []
                continue
            found = self._root(value) if number == 0 else self._entry(value)
            if title is None:
                yield from found
            else:
                below += found
        if title is not None:
            yield Entry(title, "", tuple(below), is_part=True)

    def _root(self, value: Mapping[str, Any]) -> Iterator[Entry]:
        """The first page of an old list; what stands below it are the chapters."""
        if value.get("file"):
            yield from self._entry({"file": value["file"], "title": value.get("title")})
            yield from self._below(value)
        else:
            yield from self._entry(value)

    def _below(self, value: Mapping[str, Any]) -> Iterator[Entry]:
        for name in _BELOW:
            found = value.get(name)
            if isinstance(found, list):
                yield from self._list(found) if _has_headers(found) else self._plain(found)
        for part in _items(value.get("parts") or value.get("subtrees")) if "file" in value else ():
            yield from self._entry(part)

    def _plain(self, values: list[Any]) -> Iterator[Entry]:
        for value in _items(values):
            yield from self._entry(value)

    def _entry(self, value: Mapping[str, Any], *, is_part: bool = False) -> Iterator[Entry]:
        if value.get("glob"):
            yield from self._matching(as_word(value["glob"]))
            return
        part = as_word(value.get("part") or value.get("caption"))
        name = as_word(value.get("file"))
        address = as_word(value.get("url"))
        if not name and address.startswith("/") and address != "/":
            name = address.strip("/")
        file = self._file(name) if name else ""
        children = tuple(self._below(value))
        is_part = is_part or bool(part)
        if file or children or is_part:
            yield Entry(as_word(value.get("title")) or part, file, children, is_part)

    def _file(self, name: str) -> str:
        line = self.places.next_line_of(name)
        found = entry_file(self.folder, self.base, name)
        if not found:
            message = f"the page {name} is not there"
            self.problems.append(Problem("warning", "missing-page", self.path, line, message))
        return found

    def _matching(self, pattern: str) -> Iterator[Entry]:
        found = [
            path
            for path in self.folder.files
            if is_below(path, self.base) and self._fits(path, pattern)
        ]
        for path in sorted(found, key=natural_order):
            if not self.is_excluded(path):
                yield Entry("", path)

    def _fits(self, path: str, pattern: str) -> bool:
        inside = path[len(self.base) :].lstrip("/")
        stem = inside.rpartition(".")[0]
        depths = inside.count("/") == pattern.count("/") or "**" in pattern
        return depths and (fnmatchcase(inside, pattern) or fnmatchcase(stem, pattern))

    def is_excluded(self, path: str) -> bool:
        """Tell whether the book leaves a file out."""
        inside = path[len(self.base) :].lstrip("/")
        return any(
            fnmatchcase(inside, pattern) or is_below(inside, pattern.rstrip("/*"))
            for pattern in self.excluded
        )


def _pool(survey: Survey, units: tuple[UnitFiles, ...], toc: _Toc) -> Any:
    return tuple(one for one in survey.pool(units) if not toc.is_excluded(one.paths[0]))


def _items(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a list; a bare word in it is a page's name."""
    if not isinstance(value, list):
        return []
    items = [{"file": item} if isinstance(item, str) else item for item in value]
    return [item for item in items if isinstance(item, Mapping)]


def _has_headers(values: list[Any]) -> bool:
    return any(isinstance(value, Mapping) and "header" in value for value in values)


def _config(folder: Folder, base: str) -> Mapping[str, Any]:
    """``_config.yml``; a book without one, or with one that cannot be read, has no settings."""
    path = _join(base, "_config.yml")
    if path not in folder:
        return {}
    try:
        return read_mapping(folder.read_text(path), path)
    except (BadYaml, Unreadable) as error:
        folder.problems.append(error.problem)
        return {}


def _mapping(values: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        found = values.get(name)
        values = found if isinstance(found, Mapping) else {}
    return values


def _excluded(config: Mapping[str, Any]) -> tuple[str, ...]:
    given = config.get("exclude_patterns")
    return tuple(w for item in given if (w := as_word(item))) if isinstance(given, list) else ()


def _join(base: str, name: str) -> str:
    return f"{base}/{name}" if base else name
