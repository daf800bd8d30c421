"""docsify sites: a sidebar written as a Markdown list."""

from __future__ import annotations

from dataclasses import replace

from courses.files.yamltext import BadYaml
from courses.layouts.contents import Contents, Entry
from courses.layouts.docsifypage import docsify_of
from courses.layouts.lessonfiles import is_lesson
from courses.layouts.outline import Outline
from courses.layouts.summaries import Summary
from courses.layouts.survey import Survey
from courses.model import Problem
from courses.source import Folder

_SIDEBARS = ("_sidebar.md", "docs/_sidebar.md", "SUMMARY.md", "docs/SUMMARY.md")


class DocsifyLayout:
    """The pages of the sidebar in its order, and all others that they lead to."""

    name = "docsify"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a sidebar that lists a good part of the pages."""
        sidebar = _sidebar(folder)
        if not sidebar:
            return False
        if docsify_of(folder, "").is_found or docsify_of(folder, _folder_of(sidebar)).is_found:
            return True
        listed = {e.file for one in Summary(folder, sidebar).entries() for e in one.files()}
        return len(listed) > 1 and 3 * len(listed) >= sum(map(is_lesson, folder.files))

    def outline(self, folder: Folder) -> Outline:
        """The site as its sidebar orders it; the home page comes first."""
        path = _sidebar(folder)
        near = _folder_of(path)
        site = docsify_of(folder, near)
        base = near if site.is_found else ""
        site = site if site.is_found else docsify_of(folder, "")
        survey = Survey(folder, "", site.language)
        sidebar = Summary(folder, path)
        entries = sidebar.entries()
        home = survey.index_of(base)
        if home and home not in {e.file for one in entries for e in one.files()}:
            entries = (Entry("", home), *entries)
        title = site.title or survey.title_of(home) or survey.folder_title("")
        contents = Contents(path, title, survey.language, survey.lesson_of)
        units = survey.with_solutions(contents.units_of(entries))
        if not units:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no page of it was found"))
        outline = survey.outline(title, units, (*sidebar.problems, *contents.problems))
        return replace(
            outline,
            base=base,
            has_routes=not site.is_relative,
            repository=site.repository or outline.repository,
            titled_by=home,
        )


def _sidebar(folder: Folder) -> str:
    return next((p for name in _SIDEBARS if (p := folder.find_in_any_case(name)) in folder), "")


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]
