"""MkDocs: pages in the order of ``nav``, or of their folders where there is none."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from courses.dialects.snippets import Snippets
from courses.files.yamltext import BadYaml, as_word
from courses.layouts.contents import Contents, Entry
from courses.layouts.folders import units_of
from courses.layouts.lessonfiles import is_index, is_solution
from courses.layouts.outline import Outline, UnitFiles
from courses.layouts.placing import base_with, entry_file
from courses.layouts.survey import Survey, is_below
from courses.linking.routes import Mirror, Routes
from courses.model import Problem
from courses.naming.languagecodes import as_folder_language, as_language, as_translation
from courses.naming.languages import kind_of
from courses.source import Folder

_NAMES = ("mkdocs.yml", "mkdocs.yaml", "zensical.yml")
_DOCS = "docs"
_DEEPEST = 12
_MOST = 20_000


class MkDocsLayout:
    """The pages that ``nav`` lists, or all below ``docs/``."""

    name = "mkdocs"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there are settings for MkDocs, and pages where they say."""
        root = base_with(folder, _NAMES)
        if root is None:
            return False
        docs = _docs(root, _settings(folder, root))
        return any(kind_of(path) for path in folder.below(docs)) if docs else True

    def outline(self, folder: Folder) -> Outline:
        """The site as its ``nav`` or its folders order it."""
        root = base_with(folder, _NAMES) or ""
        path = _path(folder, root)
        settings = _settings(folder, root)
        base = _docs(root, settings)
        mirrors = _mirrors(folder, root, base)
        theme = settings.get("theme")
        language = as_language(as_word(theme.get("language"))) if isinstance(theme, Mapping) else ""
        survey = Survey(folder, base, language or "", is_closed=True, mirrors=mirrors)
        home = survey.index_of(base)
        title = as_word(settings.get("site_name")) or survey.title_of(home)
        title = title or survey.folder_title("")
        nav = _Nav(folder, base, path)
        contents = Contents(path, title, survey.language, survey.lesson_of)
        listed = contents.units_of(nav.entries(settings.get("nav"))) or _by_folder(survey)
        if not listed:
            raise BadYaml(Problem("error", "no-lessons", path, 1, "no page of it was found"))
        units = survey.with_solutions(tuple(_translated(listed, _words(settings), survey.language)))
        outline = survey.outline(title, units, (*nav.problems, *contents.problems))
        places = {_address(each): each for lesson in survey.lessons for each in lesson.paths[:1]}
        return replace(
            outline,
            base=base,
            routes=Routes({**_moved(settings, base), **places}, mirrors),
            rewrite=Snippets(folder, (root, base, *_snippet_bases(settings, root))).expand,
            repository=as_word(settings.get("repo_url")) or outline.repository,
        )


@dataclass
class _Nav:
    """Reads the list of pages."""

    folder: Folder
    base: str
    path: str
    problems: list[Problem] = field(default_factory=list)
    _n_read: int = 0

    def entries(self, value: object, depth: int = 0) -> tuple[Entry, ...]:
        """The entries of a list; other sites, and what lies too deep, are left out."""
        items = value if isinstance(value, list) and depth < _DEEPEST else []
        return tuple(entry for item in items for entry in self._of(item, depth))

    def _of(self, item: object, depth: int) -> Iterator[Entry]:
        self._n_read += 1
        if self._n_read > _MOST:
            return
        if isinstance(item, Mapping):
            for title, value in item.items():
                if isinstance(value, list):
                    yield Entry(as_word(title), "", self.entries(value, depth + 1), is_part=True)
                else:
                    yield from self._page(as_word(title), as_word(value))
        else:
            yield from self._page("", as_word(item))

    def _page(self, title: str, name: str) -> Iterator[Entry]:
        if "://" in name or name.startswith(("/", "mailto:")) or not name:
            return
        place = posixpath.normpath(posixpath.join(self.base, name))
        if self.folder.has_folder(place):
            files = [each for each in self.folder.below(place) if kind_of(each)]
            yield Entry(title, "", tuple(Entry("", each) for each in files), is_part=True)
            return
        found = entry_file(self.folder, self.base, name)
        if found:
            yield Entry(title, found)
        elif not any(letter in name for letter in "*#?"):
            message = f"the page {name} is not there"
            self.problems.append(Problem("warning", "missing-page", self.path, None, message))


