"""Links to another name of a place, written anew once every page's ids are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from courses.model import Lesson, Unit


def with_anchors(unit: Unit, changes: Mapping[str, Mapping[str, str]]) -> Unit:
    """A unit whose links name the places of pages by the ids these have; changes by file."""
    return replace(
        unit,
        lessons=tuple(_lesson_with_anchors(lesson, changes) for lesson in unit.lessons),
        solutions=tuple(_lesson_with_anchors(lesson, changes) for lesson in unit.solutions),
    )


def _lesson_with_anchors(lesson: Lesson, changes: Mapping[str, Mapping[str, str]]) -> Lesson:
    variants = {
        language: replace(variant, html=relinked(variant.html, changes[variant.path]))
        if variant.path in changes
        else variant
        for language, variant in lesson.variants.items()
    }
    return replace(lesson, variants=variants)


def relinked(html: str, changes: Mapping[str, str]) -> str:
    """A page whose links are those they are to be written as."""
    for href, new in changes.items():
        html = html.replace(f'href="{href}"', f'href="{new}"')
    return html
