"""A folder in, a course and every problem out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from courses.anchors import PageAnchors, check_anchors
from courses.assignments import read_assignments
from courses.furtherpages import further_unit
from courses.labelling import labels_of
from courses.languages import word
from courses.layouts import layout_of
from courses.layouts.lessonfiles import is_solution
from courses.layouts.outline import Outline, UnitFiles
from courses.lessonsources import LessonReader, LessonSource, VariantSource
from courses.links import LinkAccount
from courses.model import (
    AssignmentSource,
    Course,
    Lesson,
    LinkCounts,
    Material,
    Problem,
    QuizSource,
    ReadCourse,
    ReadPage,
    Text,
    Unit,
)
from courses.myst.labels import Labels
from courses.pagecache import PageCache, fingerprint_of, rendered
from courses.quizfences import without_quizzes
from courses.quizfiles import loose_problems, read_quiz_files
from courses.rendering import RenderedVariant, VariantRenderer
from courses.repository import Repository
from courses.resolving import LessonAt, Site
from courses.source import Folder, Unreadable
from courses.yamltext import BadYaml

_FATAL = {"no-lessons", "too-many-files"}

RENDERING = 7
"""Raise it when the same source gives another page, so that courses are published anew."""


def read_course(folder: Path, pages: PageCache | None = None) -> ReadCourse:
    """The course in a folder with all its problems; nothing in it is ever executed.

    With a cache, pages that nothing changed for come out of it.
    """
    if not folder.is_dir() and not folder.is_file():
        return _nothing("not-a-folder", str(folder), "there is no such folder")
    source = Folder(folder)
    layout = layout_of(source)
    if layout is None:
        return _nothing("no-course", folder.name, "no course.yml, Markdown or notebook found")
    try:
        outline = layout.outline(source)
    except (BadYaml, Unreadable) as error:
        problems = (*source.problems, error.problem)
        return ReadCourse(None, problems, layout.name)
    return _CourseReader(source, outline, pages).read(layout.name)


def read_page(folder: Path, path: str, text: str) -> ReadPage:
    """One page of a course as it would be with another text, every other file as it is."""
    source = Folder(folder, {path: text.encode("utf-8", "surrogatepass")})
    layout = layout_of(source)
    if layout is None:
        return ReadPage(None, ())
    try:
        outline = layout.outline(source)
    except (BadYaml, Unreadable) as error:
        return ReadPage(None, (error.problem,))
    return _CourseReader(source, outline, None).read_page(path)


@dataclass(frozen=True)
class _UnitSources:
    """A unit whose files are read and not yet rendered."""

    unit: UnitFiles
    lessons: tuple[LessonSource, ...]
    solutions: tuple[LessonSource, ...] = ()

    @property
    def title(self) -> Text:
        """The unit's own title, or those of its first lesson."""
        return self.unit.title or (self.lessons[0].titles if self.lessons else {})


