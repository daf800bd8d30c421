"""What stands in the quizzes of lessons, as HTML: pictures and links lead where the lesson's own do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from courses.files.pictures import with_sizes
from courses.linking.anchors import PageAnchors, check_anchors
from courses.linking.linkplaces import Place
from courses.linking.links import PageLinks
from courses.linking.relinking import relinked
from courses.linking.resolving import LessonAt, Site
from courses.markup.markdown import MarkdownPage, TooDeep
from courses.markup.page import Page
from courses.markup.sanitize import sanitize
from courses.model import (
    Asset,
    Course,
    Lesson,
    LessonVariant,
    LinkCounts,
    Problem,
    QuizSource,
    QuizText,
    Unit,
)


class QuizTexts:
    """Renders the texts of a course's quizzes once all of its pages are known."""

    def __init__(self, site: Site, anchors: Mapping[str, PageAnchors], *, is_ours: bool) -> None:
        self._site = site
        self._anchors = anchors
        self._is_ours = is_ours

    def render(self, text: str, quiz: QuizSource, key: str) -> QuizText:
        """The HTML of a Markdown text of a quiz that stands in the lesson with this key.

        Paths are those of the file the quiz was written in. A text nested too deeply gives nothing.
        """
        labels = self._site.labels
        page = Page(quiz.language, quiz.file, labels, macros=dict(labels.macros))
        try:
            raw = MarkdownPage(quiz.language, page).render(text)
        except TooDeep as error:
            problem = Problem("error", "too-deep", quiz.file, quiz.line, str(error))
            return QuizText("", problems=(problem,))
        here = self._site.lessons.get(quiz.file) or LessonAt(key, quiz.language)
        links = PageLinks(self._site, quiz.file, here, _QuizPlaces(quiz))
        html = sanitize(raw, links.rewrite)
        changes, missing = check_anchors(links.anchors, self._anchors, self._site.variants_of)
        html = relinked(html, changes.get(quiz.file, {}))
        assets = tuple(links.assets.values())
        problems = (*links.problems, *(problem for problem, _link in missing))
        broken = (*links.broken, *(link for _problem, link in missing))
        counts = LinkCounts(links.internal, links.external, broken)
        return QuizText(with_sizes(html, assets), assets, self._as_severe(problems), counts)

    def _as_severe(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        if self._is_ours:
            return problems
        return tuple(replace(problem, severity="warning") for problem in problems)


def with_quiz_assets(course: Course, assets: Mapping[tuple[str, str], tuple[Asset, ...]]) -> Course:
    """The course whose pages also have the files that their quizzes show, by lesson and language."""
    return replace(course, units=tuple(_unit(unit, assets) for unit in course.units))


def _unit(unit: Unit, assets: Mapping[tuple[str, str], tuple[Asset, ...]]) -> Unit:
    return replace(unit, lessons=tuple(_lesson(lesson, assets) for lesson in unit.lessons))


def _lesson(lesson: Lesson, assets: Mapping[tuple[str, str], tuple[Asset, ...]]) -> Lesson:
    variants = {
        language: _variant(variant, assets.get((lesson.key, language), ()))
        for language, variant in lesson.variants.items()
    }
    return replace(lesson, variants=variants)


def _variant(variant: LessonVariant, more: tuple[Asset, ...]) -> LessonVariant:
    return replace(variant, assets=tuple(dict.fromkeys((*variant.assets, *more))))


class _QuizPlaces:
    """The lines of a quiz in which targets stand."""

    def __init__(self, quiz: QuizSource) -> None:
        self._quiz = quiz

    def next_place_of(self, target: str) -> Place:
        """The first line with the target, or that of the quiz."""
        at = self._quiz.text.find(target)
        return Place(self._quiz.line + self._quiz.text.count("\n", 0, max(at, 0)))
