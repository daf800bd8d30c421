"""The report on a whole course: every problem, with file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from courses.asking.quizzes import count_items, quizzes_of
from courses.codecells import code_problems
from courses.hints import with_hint
from courses.model import Asset, Course, Problem, ReadCourse
from courses.progress import Progress, silent
from courses.reading import read_course

LARGE_IMAGE = 1_500_000
"""Bytes from which a picture is a burden on a slow line."""


def check_course(folder: Path, progress: Progress = silent) -> ReadCourse:
    """The course in a folder with what reading finds, and what only an author need know.

    To the problems of ``read_course`` it adds large pictures and code that needs the network
    or a secret key; every problem carries a hint on how to mend it.
    """
    read = read_course(folder, progress=progress)
    if read.course is None:
        return with_problems(read, ())
    return with_problems(read, (*_large_images(read.course), *code_problems(read.course)))


def with_problems(read: ReadCourse, more: Iterable[Problem]) -> ReadCourse:
    """The same reading with further problems, in the order of files and lines."""
    found = dict.fromkeys(map(with_hint, (*read.problems, *more)))
    return replace(read, problems=tuple(sorted(found, key=_place)))


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line or 0, problem.code, problem.message


def _large_images(course: Course) -> Iterable[Problem]:
    for sha256, asset in _pictures(course).items():
        size = len(asset.data)
        if size > LARGE_IMAGE:
            message = f"the picture has {size / 1_000_000:.1f} MB ({sha256[:8]})"
            yield Problem("warning", "large-image", asset.path, None, message)


def _pictures(course: Course) -> dict[str, Asset]:
    return {
        asset.sha256: asset
        for lesson in course.lessons
        for variant in lesson.variants.values()
        for asset in variant.assets
        if asset.media_type.startswith("image/")
    }


def report_of(read: ReadCourse) -> dict[str, Any]:
    """The report on a course that was read; it can be written as JSON."""
    course = read.course
    lessons = course.lessons if course else ()
    quizzes = quizzes_of(read)
    return {
        "layout": read.layout,
        "title": dict(course.title) if course else {},
        "languages": list(course.languages) if course else [],
        "lessons": len(lessons),
        "notebooks": sum(lesson.kind == "notebook" for lesson in lessons),
        "images": len(_pictures(course)) if course else 0,
        "links": {
            "internal": read.links.internal,
            "external": read.links.external,
            "broken": [asdict(link) for link in read.links.broken],
        },
        "quizzes": len(quizzes),
        "items": sum(count_items(quiz) for quiz in quizzes),
        "problems": [asdict(problem) for problem in read.problems],
    }
