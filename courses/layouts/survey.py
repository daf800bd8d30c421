"""All lessons of a folder in all their languages, before a layout puts them in order."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from courses.layouts.lessonfiles import is_index, is_lesson, is_solution
from courses.layouts.outline import LessonFiles, Outline, UnitFiles
from courses.layouts.scripts import listed_script, script_lessons
from courses.layouts.translations import Translations
from courses.linking.repository import repository_of
from courses.linking.routes import Mirror
from courses.model import Problem
from courses.naming.languagecodes import as_language, main_language
from courses.naming.languages import kind_of
from courses.naming.titles import first_heading, natural_order, title_of_name
from courses.source import Folder

_SAMPLE = 9
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class Survey:
    """The lessons below a folder, each with its variants, and the languages they are in.

    A survey that is closed knows no lessons but these and those below its ``mirrors``, which
    are folders of translations.
    """

    def __init__(
        self,
        folder: Folder,
        base: str = "",
        language: str = "",
        *,
        is_closed: bool = False,
        mirrors: tuple[Mirror, ...] = (),
    ) -> None:
        self.folder = folder
        self.base = base
        self.scripts = script_lessons(folder)
        paths = [path for path in folder.files if kind_of(path) or path in self.scripts]
        if is_closed:
            places = (base, *(mirror.folder for mirror in mirrors))
            paths = [path for path in paths if any(is_below(path, place) for place in places)]
        found = Translations(paths, mirrors)
        own = as_language(language) or _language_of(folder, found.untagged, base)
        self.languages = found.languages(own)
        self.lessons = found.lessons(own)
        self.problems = found.problems
        self.by_path = {path: lesson for lesson in self.lessons for path in lesson.paths}

    def lesson_of(self, path: str) -> LessonFiles | None:
        """The lesson that a file which a table of contents lists belongs to."""
        return self.by_path.get(path) or listed_script(path, self.language)

    def may_be_lesson(self, path: str) -> bool:
        """Tell whether a file is a lesson wherever nothing else is said."""
        return is_lesson(path) or path in self.scripts

    @property
    def language(self) -> str:
        """The course's first language."""
        return self.languages[0]

    @property
    def slug(self) -> str:
        """A name for the course, made of its folder's."""
        return slug_of(self.folder)

    def index_of(self, folder: str) -> str:
        """The file that introduces a folder, or nothing."""
        for path in self.folder.names_in(folder):
            if kind_of(path) and is_index(PurePosixPath(path).stem):
                return path
        return ""

    def title_of(self, path: str) -> str:
        """The level 1 heading of a Markdown file, or nothing."""
        return first_heading(self.folder.peek_text(path)) if kind_of(path) == "markdown" else ""

    def folder_title(self, folder: str) -> str:
        """A folder's name as a title."""
        return title_of_name(folder.rpartition("/")[2] or self.folder.root.name)

    def with_solutions(self, units: tuple[UnitFiles, ...]) -> tuple[UnitFiles, ...]:
        """The units with the instructors' files that lie nearest to their lessons."""
        listed = {path for unit in units for lesson in unit.lessons for path in lesson.paths}
        nearest = _unit_by_folder(units)
        found: dict[int, list[LessonFiles]] = {}
        for lesson in sorted(self.lessons, key=in_order):
            path = lesson.paths[0]
            if path in listed or not is_solution(path) or not is_below(path, self.base):
                continue
            found.setdefault(_nearest(nearest, lesson.folder or ""), []).append(lesson)
        return tuple(
            UnitFiles(unit.key, unit.title, unit.lessons, (*unit.solutions, *found.get(index, ())))
            for index, unit in enumerate(units)
        )

    def outline(
        self, title: str, units: tuple[UnitFiles, ...], problems: Iterable[Problem]
    ) -> Outline:
        """The course of these units, not written for this platform; what is known more is replaced."""
        return Outline(
            slug=self.slug,
            title={self.language: title},
            summary={},
            languages=self.languages,
            level="",
            units=units,
            problems=(*self.problems, *problems),
            is_ours=False,
            repository=repository_of(self.folder),
            pool=self.pool(units),
        )

    def pool(self, units: tuple[UnitFiles, ...]) -> tuple[LessonFiles, ...]:
        """The pages that no unit lists, but to which lessons may lead."""
        listed = {path for unit in units for lesson in unit.lessons for path in lesson.paths}
        return tuple(
            lesson
            for lesson in self.lessons
            if listed.isdisjoint(lesson.paths)
            and is_below(lesson.paths[0], self.base)
            and self.may_be_lesson(lesson.paths[0])
            and not is_solution(lesson.paths[0])
        )


def in_order(lesson: LessonFiles) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """A sorting key for lessons: by path, numbers as numbers, an index first in its folder."""
    folder = natural_order(lesson.folder or "")
    return (*folder, ()) if is_index(lesson.stem) else (*folder, *natural_order(lesson.stem))


def slug_of(folder: Folder) -> str:
    """A name for a course, made of its folder's or file's."""
    name = PurePosixPath(folder.only).stem or folder.root.name
    return _NOT_IN_SLUG.sub("-", name.lower()).strip("-")[:80].strip("-") or "course"


def is_below(path: str, folder: str) -> bool:
    """Tell whether a path lies below a folder; everything is below the root."""
    return not folder or path.startswith(f"{folder}/")


def _unit_by_folder(units: tuple[UnitFiles, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, unit in enumerate(units):
        for lesson in unit.lessons:
            folder = lesson.folder or ""
            while folder not in found:
                found[folder] = index
                folder = folder.rpartition("/")[0]
    return found


def _nearest(units: dict[str, int], folder: str) -> int:
    while folder and folder not in units:
        folder = folder.rpartition("/")[0]
    return units.get(folder, 0)


def _language_of(folder: Folder, paths: list[str], base: str) -> str:
    """The language of most of a few files, evenly taken from all of them."""
    found = sorted((p for p in paths if is_lesson(p) and is_below(p, base)), key=natural_order)
    sample = found[:: max(1, len(found) // _SAMPLE)][:_SAMPLE]
    votes = Counter(main_language(prose_of(folder, path)) for path in sample)
    return votes.most_common(1)[0][0] if votes else "en"


def prose_of(folder: Folder, path: str) -> str:
    """What a lesson's author wrote: the text, or the Markdown cells of a notebook."""
    text = folder.peek_text(path)
    if kind_of(path) != "notebook":
        return text
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
        return "\n".join(s if isinstance(s, str) else "".join(s) for s in sources)
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
