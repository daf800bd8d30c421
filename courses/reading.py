"""A folder in, a course and every problem out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from courses.asking.quizfiles import loose_problems, read_quiz_files
from courses.asking.quiztexts import QuizTexts
from courses.assignments import read_assignments
from courses.contenthash import RENDERING, content_hash
from courses.files.materials import Materials
from courses.files.yamltext import BadYaml
from courses.labelling import labels_of
from courses.layouts import layout_of
from courses.layouts.outline import Outline
from courses.lessonsources import LessonSource, VariantSource
from courses.linking.anchors import PageAnchors, check_anchors
from courses.linking.links import LinkAccount
from courses.linking.relinking import with_anchors
from courses.linking.resolving import Site
from courses.linking.sites import site_of, yaml_files
from courses.model import (
    AssignmentSource,
    Course,
    Lesson,
    LinkCounts,
    Problem,
    QuizSource,
    ReadCourse,
    ReadPage,
    Unit,
)
from courses.naming.formerkeys import former_keys
from courses.pagecache import PageCache, fingerprint_of, rendered
from courses.progress import Progress, silent
from courses.rendering import RenderedVariant, VariantRenderer
from courses.source import Folder, Unreadable
from courses.unitsources import UnitSources, read_units

_FATAL = {"no-lessons", "too-many-files"}


def read_course(
    folder: Path, pages: PageCache | None = None, progress: Progress = silent
) -> ReadCourse:
    """The course in a folder with all its problems; nothing in it is ever executed.

    With a cache, pages that nothing changed for come out of it. ``progress`` is told of every page.
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
    return _CourseReader(source, outline, pages, progress).read(layout.name)


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


class _CourseReader:
    """Reads one course in two rounds: first the keys of all lessons, then their pages."""

    def __init__(
        self,
        folder: Folder,
        outline: Outline,
        pages: PageCache | None,
        progress: Progress = silent,
    ) -> None:
        self._folder = folder
        self._outline = outline
        self._pages = pages
        self._fingerprint = ""
        self._progress = progress
        self._n_pages = 0
        self._problems: list[Problem] = list(outline.problems)
        self._links: list[LinkAccount] = []
        self._anchors: dict[str, PageAnchors] = {}
        self._materials = Materials(folder)
        self._quizzes = read_quiz_files(folder, outline.languages)

    def read(self, layout: str) -> ReadCourse:
        sources = self._sources()
        assignments = self._assignments()
        site = self._site(sources, assignments)
        self._fingerprint = fingerprint_of(site, RENDERING) if self._pages else ""
        self._n_pages = sum(len(one.variants) for found in sources for one in found.every)
        units = tuple(self._unit(found, site) for found in sources)
        links, changes = self._count_links(site)
        units = tuple(with_anchors(unit, changes) for unit in units) if changes else units
        loose = self._loose_quizzes(units)
        course = self._course(units, sources, assignments)
        found = dict.fromkeys((*self._folder.problems, *self._problems, *self._materials.problems))
        shown = found if self._outline.is_ours else map(_of_another_course, found)
        texts = QuizTexts(site, self._anchors, is_ours=self._outline.is_ours)
        problems = tuple(sorted(shown, key=_place))
        return ReadCourse(course, problems, layout, links, loose, texts.render)

    def read_page(self, path: str) -> ReadPage:
        """The page of one file; all others are read for their keys and labels, not rendered."""
        sources = self._sources()
        site = self._site(sources, self._assignments())
        lessons = (one for found in sources for one in found.every)
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

    def _sources(self) -> list[UnitSources]:
        """Every file of the course read, those that only links lead to last."""
        found, problems = read_units(self._folder, self._outline)
        self._problems += problems
        return found

    def _site(self, sources: list[UnitSources], assignments: tuple[AssignmentSource, ...]) -> Site:
        labels, problems = labels_of(
            self._folder,
            (variant for found in sources for one in found.every for variant in one.variants),
        )
        self._problems += problems
        return site_of(
            self._folder, self._outline, sources, assignments, labels=labels, quizzes=self._quizzes
        )

    def _course(
        self,
        units: tuple[Unit, ...],
        sources: list[UnitSources],
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
        lessons = (lesson for found in sources for lesson in found.lessons)
        former, problems = former_keys(outline, lessons)
        self._problems += problems
        return Course(
            slug=outline.slug,
            title=outline.title,
            summary=outline.summary,
            languages=outline.languages,
            level=outline.level,
            units=units,
            assignments=assignments,
            bank_files=yaml_files(self._folder, outline, "items"),
            exam_files=yaml_files(self._folder, outline, "exams"),
            content_hash=content_hash(outline, units, assignments, former),
            former_keys=former,
            environment=outline.environment,
        )

    def _unit(self, found: UnitSources, site: Site) -> Unit:
        lessons = tuple(self._lesson(source, site) for source in found.lessons)
        solutions = tuple(self._lesson(source, site) for source in found.solutions)
        return Unit(found.unit.key, found.title, lessons, solutions)

    def _lesson(self, source: LessonSource, site: Site) -> Lesson:
        pages = [self._page(site, source.key, variant) for variant in source.variants]
        for page in pages:
            self._note(page)
        variants = {page.variant.language: page.variant for page in pages}
        materials = self._materials.of(source, variants.values())
        return Lesson(source.key, source.kind, source.minutes, variants, materials)

    def _page(self, site: Site, key: str, variant: VariantSource) -> RenderedVariant:
        if self._pages is None:
            return VariantRenderer(site, key, variant).render()
        return rendered(site, self._fingerprint, key, variant, self._pages)

    def _note(self, page: RenderedVariant) -> None:
        self._problems += page.problems
        self._links.append(page.links)
        self._anchors[page.variant.path] = page.anchors
        self._progress(len(self._links), self._n_pages)

    def _count_links(self, site: Site) -> tuple[LinkCounts, dict[str, dict[str, str]]]:
        """All links counted, and how those to another name of a place are to be written."""
        anchors = [anchor for links in self._links for anchor in links.anchors]
        changes, missing = check_anchors(anchors, self._anchors, site.variants_of)
        self._problems += [problem for problem, _ in missing]
        broken = [link for links in self._links for link in links.broken]
        counts = LinkCounts(
            sum(links.internal for links in self._links),
            sum(links.external for links in self._links),
            (*broken, *(link for _, link in missing)),
        )
        return counts, changes


def _of_another_course(problem: Problem) -> Problem:
    """A fault in a course not written for this platform: what can be shown all the same is no error."""
    is_fatal = problem.code in _FATAL or problem.severity != "error"
    return problem if is_fatal else replace(problem, severity="warning")


def _nothing(code: str, file: str, message: str) -> ReadCourse:
    return ReadCourse(None, (Problem("error", code, file, None, message),))


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line or 0, problem.code, problem.message
