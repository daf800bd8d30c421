"""Our own layout: a ``course.yml`` that names the units' folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from courses.assignments import assignment_names
from courses.environments import read_environment
from courses.files.yamltext import BadYaml, as_text, as_word, read_mapping
from courses.layouts.lessonfiles import group_lessons
from courses.layouts.outline import Outline, UnitFiles
from courses.model import Problem
from courses.naming.languages import LANGUAGE
from courses.places import Places
from courses.source import Folder

FILE = "course.yml"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_NUMBERED = re.compile(r"\d+-")


class OwnLayout:
    """``course.yml`` beside numbered folders of numbered lessons."""

    name = "course.yml"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a ``course.yml``."""
        return FILE in folder

    def outline(self, folder: Folder) -> Outline:
        """The course that ``course.yml`` describes."""
        source = folder.read_text(FILE)
        values = read_mapping(source, FILE)
        languages = _languages(values)
        slug = as_word(values.get("slug"))
        if not _SLUG.match(slug):
            raise BadYaml(_problem("bad-slug", "slug must be lower-case letters, digits, hyphens"))
        title = as_text(values.get("title"), languages)
        units, problems = _units(values.get("units"), folder, languages, Places(source))
        assignments, unfit = _assignments(values.get("assignments"), folder, source)
        aliases, line, wrong = _aliases(values.get("aliases"), source)
        environment, amiss = read_environment(values.get("environment"), source)
        problems += [*unfit, *wrong, *amiss]
        problems += [] if title.get(languages[0]) else [_problem("no-title", "title is missing")]
        return Outline(
            slug=slug,
            title=title or {languages[0]: slug},
            summary=as_text(values.get("summary"), languages),
            languages=languages,
            level=as_word(values.get("level")),
            units=units,
            problems=tuple(problems),
            assignments=assignments,
            aliases=aliases,
            aliases_line=line,
            environment=environment,
        )


def _languages(values: Mapping[str, Any]) -> tuple[str, ...]:
    given = values.get("languages", ["ko"])
    languages = tuple(as_word(item) for item in given) if isinstance(given, list) else ()
    if not languages or not all(LANGUAGE.match(language) for language in languages):
        raise BadYaml(_problem("bad-languages", "languages must be a list such as [ko, en]"))
    return languages


def _units(
    given: object, folder: Folder, languages: tuple[str, ...], places: Places
) -> tuple[tuple[UnitFiles, ...], list[Problem]]:
    if not isinstance(given, list) or not given:
        raise BadYaml(_problem("no-units", "units must be a list of {dir, title}"))
    units: list[UnitFiles] = []
    problems: list[Problem] = []
    for entry in given:
        values = entry if isinstance(entry, dict) else {"dir": entry}
        key = as_word(values.get("dir")).strip("/")
        lessons = group_lessons(folder.names_in(key), languages) if key else ()
        solutions = group_lessons(folder.below(key), languages, solutions=True) if key else ()
        if not lessons:
            line = places.next_line_of(key)
            problems.append(_problem("empty-unit", f"no lessons in the folder {key!r}", line))
        units.append(UnitFiles(key, as_text(values.get("title"), languages), lessons, solutions))
    listed = {unit.key for unit in units}
    problems += _repeated(units) + _unlisted(folder, listed, languages)
    return tuple(units), problems


def _repeated(units: list[UnitFiles]) -> list[Problem]:
    keys = [unit.key for unit in units]
    twice = {key for key in keys if keys.count(key) > 1}
    return [_problem("duplicate-unit", f"the unit {key!r} is listed twice") for key in twice]


def _unlisted(folder: Folder, listed: set[str], languages: tuple[str, ...]) -> list[Problem]:
    tops = {path.split("/", 1)[0] for path in folder.files if "/" in path}
    return [
        Problem("warning", "unlisted-unit", FILE, None, f"the folder {top!r} is not a unit")
        for top in sorted(tops - listed)
        if _NUMBERED.match(top) and group_lessons(folder.names_in(top), languages)
    ]


def _assignments(
    given: object, folder: Folder, source: str
) -> tuple[tuple[str, ...], list[Problem]]:
    """The author's order of the assignments; without one there is nothing to object to."""
    if given is None:
        return (), []
    line = Places(f"\n{source}").next_line_of("\nassignments:")
    names = tuple(as_word(name) for name in given) if isinstance(given, list) else ()
    if not names or not all(names):
        return (), [_problem("bad-order", "assignments must be a list of folder names", line)]
    there = assignment_names(folder)
    twice = sorted({name for name in names if names.count(name) > 1})
    unknown = [name for name in dict.fromkeys(names) if name not in there]
    unlisted = [name for name in there if name not in names]
    return names, [
        *(_problem("duplicate-assignment", f"{name!r} is listed twice", line) for name in twice),
        *(_problem("unknown-assignment", f"no folder assignments/{n}", line) for n in unknown),
        *(_problem("unlisted-assignment", f"{name!r} is left out", line) for name in unlisted),
    ]


def _aliases(given: object, source: str) -> tuple[dict[str, str], int | None, list[Problem]]:
    """Present ids of lessons by former ones, and the line where they stand."""
    if given is None:
        return {}, None, []
    line = Places(f"\n{source}").next_line_of("\naliases:")
    if not isinstance(given, Mapping) or not all(map(as_word, given.values())):
        return {}, line, [_problem("bad-alias", "aliases must be {former id: present id}", line)]
    return {as_word(former): as_word(key) for former, key in given.items()}, line, []


def _problem(code: str, message: str, line: int | None = None) -> Problem:
    return Problem("error", code, FILE, line, message)
