"""The quizzes of a whole course, counted by their outer form."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from courses.model import QuizSource, ReadCourse


def quizzes_of(read: ReadCourse) -> list[QuizSource]:
    """Each quiz once, in the first language it has; those that no lesson shows come last."""
    lessons = read.course.lessons if read.course else ()
    found: dict[tuple[str, str], QuizSource] = {}
    for lesson in lessons:
        for variant in lesson.variants.values():
            for quiz in variant.quizzes:
                place = (lesson.key if quiz.format == "yaml" else quiz.file, quiz.key)
                found.setdefault(place, quiz)
    return [*found.values(), *read.loose_quizzes]


def count_items(quiz: QuizSource) -> int:
    """How many questions a quiz asks; 0 for one that cannot be read."""
    if quiz.format == "json":
        return quiz.text.count('"questionText"')
    if quiz.format == "text":
        return sum(line.lstrip().startswith("* ") for line in quiz.text.split("\n"))
    try:
        return _count(yaml.safe_load(quiz.text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return 0


def _count(value: object) -> int:
    if isinstance(value, list):
        return len(value)
    if not isinstance(value, Mapping):
        return 0
    if "items" not in value and "bank" not in value:
        return int("stem" in value)
    return _length(value.get("items")) + _from_bank(value.get("bank"))


def _from_bank(wish: object) -> int:
    if isinstance(wish, Mapping):
        count = wish.get("count", 1)
        return count if isinstance(count, int) else 0
    return _length(wish) if isinstance(wish, list) else int(isinstance(wish, str))


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
