"""The site of a course: every path its links may name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from courses.asking.quizfiles import QuizFiles
from courses.layouts.outline import Outline
from courses.linking.repository import Repository
from courses.linking.resolving import LessonAt, Site
from courses.model import AssignmentSource
from courses.myst.labels import Labels
from courses.source import Folder
from courses.unitsources import UnitSources


def site_of(
    folder: Folder,
    outline: Outline,
    sources: Iterable[UnitSources],
    assignments: tuple[AssignmentSource, ...],
    *,
    labels: Labels,
    quizzes: QuizFiles,
) -> Site:
    """What links of the course may lead to: lessons, assignments, exams and files."""
    return Site(
        folder=folder,
        lessons=_lessons_by_path(sources),
        pages=_further_pages(folder, outline, assignments),
        severity="error" if outline.is_ours else "warning",
        language=outline.languages[0],
        base=outline.base,
        has_routes=outline.has_routes,
        routes=outline.routes,
        repository=Repository(outline.repository),
        labels=labels,
        quizzes=quizzes,
    )


def yaml_files(folder: Folder, outline: Outline, name: str) -> tuple[Path, ...]:
    """The banks or exams in the folder of that name; only a course of ours has any."""
    if not outline.is_ours and "items/bank.yml" not in folder:
        return ()
    names = folder.names_in(name)
    return tuple(folder.path(n) for n in names if n.endswith((".yml", ".yaml")))


def _further_pages(
    folder: Folder, outline: Outline, assignments: tuple[AssignmentSource, ...]
) -> dict[str, str]:
    """The addresses of assignments and exams, seen from a lesson, by the paths of their files."""
    pages = {}
    for item in assignments:
        for place in (f"assignments/{item.name}", f"assignments/{item.name}/{item.name}.ipynb"):
            pages[place] = f"../assignments/{item.name}"
    for path in yaml_files(folder, outline, "exams"):
        pages[f"exams/{path.name}"] = f"../exams/{path.stem}"
    return pages


def _lessons_by_path(sources: Iterable[UnitSources]) -> dict[str, LessonAt]:
    """Every file that is a lesson, in reading order."""
    lessons: dict[str, LessonAt] = {}
    for found in sources:
        for lesson in found.every:
            for variant in lesson.variants:
                at = LessonAt(lesson.key, variant.language, lesson.is_solution)
                lessons[variant.path] = at
            first = lessons[lesson.variants[0].path]
            lessons.update(dict.fromkeys(lesson.aliases, first))
    return lessons