class _Loader(yaml.SafeLoader):
    """Reads settings; what only MkDocs could make of a tag is nothing."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _settings(folder: Folder, root: str) -> Mapping[str, Any]:
    """What the site says of itself; settings that cannot be read say nothing."""
    try:
        found = yaml.load(folder.peek_text(_path(folder, root)), Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _path(folder: Folder, root: str) -> str:
    places = (posixpath.join(root, name) for name in _NAMES)
    return next((place for place in places if place in folder), "")


def _docs(root: str, settings: Mapping[str, Any]) -> str:
    place = posixpath.normpath(posixpath.join(root, as_word(settings.get("docs_dir")) or _DOCS))
    return "" if place == "." else place


def _mirrors(folder: Folder, root: str, base: str) -> tuple[Mirror, ...]:
    """The folders of other languages beside that of the settings, if this is one of a language."""
    own = posixpath.basename(root)
    if not own or as_folder_language(own) is None:
        return ()
    above = posixpath.dirname(root)
    inner = base[len(root) :].strip("/")
    below = {path[len(above) :].strip("/").partition("/")[0] for path in folder.below(above)}
    found = ((posixpath.join(above, name, inner), as_translation(name)) for name in sorted(below))
    return tuple(
        Mirror(place, language, base)
        for place, language in found
        if language and place != base and folder.has_folder(place)
    )


def _by_folder(survey: Survey) -> tuple[UnitFiles, ...]:
    lessons = [each for each in survey.lessons if not is_solution(each.paths[0])]
    return units_of(
        [each for each in lessons if is_below(each.paths[0], survey.base)], survey, survey.base
    )


def _address(path: str) -> str:
    """The address of a page: a folder of its name, or its own folder for an index."""
    stem = path.rpartition(".")[0]
    return posixpath.dirname(stem) if is_index(posixpath.basename(stem)) else stem


def _plugin(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The settings of a plugin, which are listed or named."""
    plugins = settings.get("plugins")
    listed = plugins if isinstance(plugins, list) else [plugins]
    for each in listed:
        found = each.get(name) if isinstance(each, Mapping) else None
        if isinstance(found, Mapping):
            return found
    return {}


def _moved(settings: Mapping[str, Any], base: str) -> dict[str, str]:
    """Pages that were moved, by where they were."""
    maps = _plugin(settings, "redirects").get("redirect_maps")
    pairs = maps.items() if isinstance(maps, Mapping) else ()
    return {
        posixpath.normpath(posixpath.join(base, as_word(old))): posixpath.normpath(
            posixpath.join(base, as_word(new).partition("#")[0])
        )
        for old, new in pairs
        if as_word(old) and "://" not in as_word(new)
    }


def _words(settings: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The titles of sections in other languages, as the plugin for languages has them."""
    listed = _plugin(settings, "i18n").get("languages")
    found = {}
    for each in listed if isinstance(listed, list) else ():
        words = each.get("nav_translations") if isinstance(each, Mapping) else None
        language = as_language(as_word(each.get("locale"))) if words else None
        if language and isinstance(words, Mapping):
            found[language] = words
    return found


def _translated(
    units: tuple[UnitFiles, ...], words: Mapping[str, Mapping[str, Any]], first: str
) -> Iterator[UnitFiles]:
    for unit in units:
        title = unit.title.get(first, "")
        others = {code: as_word(known.get(title)) for code, known in words.items() if title}
        yield replace(unit, title={**{c: t for c, t in others.items() if t}, **unit.title})


def _snippet_bases(settings: Mapping[str, Any], root: str) -> tuple[str, ...]:
    """The folders in which pages look for what they take in."""
    extensions = settings.get("markdown_extensions")
    listed = extensions if isinstance(extensions, list) else [extensions]
    named = [each.get("pymdownx.snippets") for each in listed if isinstance(each, Mapping)]
    bases = [each.get("base_path") for each in named if isinstance(each, Mapping)]
    flat = [one for each in bases for one in (each if isinstance(each, list) else [each])]
    return tuple(
        posixpath.normpath(posixpath.join(root, as_word(each))) for each in flat if as_word(each)
    )
