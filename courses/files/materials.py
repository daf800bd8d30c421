"""What a lab gets of a lesson: its notebooks, and the data beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from courses.asking.quizfences import without_quizzes
from courses.layouts.lessonfiles import is_solution
from courses.lessonsources import LessonSource, VariantSource
from courses.model import LessonVariant, Material, Problem
from courses.naming.languages import word
from courses.source import Folder, Unreadable


class Materials:
    """Gathers the files of each lesson; a folder that many lessons share is read once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._data: dict[str, tuple[Material, ...]] = {}
        self.problems: list[Problem] = []

    def of(self, source: LessonSource, pages: Iterable[LessonVariant]) -> tuple[Material, ...]:
        """The notebooks of a lesson in each language and their data; a text has none.

        Data is what lies in ``data/`` beside the notebook, and what its pages' cells open.
        """
        if source.kind != "notebook":
            return ()
        notebooks = (
            _to_deliver(variant) for variant in source.variants if variant.kind == "notebook"
        )
        beside = self._data_of(source)
        known = {material.path for material in beside}
        opened = {
            asset.path: Material(asset.path, asset.sha256, asset.data)
            for page in pages
            for asset in page.assets
            if asset.path in page.opened and asset.path not in known
        }
        return (*notebooks, *beside, *opened.values())

    def _data_of(self, source: LessonSource) -> tuple[Material, ...]:
        """The files of ``data/`` beside a notebook."""
        folder = str(PurePosixPath(source.variants[0].path).parent / "data")
        if folder not in self._data:
            self._data[folder] = tuple(self._files_below(folder))
        found = self._data[folder]
        return found if source.is_solution else tuple(m for m in found if not is_solution(m.path))

    def _files_below(self, folder: str) -> Iterator[Material]:
        for path in self._folder.below(folder):
            try:
                yield _material(path, self._folder.read_bytes(path), None)
            except Unreadable as error:
                self.problems.append(error.problem)


def _to_deliver(variant: VariantSource) -> Material:
    """The notebook for a lab; where it asks questions, without them and their keys."""
    path, data = variant.lab_file
    note = word("quiz-elsewhere", variant.language)
    return _material(path, without_quizzes(data, note), variant.language)


def _material(path: str, data: bytes, language: str | None) -> Material:
    return Material(path, hashlib.sha256(data).hexdigest(), data, language)