class _CourseReader:
    """Reads one course in two rounds: first the keys of all lessons, then their pages."""

    def __init__(self, folder: Folder, outline: Outline, pages: PageCache | None) -> None:
        self._folder = folder
        self._outline = outline
        self._pages = pages
        self._fingerprint = ""
        self._problems: list[Problem] = list(outline.problems)
        self._links: list[LinkAccount] = []
        self._anchors: dict[str, PageAnchors] = {}
        self._data: dict[str, tuple[Material, ...]] = {}
        self._quizzes = read_quiz_files(folder, outline.languages)

    def read(self, layout: str) -> ReadCourse:
        sources = self._sources()
        assignments = self._assignments()
        site = self._site(sources, assignments, self._labels(sources))
        self._fingerprint = fingerprint_of(site, RENDERING) if self._pages else ""
        units = tuple(self._unit(found, site) for found in sources)
        links, changes = self._count_links()
        units = tuple(_with_anchors(unit, changes) for unit in units) if changes else units
        loose = self._loose_quizzes(units)
        course = self._course(units, sources, assignments)
        found = dict.fromkeys((*self._folder.problems, *self._problems))
        shown = found if self._outline.is_ours else map(_of_another_course, found)
        return ReadCourse(course, tuple(sorted(shown, key=_place)), layout, links, loose)

    def read_page(self, path: str) -> ReadPage:
        """The page of one file; all others are read for their keys and labels, not rendered."""
        sources = self._sources()
        site = self._site(sources, self._assignments(), self._labels(sources))
        lessons = (one for found in sources for one in (*found.lessons, *found.solutions))
        places = ((one.key, variant) for one in lessons for variant in one.variants)
        found = next((each for each in places if each[1].path == path), None)
        page = VariantRenderer(site, *found).render() if found else None
        known = (*self._folder.problems, *self._problems, *(page.problems if page else ()))
        problems = sorted({each for each in known if each.file == path}, key=_place)
        shown = problems if self._outline.is_ours else map(_of_another_course, problems)
        return ReadPage(page.variant if page else None, tuple(shown))

    def _assignments(self) -> tuple[AssignmentSource, ...]:
        """The graded assignments, as far as their folders hold any."""
        found, problems = read_assignments(
            self._folder,
            self._outline.languages,
            self._outline.assignments,
            is_ours=self._outline.is_ours,
        )
        self._problems += problems
        return found

    def _loose_quizzes(self, units: tuple[Unit, ...]) -> tuple[QuizSource, ...]:
        """The quizzes of files that no lesson shows."""
        for lesson in (lesson for unit in units for lesson in unit.lessons):
            for variant in lesson.variants.values():
                for quiz in variant.quizzes:
                    self._quizzes.note_placed(quiz)
        loose = tuple(self._quizzes.loose())
        self._problems += [*self._quizzes.problems, *loose_problems(loose)]
        return loose

    def _sources(self) -> list[_UnitSources]:
        """Every file of the course read, those that only links lead to last."""
        reader = LessonReader(self._folder, self._outline)
        found = [
            _UnitSources(unit, reader.read_unit(unit), reader.read_solutions(unit))
            for unit in self._outline.units
        ]
        further = further_unit(
            self._outline, [one for unit in found for one in unit.lessons], reader.read_unit
        )
        if further:
            found.append(_UnitSources(*further))
        self._problems += reader.problems
        return found

    def _course(
        self,
        units: tuple[Unit, ...],
        sources: list[_UnitSources],
        assignments: tuple[AssignmentSource, ...],
    ) -> Course:
        outline = self._outline
        titled = {
            variant.language: variant.heading
            for found in sources
            for lesson in found.lessons
            if any(variant.path == outline.titled_by for variant in lesson.variants)
            for variant in lesson.variants
            if variant.heading
        }
        title = {**titled, **outline.title} or {outline.languages[0]: outline.slug}
        outline = replace(outline, title=title)
        return Course(
            slug=outline.slug,
            title=outline.title,
            summary=outline.summary,
            languages=outline.languages,
            level=outline.level,
            units=units,
            assignments=assignments,
            bank_files=self._yaml_files("items"),
            exam_files=self._yaml_files("exams"),
            content_hash=_content_hash(outline, units, assignments),
        )

    def _site(
        self,
        sources: Iterable[_UnitSources],
        assignments: tuple[AssignmentSource, ...],
        labels: Labels,
    ) -> Site:
        outline = self._outline
        pages = {}
        for item in assignments:
            for place in (f"assignments/{item.name}", f"assignments/{item.name}/{item.name}.ipynb"):
                pages[place] = f"../assignments/{item.name}"
        for path in self._yaml_files("exams"):
            pages[f"exams/{path.name}"] = f"../exams/{path.stem}"
        return Site(
            folder=self._folder,
            lessons=_lessons_by_path(sources),
            pages=pages,
            severity="error" if outline.is_ours else "warning",
            language=outline.languages[0],
            base=outline.base,
            has_routes=outline.has_routes,
            repository=Repository(outline.repository),
            labels=labels,
            quizzes=self._quizzes,
        )

    def _labels(self, sources: Iterable[_UnitSources]) -> Labels:
        lessons = (one for found in sources for one in (*found.lessons, *found.solutions))
        variants = (variant for lesson in lessons for variant in lesson.variants)
        labels, problems = labels_of(self._folder, variants)
        self._problems += problems
        return labels

    def _unit(self, found: _UnitSources, site: Site) -> Unit:
        lessons = tuple(self._lesson(source, site) for source in found.lessons)
        solutions = tuple(self._lesson(source, site) for source in found.solutions)
        return Unit(found.unit.key, found.title, lessons, solutions)

    def _lesson(self, source: LessonSource, site: Site) -> Lesson:
        pages = [self._page(site, source.key, variant) for variant in source.variants]
        for page in pages:
            self._note(page)
        materials: tuple[Material, ...] = ()
        if source.kind == "notebook":
            materials = (*self._notebooks(source), *self._data_of(source))
        variants = {page.variant.language: page.variant for page in pages}
        return Lesson(source.key, source.kind, source.minutes, variants, materials)

    def _page(self, site: Site, key: str, variant: VariantSource) -> RenderedVariant:
        if self._pages is None:
            return VariantRenderer(site, key, variant).render()
        return rendered(site, self._fingerprint, key, variant, self._pages)

    def _note(self, page: RenderedVariant) -> None:
        self._problems += page.problems
        self._links.append(page.links)
        self._anchors[page.variant.path] = page.anchors

    def _notebooks(self, source: LessonSource) -> tuple[Material, ...]:
        return tuple(
            _to_deliver(variant) for variant in source.variants if variant.kind == "notebook"
        )

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
                self._problems.append(error.problem)

    def _count_links(self) -> tuple[LinkCounts, dict[str, dict[str, str]]]:
        """All links counted, and how those to another name of a place are to be written."""
        anchors = [anchor for links in self._links for anchor in links.anchors]
        changes, missing = check_anchors(anchors, self._anchors)
        self._problems += [problem for problem, _ in missing]
        broken = [link for links in self._links for link in links.broken]
        counts = LinkCounts(
            sum(links.internal for links in self._links),
            sum(links.external for links in self._links),
            (*broken, *(link for _, link in missing)),
        )
        return counts, changes

    def _yaml_files(self, folder: str) -> tuple[Path, ...]:
        if not self._outline.is_ours and "items/bank.yml" not in self._folder:
            return ()
        names = self._folder.names_in(folder)
        return tuple(self._folder.path(n) for n in names if n.endswith((".yml", ".yaml")))


