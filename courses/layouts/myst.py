"""MyST projects: ``myst.yml`` with a table of contents, or with none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from courses.files.yamltext import BadYaml, as_word, read_mapping
from courses.layouts.contents import Contents, Entry
from courses.layouts.folders import units_by_folder
from courses.layouts.outline import Outline
from courses.layouts.placing import base_with, entry_file
from courses.layouts.survey import Survey, is_below
from courses.model import Problem
from courses.naming.titles import natural_order
from courses.places import Places
from courses.source import Folder, Unreadable

_NAMES = ("myst.yml", "myst.yaml")
_DEPTH = 5


class MystLayout:
    """The pages that ``project.toc`` lists, or all pages where it lists none."""

    name = "myst"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a ``myst.yml`` that does not leave the contents to a ``_toc.yml``."""
        base = base_with(folder, _NAMES)
        if base is None:
            return False
        has_other = any(_join(base, name) in folder for name in ("_toc.yml", "_toc.yaml"))
        return not has_other or "toc:" in folder.peek_text(_path(folder, base))

    def outline(self, folder: Folder) -> Outline:
        """The project as its table of contents or its folders order it."""
        base = base_with(folder, _NAMES) or ""
        path = _path(folder, base)
        settings = _Settings(folder, base)
        settings.read(path)
        survey = Survey(folder, base)
        toc = _Toc(folder, base, path, settings)
        entries = tuple(toc.entries(settings.toc)) if isinstance(settings.toc, list) else ()
        first = next((e.file for entry in entries for e in entry.files()), survey.index_of(base))
        title = settings.title or survey.title_of(first) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        listed = contents.units_of(entries) if entries else units_by_folder(survey, base)
        if not listed:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no page of it was found"))
        units = survey.with_solutions(listed)
        github = as_word(settings.project.get("github"))
        outline = survey.outline(
            title, units, (*settings.problems, *toc.problems, *contents.problems)
        )
        return replace(outline, base=base, repository=_address(github) or outline.repository)


@dataclass
class _Settings:
    """``myst.yml`` and the files it extends; what the nearest one says holds."""

    folder: Folder
    base: str
    project: dict[str, Any] = field(default_factory=dict)
    site: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def toc(self) -> Any:
        """The table of contents as it stands, if there is one."""
        return self.project.get("toc")

    @property
    def title(self) -> str:
        """What the project, or else its site, is called."""
        return as_word(self.project.get("title")) or as_word(self.site.get("title"))

    def read(self, path: str, depth: int = 0) -> None:
        """Read a file of settings, and the local files that it extends before it."""
        source = self.folder.read_text(path)
        values = read_mapping(source, path)
        extended = values.get("extends") or values.get("extend") or []
        for name in extended if isinstance(extended, list) else [extended]:
            found = self.folder.find(_join(self.base, as_word(name).removeprefix("./")))
            if found in self.folder and depth < _DEPTH and found != path:
                self._extend(found, depth)
        for own, name in ((self.project, "project"), (self.site, "site")):
            given = values.get(name)
            own.update(given if isinstance(given, Mapping) else {})
        self.source += source

    def _extend(self, path: str, depth: int) -> None:
        try:
            self.read(path, depth + 1)
        except (BadYaml, Unreadable) as error:
            self.problems.append(error.problem)


@dataclass
class _Toc:
    folder: Folder
    base: str
    path: str
    settings: _Settings
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = Places(self.settings.source)
        self._named: set[str] = set()

    def entries(self, values: Any) -> Iterator[Entry]:
        """The entries of a list; addresses on other sites are no lessons."""
        for value in values if isinstance(values, list) else []:
            entry = {"file": value} if isinstance(value, str) else value
            if not isinstance(entry, Mapping):
                continue
            pattern = as_word(entry.get("pattern") or entry.get("glob"))
            if pattern:
                yield from self._matching(pattern)
                continue
            name = as_word(entry.get("file"))
            file = self._file(name) if name else ""
            children = tuple(self.entries(entry.get("children")))
            if file or children:
                yield Entry(as_word(entry.get("title")), file, children)

    def _file(self, name: str) -> str:
        line = self._places.next_line_of(name)
        found = entry_file(self.folder, self.base, name)
        self._named.add(found)
        if not found:
            message = f"the page {name} is not there"
            self.problems.append(Problem("warning", "missing-page", self.path, line, message))
        return found

    def _matching(self, pattern: str) -> Iterator[Entry]:
        names = pattern.removeprefix("./")
        for path in sorted(self.folder.files, key=natural_order):
            inside = path[len(self.base) :].lstrip("/")
            fits = inside.count("/") == names.count("/") or "**" in names
            is_new = path not in self._named and is_below(path, self.base)
            if is_new and fits and fnmatchcase(inside, names.replace("**/", "*")):
                yield Entry("", path)


def _path(folder: Folder, base: str) -> str:
    return next(path for name in _NAMES if (path := _join(base, name)) in folder)


def _address(github: str) -> str:
    return github if "://" in github or not github else f"https://github.com/{github}"


def _join(base: str, name: str) -> str:
    return f"{base}/{name}" if base else name
