"""``_toctree.yml``: lists of pages in each language's own folder, as Hugging Face keeps its courses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from courses.files.yamltext import BadYaml, as_word, read_yaml
from courses.layouts.contents import Contents, Entry
from courses.layouts.outline import Outline
from courses.layouts.placing import base_with, entry_file
from courses.layouts.survey import Survey
from courses.model import Problem
from courses.naming.languages import LANGUAGE
from courses.places import Places
from courses.source import Folder

_NAMES = ("_toctree.yml", "_toctree.yaml")
_FIRST = "en"
_DEEPEST = 8


class DoctreeLayout:
    """The pages as the list of the first language orders them; other folders are its translations."""

    name = "doctree"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a list of pages, at the top or around most of the pages."""
        return base_with(folder, _NAMES) is not None

    def outline(self, folder: Folder) -> Outline:
        """A course with a unit for each part of the list."""
        path = _list_of(folder)
        base = posixpath.dirname(path)
        own = posixpath.basename(base)
        survey = Survey(folder, base, own if LANGUAGE.match(own) else "")
        source = folder.read_text(path)
        tree = _Tree(folder, base, path, Places(source))
        entries = tuple(tree.entries(read_yaml(source, path)))
        title = survey.title_of(survey.index_of("")) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no page of it was found"))
        outline = survey.outline(title, units, (*tree.problems, *contents.problems))
        return replace(outline, base=base)


@dataclass
class _Tree:
    """Reads the entries of a list."""

    folder: Folder
    base: str
    path: str
    places: Places
    problems: list[Problem] = field(default_factory=list)

    def entries(self, value: object, depth: int = 0) -> Iterator[Entry]:
        """The entries of a list of mappings; what is none, or too deep, is left out."""
        for each in value if isinstance(value, list) and depth < _DEEPEST else ():
            if isinstance(each, Mapping):
                yield from self._entry(each, depth)

    def _entry(self, value: Mapping[str, Any], depth: int) -> Iterator[Entry]:
        title = as_word(value.get("title"))
        names = [as_word(value.get("local")), *_by_framework(value.get("local_fw"))]
        files = [file for name in filter(None, names) if (file := self._file(name))]
        below = tuple(self.entries(value.get("sections"), depth + 1))
        if below or not any(names):
            first = (Entry(title, files[0]),) if files else ()
            yield Entry(title, "", (*first, *below), is_part=True)
            return
        yield from (Entry(title if len(files) == 1 else "", file) for file in files)

    def _file(self, name: str) -> str:
        line = self.places.next_line_of(name)
        found = entry_file(self.folder, self.base, name)
        if not found:
            message = f"the page {name} is not there"
            self.problems.append(Problem("warning", "missing-page", self.path, line, message))
        return found


def _by_framework(value: object) -> list[str]:
    """The pages of a place that has one for each framework."""
    return [as_word(each) for each in value.values()] if isinstance(value, Mapping) else []


def _list_of(folder: Folder) -> str:
    """The list of the first language: at the top, English, or the first of all."""
    found = [path for path in folder.files if posixpath.basename(path) in _NAMES]
    return min(found, key=_rank, default="")


def _rank(path: str) -> tuple[int, bool, str]:
    here = posixpath.dirname(path)
    return path.count("/"), posixpath.basename(here) != _FIRST, path
