"""One Markdown file or one notebook as a whole course."""

from __future__ import annotations

from pathlib import PurePosixPath

from courses.layouts.outline import LessonFiles, Outline, UnitFiles
from courses.layouts.survey import prose_of, slug_of
from courses.linking.repository import repository_of
from courses.naming.languagecodes import main_language
from courses.naming.languages import kind_of
from courses.source import Folder


class SingleFileLayout:
    """A course of one lesson; the files beside it can be shown in it."""

    name = "single-file"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether the path given was that of a Markdown file or a notebook."""
        return kind_of(folder.only) is not None

    def outline(self, folder: Folder) -> Outline:
        """The course of the one lesson, named like it."""
        language = main_language(prose_of(folder, folder.only))
        stem = PurePosixPath(folder.only).stem
        unit = UnitFiles("start", {}, (LessonFiles(stem, {language: folder.only}, folder=""),))
        return Outline(
            slug=slug_of(folder),
            title={},
            summary={},
            languages=(language,),
            level="",
            units=(unit,),
            is_ours=False,
            repository=repository_of(folder),
            titled_by=folder.only,
        )
