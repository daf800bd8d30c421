"""Plain folders of Markdown and notebooks, the way most courses lie in git."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from courses.layouts.docsifypage import docsify_of
from courses.layouts.lessonfiles import is_index, is_solution
from courses.layouts.outline import LessonFiles, Outline, UnitFiles
from courses.layouts.survey import Survey, in_order, is_below
from courses.model import Problem
from courses.naming.languages import kind_of
from courses.naming.titles import natural_order
from courses.source import Folder

_SKIPPED = {
    "data", "images", "lesson-template", "template", "templates", "test", "tests",
    "translated_images",
}  # fmt: skip
_NBGRADER = "assignments"


class FoldersLayout:
    """Every folder with lessons is a unit; README or index introduces it."""

    name = "folders"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a Markdown file or a notebook anywhere."""
        return any(kind_of(path) for path in folder.files)

    def outline(self, folder: Folder) -> Outline:
        """A course with one unit for each folder that holds lessons."""
        site = docsify_of(folder, "")
        survey = Survey(folder, language=site.language)
        units = survey.with_solutions(units_by_folder(survey))
        index = survey.index_of("")
        title = survey.title_of(index) or site.title or survey.folder_title("")
        problems = [] if units else [Problem("error", "no-lessons", "", None, "no lessons found")]
        outline = survey.outline(title, units, problems)
        return replace(
            outline,
            has_routes=site.is_found and not site.is_relative,
            repository=site.repository or outline.repository,
            titled_by=index,
            pool=(),
        )


def units_by_folder(survey: Survey, base: str = "") -> tuple[UnitFiles, ...]:
    """The units of all lessons below a folder."""
    software = {each for each in _software(survey.folder) if not is_below(f"{base}/", each)}
    lessons = [
        lesson
        for lesson in survey.lessons
        if is_below(lesson.paths[0], base) and _belongs(lesson, software, survey)
    ]
    return units_of(lessons, survey, base)


def units_of(
    lessons: Iterable[LessonFiles], survey: Survey, base: str = ""
) -> tuple[UnitFiles, ...]:
    """A unit for each folder at the level at which the lessons' paths part."""
    lessons = tuple(lessons)
    start = _container(lessons, base)
    units: dict[str, list[LessonFiles]] = {}
    for lesson in sorted(lessons, key=in_order):
        units.setdefault(_unit_of(lesson, start, base), []).append(lesson)
    return tuple(
        UnitFiles(key, _title(survey, key, units[key]), tuple(units[key]))
        for key in sorted(units, key=natural_order)
    )


def _belongs(lesson: LessonFiles, software: set[str], survey: Survey) -> bool:
    path = lesson.paths[0]
    folders = (lesson.folder or "").lower().split("/")
    if not survey.may_be_lesson(path) or is_solution(path) or _SKIPPED.intersection(folders):
        return False
    if folders[0] == _NBGRADER and folders[-1] == lesson.stem.lower():
        return False
    return not any(is_below(path, folder) for folder in software)


def _software(folder: Folder) -> set[str]:
    """Folders with a program of its own in them, such as a quiz application."""
    packages = (path for path in folder.files if path.endswith("/package.json"))
    return {path.rpartition("/")[0] for path in packages}


def _container(lessons: Iterable[LessonFiles], base: str) -> str:
    """The folder that holds the folders of all lessons but those at the top."""
    folders = [f.split("/") for lesson in lessons if (f := lesson.folder or "") and f != base]
    if not folders:
        return base
    shared = []
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    holds_lessons = shared in folders
    return "/".join(shared[:-1] if holds_lessons else shared)


def _unit_of(lesson: LessonFiles, container: str, base: str) -> str:
    folder = lesson.folder or ""
    if not is_below(f"{folder}/", container):
        return base
    rest = folder[len(container) :].strip("/") if container else folder
    first = rest.partition("/")[0]
    return "/".join(part for part in (container, first) if part)


def _title(survey: Survey, key: str, lessons: list[LessonFiles]) -> dict[str, str]:
    """Nothing for a unit that its first lesson introduces."""
    first = lessons[0]
    if is_index(first.stem) and first.folder == key:
        return {}
    return {survey.language: survey.folder_title(key) or PurePosixPath(key).name}
