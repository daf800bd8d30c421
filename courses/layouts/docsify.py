"""docsify sites: a sidebar written as a Markdown list."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from courses.layouts.contents import Contents, Entry
from courses.layouts.docsifypage import docsify_of
from courses.layouts.lessonfiles import is_lesson
from courses.layouts.outline import Outline
from courses.layouts.placing import entry_file
from courses.layouts.survey import Survey
from courses.model import Problem
from courses.source import Folder
from courses.titles import plain_title
from courses.yamltext import BadYaml

_SIDEBARS = ("_sidebar.md", "docs/_sidebar.md", "SUMMARY.md", "docs/SUMMARY.md", "src/SUMMARY.md")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<text>\S.*)")
_LINK = re.compile(
    r"\[(?P<title>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?(?P<target>[^\s()<>]+(?: [^\s()<>\"']+)*)"
)
_HEADING = re.compile(r"#{1,6} +(?P<title>.+)")
_LINE_LIMIT = 1_000


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
        listed = {e.file for one in _Sidebar(folder, sidebar).entries() for e in one.files()}
        return len(listed) > 1 and 3 * len(listed) >= sum(map(is_lesson, folder.files))

    def outline(self, folder: Folder) -> Outline:
        """The site as its sidebar orders it; the home page comes first."""
        path = _sidebar(folder)
        near = _folder_of(path)
        site = docsify_of(folder, near)
        base = near if site.is_found else ""
        site = site if site.is_found else docsify_of(folder, "")
        survey = Survey(folder, "", site.language)
        sidebar = _Sidebar(folder, path)
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


@dataclass
class _Item:
    indent: int
    title: str
    file: str
    is_part: bool = False
    children: list[_Item] = field(default_factory=list)

    def entry(self) -> Entry:
        """The item with everything below it."""
        below = tuple(child.entry() for child in self.children)
        return Entry(self.title, self.file, below, self.is_part and bool(below))


class _Sidebar:
    """Reads a nested list of links."""

    def __init__(self, folder: Folder, path: str) -> None:
        self._folder = folder
        self._path = path
        self.problems: list[Problem] = []

    def entries(self) -> tuple[Entry, ...]:
        """The items at the top with those below them."""
        root = _Item(-1, "", "")
        stack = [root]
        for number, line in enumerate(self._folder.peek_text(self._path).split("\n"), start=1):
            item = self._item(line[:_LINE_LIMIT].expandtabs(4), number)
            if item is None:
                continue
            while stack[-1].indent >= item.indent:
                stack.pop()
            stack[-1].children.append(item)
            if len(stack) < 40:
                stack.append(item)
        return tuple(item.entry() for item in root.children if item.file or item.children)

    def _item(self, line: str, number: int) -> _Item | None:
        heading = _HEADING.match(line)
        if heading:
            return _Item(0, plain_title(heading["title"]), "", is_part=True)
        match = _ITEM.match(line)
        if match is None:
            return None
        link = _LINK.search(match["text"])
        indent = 1 + len(match["indent"])
        if link is None:
            return _Item(indent, plain_title(match["text"]), "", is_part=True)
        return _Item(indent, plain_title(link["title"]), self._file(link["target"], number))

    def _file(self, target: str, line: int) -> str:
        path = unquote(target.partition("?")[0])
        if path.startswith(("#/", "/#/")):
            path = path.partition("#")[2]
        path = path.partition("#")[0]
        if "://" in path or path.startswith("mailto:") or not path:
            return ""
        for found in self._candidates(path):
            if found:
                return found
        message = f"the page {target} is not there"
        self.problems.append(Problem("warning", "missing-page", self._path, line, message))
        return ""

    def _candidates(self, path: str) -> Iterator[str]:
        near = _folder_of(self._path)
        for base in dict.fromkeys((near, "")):
            name = path.removesuffix(".html")
            yield entry_file(self._folder, base, name)
            for index in ("README.md", "index.md"):
                yield entry_file(self._folder, base, posixpath.join(name, index))


def _sidebar(folder: Folder) -> str:
    return next((p for name in _SIDEBARS if (p := folder.find_in_any_case(name)) in folder), "")


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]
