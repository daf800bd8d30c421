"""One file of a lesson as the page that is stored."""

from __future__ import annotations

import posixpath
import re
from copy import copy
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from courses.asking.quizfences import QuizFences
from courses.files.assets import asset_url
from courses.files.datafiles import FILE_LIMIT, PAGE_LIMIT, paths_named_in
from courses.files.pictures import with_sizes
from courses.lessonsources import VariantSource
from courses.linking.anchors import PageAnchors, anchors_of
from courses.linking.linkplaces import LinkPlaces
from courses.linking.links import LinkAccount, PageLinks
from courses.linking.resolving import LessonAt, Site
from courses.markup.macros import macros_in
from courses.markup.markdown import MarkdownPage, TooDeep
from courses.markup.media import media_as_links, sources_in
from courses.markup.page import Page
from courses.markup.sanitize import plain_text, sanitize
from courses.markup.structure import PageParts, heading_jumps, page_problems, unsafe_links
from courses.mdx import is_mdx, read_mdx
from courses.model import Asset, BrokenLink, Heading, LessonVariant, Problem, Severity
from courses.myst.references import references_html
from courses.myst.substituting import substitutions_of_page
from courses.notebooks import Notebook, notebook_to_html
from courses.places import Places
from courses.pythoncells import python_cells
from courses.source import Folder, Unreadable

_H1 = re.compile(r"\s*<h1\b[^>]*>.*?</h1>", re.DOTALL)
_ID = re.compile(r"\bid=\"([^\"<>]+)\"")
_NAMED = re.compile(
    r"<a(?=\s)(?P<more>[^<>]*?)\sname\s?=\s?(?P<name>\"[^\"<>]*\"|'[^'<>]*'|[\w:.-]+)"
)


@dataclass(frozen=True)
class Took:
    """What a page took from other files of the course: their hashes, "" for one that gave nothing."""

    files: dict[str, str]
    texts: dict[str, str]


@dataclass(frozen=True)
class RenderedVariant:
    """A page with its links and everything that is wrong with it."""

    variant: LessonVariant
    links: LinkAccount
    anchors: PageAnchors
    problems: tuple[Problem, ...]
    took: Took

    def without_assets(self) -> RenderedVariant:
        """The page without the files it shows."""
        return self.with_assets(())

    def with_assets(self, assets: tuple[Asset, ...]) -> RenderedVariant:
        """The page with these files; what is long in it is neither read nor written for that."""
        variant = copy(self.variant)
        object.__setattr__(variant, "assets", assets)
        return replace(self, variant=variant)


