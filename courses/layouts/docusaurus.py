"""Docusaurus: folders of Markdown and MDX whose order stands in front matter and ``_category_`` files."""

from __future__ import annotations

import json
import math
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from courses.layouts.folders import units_by_folder
from courses.layouts.lessonfiles import is_index
from courses.layouts.outline import LessonFiles, Outline, UnitFiles
from courses.layouts.survey import Survey
from courses.model import Problem
from courses.repository import repository_of
from courses.source import Folder, Unreadable
from courses.titles import natural_order
from courses.yamltext import BadYaml, split_front_matter

_SETTINGS = re.compile(r"(?:[\w-]+/)?docusaurus\.config\.(?:js|ts|mjs|cjs)\Z")
_CATEGORY = re.compile(r"_category_\.(?:json|ya?ml)\Z")
_TITLE = re.compile(r"^\s*title:\s*(?P<quote>['\"`])(?P<title>.{1,200}?)(?P=quote)", re.MULTILINE)
_DOCS = "docs"
_LAST = float("inf")

Order = tuple[tuple[float, tuple[tuple[tuple[int, int, str], ...], ...]], ...]


class DocusaurusLayout:
    """The pages below ``docs/``, a unit for each folder."""

    name = "docusaurus"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there are Docusaurus's settings, or files that describe its folders."""
        return bool(_settings(folder)) or any(_CATEGORY.search(path) for path in folder.files)

    def outline(self, folder: Folder) -> Outline:
        """A course with a unit for each folder of pages, in the order of their positions."""
        settings = _settings(folder)
        root = posixpath.dirname(settings)
        docs = posixpath.join(root, _DOCS)
        base = docs if folder.has_folder(docs) else root
        survey = Survey(folder, base)
        order = _Positions(folder, base)
        units = survey.with_solutions(tuple(order.units(units_by_folder(survey, base))))
        problems = [] if units else [Problem("error", "no-lessons", "", None, "no lessons found")]
        title = _title(folder, settings) or survey.title_of(survey.index_of(base))
        return Outline(
            slug=survey.slug,
            title={survey.language: title or survey.folder_title("")},
            summary={},
            languages=survey.languages,
            level="",
            units=units,
            problems=(*survey.problems, *problems),
            is_ours=False,
            base=root,
            repository=repository_of(folder),
            pool=survey.pool(units),
        )


class _Positions:
    """Where pages and folders stand among their neighbours, and what folders are called."""

    def __init__(self, folder: Folder, base: str) -> None:
        self._folder = folder
        self._base = base
        self._categories: dict[str, Mapping[str, Any]] = {}

    def units(self, units: tuple[UnitFiles, ...]) -> Iterator[UnitFiles]:
        """The units and their lessons in order, with the titles that their folders have."""
        for unit in sorted(units, key=lambda each: self._of_folder(each.key)):
            label = self._category(unit.key).get("label")
            language = next(iter(unit.lessons[0].files)) if unit.lessons else ""
            given = {} if unit.key == self._base else unit.title
            title = {language: label} if isinstance(label, str) and label else given
            lessons = tuple(sorted(unit.lessons, key=self._of_lesson))
            yield UnitFiles(unit.key, title, lessons, unit.solutions)

    def _of_folder(self, folder: str) -> Order:
        inner = folder[len(self._base) :].strip("/") if self._base else folder
        parts = inner.split("/") if inner else []
        paths = ("/".join(filter(None, (self._base, *parts[: n + 1]))) for n in range(len(parts)))
        positions = (_number(self._category(path).get("position")) for path in paths)
        return tuple(zip(positions, map(natural_order, parts), strict=True))

    def _of_lesson(self, lesson: LessonFiles) -> Order:
        position = _number(self._matter(lesson.paths[0]).get("sidebar_position"))
        if position == _LAST and is_index(lesson.stem):
            position = -_LAST
        return (*self._of_folder(lesson.folder or ""), (position, natural_order(lesson.stem)))

    def _matter(self, path: str) -> Mapping[str, Any]:
        try:
            return split_front_matter(self._folder.read_text(path), path).values
        except (Unreadable, BadYaml):
            return {}

    def _category(self, folder: str) -> Mapping[str, Any]:
        if folder not in self._categories:
            self._categories[folder] = _read_category(self._folder, folder)
        return self._categories[folder]


def _read_category(folder: Folder, place: str) -> Mapping[str, Any]:
    """What a folder's own file says of it; one that cannot be read says nothing."""
    path = next((each for each in folder.names_in(place) if _CATEGORY.search(each)), "")
    try:
        text = folder.read_text(path) if path else ""
        found = json.loads(text) if path.endswith(".json") else yaml.safe_load(text)
    except (Unreadable, yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _settings(folder: Folder) -> str:
    found = (path for path in folder.files if _SETTINGS.match(path))
    return min(found, key=lambda path: path.count("/"), default="")


def _title(folder: Folder, settings: str) -> str:
    try:
        found = _TITLE.search(folder.read_text(settings)) if settings else None
    except Unreadable:
        return ""
    return found["title"].strip() if found else ""


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return _LAST
    return max(-1e9, min(value, 1e9))
