"""Lessons of The Carpentries: episodes in the order of ``config.yaml``, and pages beside them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from courses.dialects.carpentries import boxed
from courses.files.yamltext import BadYaml, as_word, read_mapping
from courses.layouts.contents import Contents, Entry
from courses.layouts.outline import Outline
from courses.layouts.placing import entry_file
from courses.layouts.survey import Survey
from courses.linking.routes import Routes
from courses.model import Problem
from courses.naming.languagecodes import as_language
from courses.naming.languages import kind_of
from courses.places import Places
from courses.source import Folder

_SETTINGS = "config.yaml"
_EPISODES = "episodes"
_START = ("index.md", "learners/setup.md")
_BESIDE = {"learners": "For learners", "instructors": "For instructors", "profiles": "Profiles"}


class CarpentriesLayout:
    """The episodes, and what is for learners and instructors."""

    name = "carpentries"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there are a lesson's settings and its episodes."""
        has_settings = _SETTINGS in folder and folder.has_folder(_EPISODES)
        return has_settings and "episodes:" in folder.peek_text(_SETTINGS)

    def outline(self, folder: Folder) -> Outline:
        """A unit of all episodes, and one for each folder beside them."""
        source = folder.read_text(_SETTINGS)
        settings = read_mapping(source, _SETTINGS)
        survey = Survey(folder, "", as_language(as_word(settings.get("lang"))) or "")
        title = as_word(settings.get("title")) or survey.folder_title("")
        problems: list[Problem] = []
        entries = tuple(_entries(folder, settings, Places(source), problems))
        contents = Contents(_SETTINGS, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", _SETTINGS, 1, "no episode was found"))
        outline = survey.outline(title, units, (*problems, *contents.problems))
        return replace(
            outline,
            base=_EPISODES,
            has_routes=True,
            has_ids=False,
            rewrite=boxed,
            routes=Routes(dict(_places(folder))),
            repository=as_word(settings.get("source")) or outline.repository,
            pool=(),
        )


def _entries(
    folder: Folder, settings: Mapping[str, Any], places: Places, problems: list[Problem]
) -> Iterator[Entry]:
    name = as_word(settings.get("title"))
    titles = zip((name, ""), _START, strict=True)
    start = tuple(Entry(title, path) for title, path in titles if path in folder)
    if start:
        yield Entry(name, "", start, is_part=True)
    yield Entry("Episodes", "", tuple(_episodes(folder, settings, places, problems)), is_part=True)
    for name, title in _BESIDE.items():
        files = [path for path in folder.names_in(name) if kind_of(path) and path not in _START]
        yield Entry(title, "", tuple(Entry("", path) for path in files), is_part=True)


def _episodes(
    folder: Folder, settings: Mapping[str, Any], places: Places, problems: list[Problem]
) -> Iterator[Entry]:
    """The episodes that are listed, or all of them by name."""
    listed = settings.get("episodes")
    names = [as_word(each) for each in listed] if isinstance(listed, list) else []
    for name in names or [posixpath.basename(path) for path in folder.names_in(_EPISODES)]:
        found = entry_file(folder, _EPISODES, name)
        if found:
            yield Entry("", found)
        elif names:
            line = places.next_line_of(name)
            message = f"the episode {name} is not there"
            problems.append(Problem("warning", "missing-page", _SETTINGS, line, message))


def _places(folder: Folder) -> Iterator[tuple[str, str]]:
    """The pages beside the episodes at the addresses they have on the site, all in one folder."""
    for path in (*_START[:1], *(path for name in _BESIDE for path in folder.names_in(name))):
        stem = posixpath.basename(path).rpartition(".")[0]
        if kind_of(path) and path in folder:
            yield posixpath.join(_EPISODES, stem), path
            yield posixpath.join(_EPISODES, f"{stem}.html"), path
