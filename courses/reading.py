"""A folder in, a course and every problem out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from courses.assignments import read_assignments
from courses.labelling import labels_of
from courses.layouts import layout_of
from courses.layouts.outline import Outline, UnitFiles
from courses.lessonsources import LessonReader, LessonSource
from courses.links import PageLinks, Site, check_anchors
from courses.model import (
    AssignmentSource,
    Course,
    Lesson,
    LinkCounts,
    Material,
    Problem,
    ReadCourse,
    Severity,
    Unit,
)
from courses.myst.labels import Labels
from courses.rendering import RenderedVariant, VariantRenderer
from courses.source import Folder, Unreadable
from courses.yamltext import BadYaml

RENDERING = 3
"""Raise it when the same source gives another page, so that courses are published anew."""


def read_course(folder: Path) -> ReadCourse:
    """The course in a folder with all its problems; nothing in it is ever executed."""
    if not folder.is_dir():
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
    return _CourseReader(source, outline).read(layout.name)


class _CourseReader:
    """Reads one course in two rounds: first the keys of all lessons, then their pages."""

    def __init__(self, folder: Folder, outline: Outline) -> None:
        self._folder = folder
        self._outline = outline
        self._problems: list[Problem] = list(outline.problems)
        self._links: list[PageLinks] = []
        self._anchors: dict[str, set[str]] = {}

    def read(self, layout: str) -> ReadCourse:
        reader = LessonReader(self._folder, self._outline)
        sources = [(unit, reader.read_unit(unit)) for unit in self._outline.units]
        self._problems += reader.problems
        assignments, problems = read_assignments(
            self._folder, self._outline.languages, self._outline.assignments
        )
        self._problems += problems
        site = self._site(sources, assignments, self._labels(sources))
        units = tuple(self._unit(unit, lessons, site) for unit, lessons in sources)
        links = self._count_links()
        course = self._course(units, assignments)
        found = dict.fromkeys((*self._folder.problems, *self._problems))
        return ReadCourse(course, tuple(sorted(found, key=_place)), layout, links)

    def _course(self, units: tuple[Unit, ...], assignments: tuple[AssignmentSource, ...]) -> Course:
        outline = self._outline
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
        sources: Iterable[tuple[UnitFiles, tuple[LessonSource, ...]]],
        assignments: tuple[AssignmentSource, ...],
        labels: Labels,
    ) -> Site:
        lessons: dict[str, str] = {}
        for unit, found in sources:
            for lesson in found:
                lessons.update({variant.path: lesson.key for variant in lesson.variants})
                lessons.setdefault(unit.key, lesson.key)
        pages = {}
        for item in assignments:
            for place in (f"assignments/{item.name}", f"assignments/{item.name}/{item.name}.ipynb"):
                pages[place] = f"../assignments/{item.name}"
        for path in self._folder.names_in("exams"):
            pages[path] = f"../exams/{PurePosixPath(path).stem}"
        severity: Severity = "error" if self._outline.is_ours else "warning"
        return Site(self._folder, lessons, pages, severity, labels)

    def _labels(self, sources: Iterable[tuple[UnitFiles, tuple[LessonSource, ...]]]) -> Labels:
        variants = (v for _, found in sources for lesson in found for v in lesson.variants)
        labels, problems = labels_of(self._folder, variants)
        self._problems += problems
        return labels

    def _unit(self, unit: UnitFiles, sources: tuple[LessonSource, ...], site: Site) -> Unit:
        data = self._data_of(unit) if any(s.kind == "notebook" for s in sources) else ()
        return Unit(unit.key, unit.title, tuple(self._lesson(s, site, data) for s in sources))

    def _lesson(self, source: LessonSource, site: Site, data: tuple[Material, ...]) -> Lesson:
        pages = [VariantRenderer(site, source.key, v).render() for v in source.variants]
        for page in pages:
            self._note(source.key, page)
        materials: tuple[Material, ...] = ()
        if source.kind == "notebook":
            materials = (*self._notebooks(source), *data)
        variants = {page.variant.language: page.variant for page in pages}
        return Lesson(source.key, source.kind, source.minutes, variants, materials)

    def _note(self, key: str, page: RenderedVariant) -> None:
        self._problems += page.problems
        self._links.append(page.links)
        self._anchors.setdefault(key, set()).update(page.anchors)

    def _notebooks(self, source: LessonSource) -> tuple[Material, ...]:
        return tuple(
            _material(*v.lab_file, v.language) for v in source.variants if v.kind == "notebook"
        )

    def _data_of(self, unit: UnitFiles) -> tuple[Material, ...]:
        found = []
        for path in self._folder.below(f"{unit.key}/data"):
            try:
                found.append(_material(path, self._folder.read_bytes(path), None))
            except Unreadable as error:
                self._problems.append(error.problem)
        return tuple(found)

    def _count_links(self) -> LinkCounts:
        anchors = [anchor for links in self._links for anchor in links.anchors]
        missing = check_anchors(anchors, lambda key, name: name in self._anchors.get(key, ()))
        self._problems += [problem for problem, _ in missing]
        broken = [link for links in self._links for link in links.broken]
        return LinkCounts(
            sum(links.internal for links in self._links),
            sum(links.external for links in self._links),
            (*broken, *(link for _, link in missing)),
        )

    def _yaml_files(self, folder: str) -> tuple[Path, ...]:
        names = self._folder.names_in(folder)
        return tuple(self._folder.path(n) for n in names if n.endswith((".yml", ".yaml")))


def _nothing(code: str, file: str, message: str) -> ReadCourse:
    return ReadCourse(None, (Problem("error", code, file, None, message),))


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
        "lessons": [
            {
                "key": lesson.key,
                "kind": lesson.kind,
                "minutes": lesson.minutes,
                "materials": [(m.path, m.sha256, m.language) for m in lesson.materials],
                "variants": {
                    language: [v.title, v.html, [(a.path, a.sha256) for a in v.assets]]
                    for language, v in lesson.variants.items()
                },
            }
            for lesson in unit.lessons
        ],
    }
