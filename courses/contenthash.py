"""A course's hash: what a reader can see of it, in one number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from courses.layouts.outline import Outline
from courses.model import AssignmentSource, Lesson, Unit

RENDERING = 14
"""Raise it when the same source gives another page, so that courses are published anew."""


def content_hash(
    outline: Outline,
    units: tuple[Unit, ...],
    assignments: tuple[AssignmentSource, ...],
    former_keys: Mapping[str, str],
) -> str:
    """A hash over everything a reader of the course can see, in a fixed order."""
    values = {
        "rendering": RENDERING,
        "slug": outline.slug,
        "title": dict(outline.title),
        "summary": dict(outline.summary),
        "languages": outline.languages,
        "level": outline.level,
        "former_keys": dict(former_keys),
        "units": [_unit_values(unit) for unit in units],
        "assignments": [(item.name, dict(item.title)) for item in assignments],
    }
    if outline.environment:
        values["environment"] = asdict(outline.environment)
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _unit_values(unit: Unit) -> dict[str, Any]:
    return {
        "key": unit.key,
        "title": dict(unit.title),
        "lessons": [_lesson_values(lesson) for lesson in unit.lessons],
        "solutions": [_lesson_values(solution) for solution in unit.solutions],
    }


def _lesson_values(lesson: Lesson) -> dict[str, Any]:
    return {
        "key": lesson.key,
        "kind": lesson.kind,
        "minutes": lesson.minutes,
        "materials": [(m.path, m.sha256, m.language) for m in lesson.materials],
        "variants": {
            language: [
                v.sha256,
                [(a.path, a.sha256) for a in v.assets],
                [(q.key, q.format, q.text) for q in v.quizzes],
                v.opened,
            ]
            for language, v in lesson.variants.items()
        },
    }