def _lessons_by_path(sources: Iterable[_UnitSources]) -> dict[str, LessonAt]:
    """Every file that is a lesson, in reading order."""
    lessons: dict[str, LessonAt] = {}
    for found in sources:
        for lesson in (*found.lessons, *found.solutions):
            for variant in lesson.variants:
                at = LessonAt(lesson.key, variant.language, lesson.is_solution)
                lessons[variant.path] = at
            first = lessons[lesson.variants[0].path]
            lessons.update(dict.fromkeys(lesson.aliases, first))
    return lessons


def _with_anchors(unit: Unit, changes: Mapping[str, Mapping[str, str]]) -> Unit:
    """A unit whose links name the places of pages by the ids these have."""
    return replace(
        unit,
        lessons=tuple(_lesson_with_anchors(lesson, changes) for lesson in unit.lessons),
        solutions=tuple(_lesson_with_anchors(lesson, changes) for lesson in unit.solutions),
    )


def _lesson_with_anchors(lesson: Lesson, changes: Mapping[str, Mapping[str, str]]) -> Lesson:
    variants = {
        language: replace(variant, html=_relinked(variant.html, changes[variant.path]))
        if variant.path in changes
        else variant
        for language, variant in lesson.variants.items()
    }
    return replace(lesson, variants=variants)


def _relinked(html: str, changes: Mapping[str, str]) -> str:
    for href, anchor in changes.items():
        page = href.partition("#")[0]
        new = f"{page}#{quote(anchor)}" if anchor or not page else page
        html = html.replace(f'href="{href}"', f'href="{new}"')
    return html


def _of_another_course(problem: Problem) -> Problem:
    """A fault in a course not written for this platform: what can be shown all the same is no error."""
    is_fatal = problem.code in _FATAL or problem.severity != "error"
    return problem if is_fatal else replace(problem, severity="warning")


def _nothing(code: str, file: str, message: str) -> ReadCourse:
    return ReadCourse(None, (Problem("error", code, file, None, message),))


def _to_deliver(variant: VariantSource) -> Material:
    """The notebook for a lab; where it asks questions, without them and their keys."""
    path, data = variant.lab_file
    note = word("quiz-elsewhere", variant.language)
    return _material(path, without_quizzes(data, note), variant.language)


def _material(path: str, data: bytes, language: str | None) -> Material:
    return Material(path, hashlib.sha256(data).hexdigest(), data, language)


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line or 0, problem.code, problem.message


def _content_hash(
    outline: Outline, units: tuple[Unit, ...], assignments: tuple[AssignmentSource, ...]
) -> str:
    """A hash over everything a reader of the course can see, in a fixed order."""
    values = {
        "rendering": RENDERING,
        "slug": outline.slug,
        "title": dict(outline.title),
        "summary": dict(outline.summary),
        "languages": outline.languages,
        "level": outline.level,
        "units": [_unit_values(unit) for unit in units],
        "assignments": [(item.name, dict(item.title)) for item in assignments],
    }
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
                v.title,
                v.html,
                [(a.path, a.sha256) for a in v.assets],
                [(q.key, q.format, q.text) for q in v.quizzes],
            ]
            for language, v in lesson.variants.items()
        },
    }
