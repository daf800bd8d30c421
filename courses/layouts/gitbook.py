"""GitBook: chapters in the order of ``SUMMARY.md``; with ``LANGS.md`` every language has a folder."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from courses.dialects.bookmarks import BookMarks
from courses.files.yamltext import BadYaml, as_word
from courses.layouts.contents import Contents
from courses.layouts.docsifypage import docsify_of
from courses.layouts.lessonfiles import is_lesson
from courses.layouts.outline import Outline
from courses.layouts.summaries import Summary
from courses.layouts.survey import Survey
from courses.linking.routes import Mirror, Routes
from courses.model import Problem
from courses.naming.languagecodes import as_translation
from courses.source import Folder

_LANGUAGES = "LANGS.md"
_SUMMARY = "SUMMARY.md"
_FIRST = "en"
_LINK = re.compile(r"\]\(\s*(?:\./)?(?P<code>[\w-]{2,10})(?:/(?:README\.md)?)?\s*\)")


class GitBookLayout:
    """The chapters of the summary in their order, and all others that they lead to."""

    name = "gitbook"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a summary of a good part of the pages, or settings beside one."""
        path = _summary(folder)
        if path not in folder or docsify_of(folder, posixpath.dirname(path)).is_found:
            return False
        if _is_old(folder):
            return True
        listed = {e.file for one in Summary(folder, path).entries() for e in one.files()}
        return len(listed) > 1 and 3 * len(listed) >= sum(map(is_lesson, folder.files))

    def outline(self, folder: Folder) -> Outline:
        """The book as the summary of its first language orders it."""
        path = _summary(folder)
        base = posixpath.dirname(path)
        codes = _codes(folder)
        mirrors = tuple(Mirror(code, language, base) for code, language in codes if code != base)
        settings = _settings(folder)
        language = dict(codes).get(base) or as_word(settings.get("language"))
        survey = Survey(folder, base, language, is_closed=bool(codes), mirrors=mirrors)
        summary = Summary(folder, path)
        entries = summary.entries()
        home = survey.index_of(base)
        title = as_word(settings.get("title")) or survey.title_of(home) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no chapter of it was found"))
        outline = survey.outline(title, units, (*summary.problems, *contents.problems))
        variables = settings.get("variables")
        words = variables if isinstance(variables, Mapping) else {}
        marks = BookMarks(folder, words, dict(codes), is_template=_is_old(folder))
        return replace(
            outline,
            base=base,
            rewrite=marks.rewrite,
            routes=Routes(mirrors=mirrors),
            titled_by=home,
        )


def _summary(folder: Folder) -> str:
    """The path of the summary, of the first language where there are several."""
    codes = [code for code, _ in _codes(folder)]
    first = min(codes, key=lambda code: (code != _FIRST, codes.index(code)), default="")
    root = as_word(_settings(folder).get("root")).strip("./")
    places = (first,) if codes else (root, "", "docs", "src")
    paths = [folder.find_in_any_case(posixpath.join(place, _SUMMARY)) for place in places]
    return next((path for path in paths if path in folder), "")


def _is_old(folder: Folder) -> bool:
    """Tell whether a book is one for the program that ran on its author's machine."""
    return "book.json" in folder or _LANGUAGES in folder


def _codes(folder: Folder) -> list[tuple[str, str]]:
    """The folders that the list of languages names, with their languages."""
    text = folder.peek_text(_LANGUAGES) if _LANGUAGES in folder else ""
    return list(dict.fromkeys(_listed(folder, text)))


def _listed(folder: Folder, text: str) -> Iterator[tuple[str, str]]:
    for match in _LINK.finditer(text):
        code = match["code"]
        language = as_translation(code)
        if language and folder.find_in_any_case(f"{code}/{_SUMMARY}") in folder:
            yield code, language


def _settings(folder: Folder) -> Mapping[str, Any]:
    """What the book says of itself; settings that cannot be read say nothing."""
    try:
        found = json.loads(folder.peek_text("book.json")) if "book.json" in folder else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}