class VariantRenderer:
    """Turns one file of a lesson into a sanitised page."""

    def __init__(self, site: Site, key: str, source: VariantSource) -> None:
        self._source = source
        self._places = Places(source.source)
        self._site = site
        self._page = MarkdownPage(source.language, self._shared_page())
        here = site.lessons.get(source.path) or LessonAt(key, source.language)
        self._links = PageLinks(
            site, source.path, here, LinkPlaces(source), written=self._page.page.written
        )
        self._quizzes = QuizFences(source.path, source.language)
        self._title: Heading | None = None
        self._at_top: tuple[str, ...] = ()
        self._problems: list[Problem] = []
        self._texts: dict[str, str] = {}

    def render(self) -> RenderedVariant:
        """The page with its problems."""
        notebook = self._source.notebook
        raw = self._notebook(notebook) if notebook else self._markdown()
        raw = _NAMED.sub(_with_id, raw + references_html(self._page.page))
        raw, title = self._without_title(raw)
        html = sanitize(media_as_links(raw, self._source.language), self._links.rewrite)
        html = with_sizes(html, self._links.assets.values())
        for target in sources_in(raw):
            self._links.check_picture(target)
        opened = self._opened(html)
        parts = PageParts(html)
        self._check(parts)
        variant = LessonVariant(
            language=self._source.language,
            title=title,
            html=html,
            text=f"{title}\n{plain_text(html)}",
            assets=tuple(self._links.assets.values()),
            headings=tuple(self._page.page.headings),
            path=self._source.path,
            quizzes=tuple(self._quizzes.quizzes),
            opened=opened,
        )
        problems = (*self._problems, *self._quizzes.problems, *self._links.problems)
        headings = self._page.page.headings
        anchors = anchors_of(headings, parts.ids, self._title, at_top=self._at_top)
        took = Took(self._links.took, self._texts)
        return RenderedVariant(variant, self._links.account(), anchors, problems, took)

    def _opened(self, html: str) -> tuple[str, ...]:
        """The files that the page's Python cells open, as far as a browser can be given them."""
        room, opened = PAGE_LIMIT, []
        for path in paths_named_in(python_cells(html), self._has_folder):
            asset = self._links.opened_file(path, min(FILE_LIMIT, room))
            if asset and asset.path not in opened:
                opened.append(asset.path)
                room -= len(asset.data)
        return tuple(opened)

    def _has_folder(self, path: str) -> bool:
        here = posixpath.dirname(self._source.path)
        return self._site.folder.has_folder(posixpath.normpath(posixpath.join(here, path)))

    def _shared_page(self) -> Page:
        source, labels = self._source, self._site.labels
        own = macros_in(source.values.get("math"))
        page = Page(source.language, source.path, labels, self._text_of, self._has)
        page.macros = {**labels.macros, **own}
        page.substitutions = {**labels.substitutions, **substitutions_of_page(source.values)}
        page.source = "" if source.path.lower().endswith(".ipynb") else source.source
        return page

    def _has(self, path: str) -> bool:
        """Tell whether the course has what a path, seen from this page, names."""
        return self._site.resolver.find(self._source.path, path) is not None

    def _text_of(self, path: str) -> str | None:
        """The text of a file that the page takes in; None when it is not in the course."""
        here = "" if path.startswith("/") else posixpath.dirname(self._source.path)
        folder = self._site.folder
        place = folder.find(posixpath.normpath(posixpath.join(here, path.lstrip("/"))))
        self._texts[place] = folder.sha256_of(place)
        try:
            return self._quizzes.take(_as_markdown(place, folder)) if place in folder else None
        except Unreadable as error:
            self._problems.append(error.problem)
            return None

    def _markdown(self) -> str:
        try:
            return self._page.render(self._asked(), self._source.first_line)
        except TooDeep as error:
            self._report("too-deep", str(error), 1)
            return ""

    def _asked(self) -> str:
        """The text with places for its quizzes: its own, and those of files that it leads to."""
        text = self._quizzes.take(self._source.body, self._source.first_line)
        text, brought = self._site.quizzes.bring_into(
            text, self._source.path, self._source.language
        )
        self._quizzes.quizzes += brought
        return text

    def _notebook(self, notebook: Notebook) -> str:
        name = PurePosixPath(self._source.path).stem
        page = notebook_to_html(
            self._quizzes.take_from_cells(notebook, self._source.source),
            self._page,
            name,
        )
        for code, message in page.problems:
            self._report(code, message, None, severity="warning")
        for asset in page.assets:
            self._keep(asset)
        return page.html

    def _keep(self, asset: Asset) -> None:
        self._links.assets[asset.path] = asset
        self._links.pictures[asset_url(asset)] = asset.path

    def _without_title(self, html: str) -> tuple[str, str]:
        """The page below its title, and the title: the page shows that itself."""
        headings = self._page.page.headings
        first = headings[0] if headings and headings[0].level == 1 else None
        given = self._source.title
        text = html.removeprefix('<div class="cell">')
        opening = _H1.match(text)
        is_said_again = first is not None and given in ("", first.title)
        if opening is None and first and is_said_again:  # badges stand above it
            text, opening = html, _H1.match(html, max(html.find("<h1"), 0))
            if opening and first.id not in _ID.findall(opening[0]):
                opening = None  # the author's own HTML, with other words
        if first and opening and (self._source.is_titled or is_said_again):
            self._title = headings.pop(0)
            self._at_top = tuple(_ID.findall(opening[0]))
            return text[: opening.start()] + text[opening.end() :], given or first.title
        return html, given or (first.title if first else self._source.named)

    def _check(self, parts: PageParts) -> None:
        path, places = self._source.path, self._places
        self._problems += heading_jumps(self._page.page.headings, path, places)
        self._problems += page_problems(parts, path, places, self._links.pictures)
        self._problems += unsafe_links(self._source.source, path, self._site.severity)
        for latex, reason in self._page.page.bad_math:
            line = places.next_line_of(latex.strip().split("\n")[0])
            message = f"the formula cannot be shown ({reason}): {latex.strip()[:80]}"
            self._report("bad-math", message, line, severity="warning")
        self._note_problems_of_texts()

    def _note_problems_of_texts(self) -> None:
        path, places = self._source.path, self._places
        for found in self._page.page.problems:
            line = found.line or places.next_line_of(found.needle)
            severity = self._site.severity if found.severity == "error" else "warning"
            self._problems.append(
                Problem(severity, found.code, path, line, found.message, found.hint)
            )
        for broken in self._page.page.broken:
            line = places.next_line_of(broken.needle)
            message = f"nothing in the course has this label or name: {broken.target}"
            self._report("broken-link", message, line, severity=self._site.severity)
            self._links.internal += 1
            self._links.broken.append(BrokenLink(path, line, broken.target))

    def _report(
        self, code: str, message: str, line: int | None, *, severity: Severity = "error"
    ) -> None:
        self._problems.append(Problem(severity, code, self._source.path, line, message))


def _as_markdown(place: str, folder: Folder) -> str:
    """The text of a file that a page takes in; of MDX what its readers would read."""
    text = folder.read_text(place)
    return read_mdx(text).text if is_mdx(place, text) else text


def _with_id(match: re.Match[str]) -> str:
    """An old ``<a name>`` as an element with an id, unless it has one."""
    has_id = re.search(r"\sid\s?=", match["more"]) is not None
    return match[0] if has_id else f"<a{match['more']} id={match['name']}"
