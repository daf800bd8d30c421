"""What a layout finds in a folder: which files are which lessons of which units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from courses.model import Problem, Text
from courses.source import Folder


@dataclass(frozen=True)
class LessonFiles:
    """The files of one lesson, one a language."""

    stem: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class UnitFiles:
    """A unit's folder (its key) and lessons."""

    key: str
    title: Text
    lessons: tuple[LessonFiles, ...]


@dataclass(frozen=True)
class Outline:
    """A course before its lessons are read; ``is_ours`` if it was written for this platform.

    ``assignments`` are names in the author's order, as far as the author gave one.
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


class Layout(Protocol):
    """One way in which courses lie in folders."""

    name: str

    def recognises(self, folder: Folder) -> bool:
        """Tell whether a folder is laid out this way."""
        ...

    def outline(self, folder: Folder) -> Outline:
        """The course in the folder; raises BadYaml or Unreadable when there is none."""
        ...
