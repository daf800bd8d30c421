"""What Docusaurus's pages and folders say of themselves: their places, titles and addresses."""

from __future__ import annotations

import json
import math
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from courses.files.yamltext import BadYaml, as_word, split_front_matter
from courses.layouts.docusaurusroutes import address_of, addresses_of_folder, without_number
from courses.layouts.lessonfiles import is_index
from courses.layouts.outline import LessonFiles, UnitFiles
from courses.linking.routes import Mirror
from courses.naming.titles import natural_order
from courses.source import Folder, Unreadable

CATEGORY = re.compile(r"_category_\.(?:json|ya?ml)\Z")
_WANTED = ("id", "slug", "draft", "sidebar_position")
_LAST = float("inf")

Order = tuple[tuple[float, tuple[tuple[tuple[int, int, str], ...], ...]], ...]


class Pages:
    """The pages below a folder; ``listed`` are the names of those that sidebars order."""

    def __init__(self, folder: Folder, base: str, listed: Mapping[str, int]) -> None:
        self._folder = folder
        self._base = base
        self._listed = listed
        self._matters: dict[str, Mapping[str, Any]] = {}
        self._categories: dict[str, Mapping[str, Any]] = {}

    def is_draft(self, lesson: LessonFiles) -> bool:
        """Tell whether the site leaves a page out."""
        return self._matter(lesson.paths[0]).get("draft") is True

    def addresses(self, lessons: Iterable[LessonFiles], route: str) -> dict[str, str]:
        """The pages and folders by all their addresses below a route."""
        found: dict[str, str] = {}
        folders: dict[str, None] = {}
        for lesson in lessons:
            path = self._inner(lesson.paths[0])
            found.setdefault(
                address_of(path, self._matter(lesson.paths[0]), route), lesson.paths[0]
            )
            while path := posixpath.dirname(path):
                folders[path] = None
        for path in folders:
            place = posixpath.join(self._base, path)
            for address in addresses_of_folder(path, self._category(place), route):
                found.setdefault(address, place)
        return found

    def in_order(
        self, units: tuple[UnitFiles, ...], language: str, mirrors: tuple[Mirror, ...]
    ) -> Iterator[UnitFiles]:
        """The units and their lessons in order, with the titles that their folders have."""
        for unit in sorted(units, key=self._of_unit):
            titles = {language: self._label(unit.key)}
            for mirror in mirrors if unit.key != self._base else ():
                place = posixpath.join(mirror.folder, self._inner(unit.key))
                titles.setdefault(mirror.language, self._label(place))
            given = {} if unit.key == self._base else unit.title
            title = {code: label for code, label in titles.items() if label} or given
            lessons = tuple(sorted(unit.lessons, key=self._of_lesson))
            yield UnitFiles(unit.key, title, lessons, unit.solutions)

    def _inner(self, path: str) -> str:
        return path[len(self._base) :].strip("/") if self._base else path

    def _label(self, folder: str) -> str:
        label = self._category(folder).get("label")
        return label if isinstance(label, str) else ""

    def _of_unit(self, unit: UnitFiles) -> Order:
        places = map(self._of_lesson, unit.lessons)
        return min(places, default=()) if self._listed else self._of_folder(unit.key)

    def _of_folder(self, folder: str) -> Order:
        inner = self._inner(folder)
        parts = inner.split("/") if inner else []
        paths = ("/".join(filter(None, (self._base, *parts[: n + 1]))) for n in range(len(parts)))
        positions = (_number(self._category(path).get("position")) for path in paths)
        return tuple(zip(positions, map(natural_order, parts), strict=True))

    def _of_lesson(self, lesson: LessonFiles) -> Order:
        path = lesson.paths[0]
        if self._listed:
            place = self._listed.get(self._id(path), _LAST)
            return ((place, natural_order(path)),)
        position = _number(self._matter(path).get("sidebar_position"))
        if position == _LAST and is_index(lesson.stem):
            position = -_LAST
        return (*self._of_folder(lesson.folder or ""), (position, natural_order(lesson.stem)))

    def _id(self, path: str) -> str:
        """The name of a page in the lists of sidebars."""
        *folders, name = self._inner(path).split("/")
        given = as_word(self._matter(path).get("id"))
        stem = given or without_number(name.rpartition(".")[0])
        return "/".join([*map(without_number, folders), stem])

    def _matter(self, path: str) -> Mapping[str, Any]:
        if path not in self._matters:
            self._matters[path] = _read_matter(self._folder, path)
        return self._matters[path]

    def _category(self, folder: str) -> Mapping[str, Any]:
        if folder not in self._categories:
            self._categories[folder] = _read_category(self._folder, folder)
        return self._categories[folder]


def _read_matter(folder: Folder, path: str) -> Mapping[str, Any]:
    """What of a page's front matter says where it is; nothing if it cannot be read."""
    try:
        values = split_front_matter(folder.read_text(path), path).values
    except (Unreadable, BadYaml):
        return {}
    return {name: values[name] for name in _WANTED if name in values}


def _read_category(folder: Folder, place: str) -> Mapping[str, Any]:
    """What a folder's own file says of it; one that cannot be read says nothing."""
    path = next((each for each in folder.names_in(place) if CATEGORY.search(each)), "")
    try:
        text = folder.read_text(path) if path else ""
        found = json.loads(text) if path.endswith(".json") else yaml.safe_load(text)
    except (Unreadable, yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return _LAST
    return max(-1e9, min(value, 1e9))
