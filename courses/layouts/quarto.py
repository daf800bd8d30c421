"""Quarto: chapters of a book, or pages of a website, in the order of ``_quarto.yml``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from courses.dialects.quarto import QuartoMarks
from courses.files.yamltext import BadYaml, as_word, read_mapping
from courses.layouts.contents import Contents, Entry
from courses.layouts.folders import units_by_folder
from courses.layouts.outline import Outline
from courses.layouts.placing import base_with, entry_file
from courses.layouts.survey import Survey
from courses.model import Problem
from courses.naming.languagecodes import as_language
from courses.naming.languages import kind_of
from courses.places import Places
from courses.source import Folder

_NAMES = ("_quarto.yml", "_quarto.yaml")
_DEEPEST = 8
_INNER = ("chapters", "contents")


class QuartoLayout:
    """The chapters that a book lists, the pages of a site's sidebar, or all pages by their folders."""

    name = "quarto"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there are Quarto's settings at the top or around most of the pages."""
        return base_with(folder, _NAMES) is not None

    def outline(self, folder: Folder) -> Outline:
        """The book or the site as its settings or its folders order it."""
        base = base_with(folder, _NAMES) or ""
        path = next(p for name in _NAMES if (p := posixpath.join(base, name)) in folder)
        source = folder.read_text(path)
        settings = read_mapping(source, path)
        site = _part(settings, "book") or _part(settings, "website")
        survey = Survey(folder, base, as_language(as_word(settings.get("lang"))) or "")
        chapters = _Chapters(folder, base, path, Places(source))
        entries = tuple(entry for name in _lists(site) for entry in chapters.entries(name))
        home = entry_file(folder, base, "index")
        if home and home not in {e.file for one in entries for e in one.files()}:
            entries = (Entry("", home), *entries) if entries else ()
        title = as_word(site.get("title")) or survey.title_of(home) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        listed = contents.units_of(entries) or units_by_folder(survey, base)
        if not listed:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no page of it was found"))
        units = survey.with_solutions(listed)
        outline = survey.outline(title, units, (*chapters.problems, *contents.problems))
        return replace(
            outline,
            base=base,
            has_ids=False,
            rewrite=QuartoMarks(folder).rewrite,
            repository=as_word(site.get("repo-url")) or outline.repository,
        )


@dataclass
class _Chapters:
    """Reads lists of chapters."""

    folder: Folder
    base: str
    path: str
    places: Places
    problems: list[Problem] = field(default_factory=list)

    def entries(self, value: object, depth: int = 0) -> Iterator[Entry]:
        """The entries of a list; other sites, and what lies too deep, are left out."""
        for each in value if isinstance(value, list) and depth < _DEEPEST else ():
            if isinstance(each, Mapping):
                yield from self._entry(each, depth)
            else:
                yield from self._page("", as_word(each))

    def _entry(self, value: Mapping[str, Any], depth: int) -> Iterator[Entry]:
        inner = next((value[name] for name in _INNER if isinstance(value.get(name), list)), None)
        named = as_word(value.get("part")) or as_word(value.get("section"))
        name = as_word(value.get("file")) or as_word(value.get("href"))
        text = as_word(value.get("text"))
        if inner is None:
            yield from self._page(text, name or named)
            return
        is_file = kind_of(named) is not None
        first = tuple(self._page("", named if is_file else name))
        title = text or ("" if is_file else named)
        yield Entry(title, "", (*first, *self.entries(inner, depth + 1)), is_part=True)

    def _page(self, title: str, name: str) -> Iterator[Entry]:
        if "://" in name or not name or set(name) <= {"-"} or "*" in name or name == "auto":
            return
        line = self.places.next_line_of(name)
        found = entry_file(self.folder, self.base, name)
        if found:
            yield Entry(title, found)
            return
        message = f"the page {name} is not there"
        self.problems.append(Problem("warning", "missing-page", self.path, line, message))


def _part(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = settings.get(name)
    return part if isinstance(part, Mapping) else {}


def _lists(site: Mapping[str, Any]) -> Iterator[object]:
    """The lists of pages: of chapters and appendices, or those of every sidebar."""
    yield from (site.get("chapters"), site.get("appendices"))
    sidebars = site.get("sidebar")
    for sidebar in sidebars if isinstance(sidebars, list) else [sidebars]:
        if isinstance(sidebar, Mapping):
            yield sidebar.get("contents")
