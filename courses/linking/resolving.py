"""What in a course a path means, seen from one of its files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote

from courses.asking.quizfiles import QuizFiles
from courses.files.assets import AssetShelf
from courses.layouts.lessonfiles import is_index
from courses.linking.repository import Repository
from courses.linking.routes import Routes
from courses.model import Severity
from courses.myst.labels import Labels
from courses.naming.languages import kind_of
from courses.source import Folder

_LESSON_ENDS = (".md", ".ipynb", ".markdown", ".mdx", ".qmd")
_PAGE_ENDS = (".html", ".htm")
_INDEXES = ("README.md", "index.md", "index.ipynb", "index.mdx", "README.mdx", "index.qmd")
_ROOT = "@site/"
"""The root of the folder, as Docusaurus writes it."""

_SERVED = ("static", "website/static")
"""The folders whose files many sites serve at their root."""


@dataclass(frozen=True)
class LessonAt:
    """The lesson and the language that a file is."""

    key: str
    language: str
    is_solution: bool = False


@dataclass(frozen=True)
class Found:
    """What a path leads to; ``place`` is its path in the course as it is on disk."""

    kind: Literal["lesson", "page", "file", "folder", "hidden"]
    place: str
    lesson: LessonAt | None = None
    is_other_case: bool = False


@dataclass(frozen=True)
class Site:
    """What links may lead to: every path of the course with the address it has as a page.

    ``base`` is the folder that ``/`` means besides the root; with ``has_routes``
    every link may begin there.
    """

    folder: Folder
    lessons: Mapping[str, LessonAt]
    pages: Mapping[str, str]
    severity: Severity
    language: str = ""
    base: str = ""
    has_routes: bool = False
    routes: Routes = field(default_factory=Routes)
    repository: Repository = field(default_factory=lambda: Repository(""))
    labels: Labels = field(default_factory=Labels)
    quizzes: QuizFiles = field(default_factory=QuizFiles)

    @cached_property
    def shelf(self) -> AssetShelf:
        """The files that pages show or offer."""
        return AssetShelf(self.folder)

    def variants_of(self, path: str) -> Mapping[str, str]:
        """The files of the lesson that a file is, by language; nothing for other files."""
        at = self.lessons.get(path)
        return self._files_by_lesson[at.key] if at else {}

    @cached_property
    def _files_by_lesson(self) -> Mapping[str, Mapping[str, str]]:
        files: dict[str, dict[str, str]] = {}
        for path, at in self.lessons.items():
            files.setdefault(at.key, {}).setdefault(at.language, path)
        return files

    @cached_property
    def resolver(self) -> Resolver:
        """Finds what paths mean."""
        return Resolver(self)


class Resolver:
    """Finds what paths mean; every question is answered once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._folder = site.folder
        self._introductions = _introductions(site.lessons)
        self._answers: dict[tuple[str, str], Found | None] = {}

    def find(self, file: str, path: str) -> Found | None:
        """What a path, percent-encoded or not, means in a file; None if it leads nowhere."""
        question = (file if self._site.routes else posixpath.dirname(file), path)
        if question not in self._answers:
            self._answers[question] = self._answer(*question)
        return self._answers[question]

    def _answer(self, here: str, path: str) -> Found | None:
        starts = [here]
        if self._site.routes:
            starts = [posixpath.dirname(here), *self._site.routes.starts_of(here)]
        places = list(dict.fromkeys(self._places(starts, path)))
        for is_any_case in (False, True):
            for place in places:
                found = self._at(place, is_any_case=is_any_case)
                if found:
                    return found
        hidden = next((place for place in places if self._folder.hides(place)), None)
        return Found("hidden", hidden) if hidden else None

    def _places(self, here: list[str], path: str) -> Iterator[str]:
        """The places in the course that a path can mean, the likeliest first."""
        path = f"/{path.removeprefix(_ROOT)}" if path.startswith(_ROOT) else path
        base = self._site.base
        served = (posixpath.join(base, _SERVED[0]), *_SERVED)
        starts = [base, "", *served] if path.startswith("/") else here
        if self._site.has_routes:
            starts = [*starts, base]
        for start in starts:
            for name in (unquote(path), path, unquote(path.replace("+", " "))):
                if "\0" in name:
                    continue
                place = posixpath.normpath(posixpath.join(start, name.lstrip("/")))
                if place != ".." and not place.startswith("../"):
                    yield "" if place == "." else place
                    if self._site.routes:
                        yield from (posixpath.join(each, place) for each in served)

    def _at(self, place: str, *, is_any_case: bool) -> Found | None:
        place = self._site.routes.places.get(place, place)
        find = self._folder.find_in_any_case if is_any_case else self._folder.find
        for name in _spellings(place):
            found = self._exactly(find(name), is_other_case=is_any_case)
            if found:
                return found
        return None

    def _exactly(self, place: str, *, is_other_case: bool) -> Found | None:
        site = self._site
        if place in site.lessons:
            return Found("lesson", place, site.lessons[place], is_other_case)
        if place in site.pages:
            return Found("page", place, None, is_other_case)
        if place in self._folder:
            return Found("file", place, None, is_other_case)
        return self._in_folder(place, is_other_case=is_other_case)

    def _in_folder(self, place: str, *, is_other_case: bool) -> Found | None:
        """What a link to a folder leads to: a lesson, or a file that says what is in it."""
        if place in self._introductions:
            path = self._introductions[place]
            return Found("lesson", path, self._site.lessons[path], is_other_case)
        if not self._folder.has_folder(place):
            return None
        indexes = (self._folder.find_in_any_case(f"{place}/{name}") for name in _INDEXES)
        index = next((path for path in indexes if path in self._folder), None)
        kind: Literal["file", "folder"] = "file" if index else "folder"
        return Found(kind, index or place, None, is_other_case)


def _spellings(place: str) -> Iterator[str]:
    """A path itself, and the files it may mean without their suffix or as a published page."""
    yield place
    stem = next((place.removesuffix(end) for end in _PAGE_ENDS if place.endswith(end)), place)
    if kind_of(place) is None:
        yield from (f"{stem}{end}" for end in _LESSON_ENDS)
    if stem != place:
        yield stem.removesuffix("index").removesuffix("/")


def _introductions(lessons: Mapping[str, LessonAt]) -> dict[str, str]:
    """The lesson that a link to a folder leads to: its index, or else the first one below it."""
    indexes = {
        posixpath.dirname(path): path
        for path in reversed(list(lessons))
        if is_index(PurePosixPath(path).stem.partition(".")[0])
    }
    first: dict[str, str] = {}
    for path in lessons:
        if not lessons[path].is_solution:
            for folder in _folders_of(path):
                first.setdefault(folder, path)
    return {**first, **indexes}


def _folders_of(path: str) -> Iterable[str]:
    while path:
        path = posixpath.dirname(path)
        yield path
