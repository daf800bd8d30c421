"""The report on a whole course: every problem, with file and line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from courses.model import ReadCourse
from courses.reading import read_course


def check_course(folder: Path) -> dict[str, Any]:
    """A report on a course folder that can be written as JSON."""
    return report_of(read_course(folder))


def report_of(read: ReadCourse) -> dict[str, Any]:
    """The report on a course that was read."""
    course = read.course
    lessons = course.lessons if course else ()
    pictures = {
        asset.sha256
        for lesson in lessons
        for variant in lesson.variants.values()
        for asset in variant.assets
        if asset.media_type.startswith("image/")
    }
    return {
        "layout": read.layout,
        "title": dict(course.title) if course else {},
        "languages": list(course.languages) if course else [],
        "lessons": len(lessons),
        "notebooks": sum(lesson.kind == "notebook" for lesson in lessons),
        "images": len(pictures),
        "links": {
            "internal": read.links.internal,
            "external": read.links.external,
            "broken": [asdict(link) for link in read.links.broken],
        },
        "problems": [asdict(problem) for problem in read.problems],
    }
