"""What a layout finds in a folder: which files are which lessons of which units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from courses.linking.routes import Routes
from courses.model import Environment, Problem, Text
from courses.source import Folder

Rewrite = Callable[[str, str], str]
"""Gives the Markdown of a file's text; its second argument is the file's path."""


@dataclass(frozen=True)
class LessonFiles:
    """The files of one lesson, one a language.

    ``stem`` is its name below the unit's ``folder``, or below one of its own;
    ``title`` is one that a table of contents gives it in the first language;
    ``aliases`` are files that say the same and are not shown.
    """

    stem: str
    files: Mapping[str, str]
    folder: str | None = None
    title: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """All files that are this lesson."""
        return (*self.files.values(), *self.aliases)


@dataclass(frozen=True)
class UnitFiles:
    """A unit's folder (its key) and lessons; without a title it takes that of its first lesson."""

    key: str
    title: Text
    lessons: tuple[LessonFiles, ...]
    solutions: tuple[LessonFiles, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A course before its lessons are read; ``is_ours`` if it was written for this platform.

    ``assignments`` are names in the author's order, as far as the author gave
    one. ``base`` is the folder that ``/`` in a link means, ``repository`` the
    address of the sources, ``pool`` are pages that are lessons once another
    lesson leads to them, and ``titled_by`` is the file whose titles are the
    course's in other languages. ``aliases`` are the present ids of lessons by former ones;
    ``rewrite`` makes Markdown of what only the book's own program reads.
    ``routes`` are the addresses that pages have where they come from; without ``has_ids`` an ``id`` in front matter is none of ours.
    """

    slug: str
    title: Text
    summary: Text
    languages: tuple[str, ...]
    level: str
    units: tuple[UnitFiles, ...]
    problems: tuple[Problem, ...] = ()
    assignments: tuple[str, ...] = ()
    is_ours: bool = True
    base: str = ""
    has_routes: bool = False
    rewrite: Rewrite | None = None
    routes: Routes = field(default_factory=Routes)
    has_ids: bool = True
    repository: str = ""
    pool: tuple[LessonFiles, ...] = ()
    titled_by: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    aliases_line: int | None = None
    environment: Environment | None = None


class Layout(Protocol):
    """One way in which courses lie in folders."""

    name: str

    def recognises(self, folder: Folder) -> bool:
        """Tell whether a folder is laid out this way."""
        ...

    def outline(self, folder: Folder) -> Outline:
        """The course in the folder; raises BadYaml or Unreadable when there is none."""
        ...
