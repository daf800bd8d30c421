"""mdBook: chapters in the order of ``SUMMARY.md``, with texts and programs that they take in."""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from courses.dialects.inclusions import Inclusions
from courses.files.yamltext import BadYaml, as_word
from courses.layouts.contents import Contents
from courses.layouts.outline import Outline
from courses.layouts.placing import base_with
from courses.layouts.summaries import Summary
from courses.layouts.survey import Survey
from courses.linking.routes import Routes
from courses.model import Problem
from courses.source import Folder, Unreadable

_SETTINGS = "book.toml"
_SUMMARY = "SUMMARY.md"
_SOURCES = "src"


class MdBookLayout:
    """The chapters of the summary in their order, and all others that they lead to."""

    name = "mdbook"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there are mdBook's settings, and a summary where they say."""
        found = _found(folder)
        return found is not None and found[0] in folder

    def outline(self, folder: Folder) -> Outline:
        """The book as its summary orders it."""
        path, settings = _found(folder) or ("", {})
        base = posixpath.dirname(path)
        book = _part(settings, "book")
        survey = Survey(folder, base, as_word(book.get("language")), is_closed=True)
        summary = Summary(folder, path)
        entries = summary.entries()
        first = next((e.file for entry in entries for e in entry.files()), "")
        title = as_word(book.get("title")) or survey.title_of(first) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no chapter of it was found"))
        outline = survey.outline(title, units, (*summary.problems, *contents.problems))
        page = _part(_part(settings, "output"), "html")
        return replace(
            outline,
            base=base,
            rewrite=Inclusions(folder).expand,
            routes=Routes(dict(_moved(base, _part(page, "redirect")))),
            repository=as_word(page.get("git-repository-url")) or outline.repository,
        )


def _found(folder: Folder) -> tuple[str, Mapping[str, Any]] | None:
    """The path of the summary, and the settings; None where there are no settings."""
    root = base_with(folder, (_SETTINGS,))
    if root is None:
        return None
    settings = _read(folder, posixpath.join(root, _SETTINGS))
    sources = as_word(_part(settings, "book").get("src")) or _SOURCES
    place = posixpath.normpath(posixpath.join(root, sources, _SUMMARY))
    return folder.find_in_any_case(place), settings


def _read(folder: Folder, path: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(folder.read_text(path))
    except (Unreadable, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _part(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = settings.get(name)
    return part if isinstance(part, Mapping) else {}


def _moved(base: str, redirects: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Addresses of pages that were moved, with the places where they are now."""
    for address, target in redirects.items():
        path = as_word(target).partition("#")[0]
        here = posixpath.dirname(address)
        stem = posixpath.join(here, path).lstrip("/").removesuffix(".html")
        if path and "://" not in path:
            place = posixpath.normpath(posixpath.join(base, stem))
            yield posixpath.join(base, address.lstrip("/")), f"{place}.md"
