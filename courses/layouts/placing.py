"""Where a book lies in a repository, and which file a line of its contents means."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import PurePosixPath

from courses.layouts.lessonfiles import is_lesson
from courses.layouts.scripts import is_script
from courses.naming.languagecodes import as_folder_language
from courses.naming.languages import kind_of
from courses.source import Folder

_SUFFIXES = (".md", ".ipynb", ".markdown", ".mdx", ".qmd", ".py")


def base_with(folder: Folder, names: Iterable[str]) -> str | None:
    """The folder with one of these files nearest to the top, if most lessons lie below it."""
    wanted = set(names)
    found = [path for path in folder.files if path.rpartition("/")[2] in wanted]
    lessons = sum(map(is_lesson, folder.files))
    for path in sorted(found, key=lambda path: (path.count("/"), path)):
        base = path.rpartition("/")[0]
        if not base or _is_main(folder, base, lessons):
            return base
    return None


def entry_file(folder: Folder, base: str, name: str) -> str:
    """The lesson file that a name in a table of contents means, or nothing."""
    place = posixpath.normpath(posixpath.join(base, name.strip().lstrip("/")))
    for candidate in (place, *(f"{place}{suffix}" for suffix in _SUFFIXES)):
        for found in (folder.find(candidate), folder.find_in_any_case(candidate)):
            if found in folder and (kind_of(found) or (found == candidate and is_script(found))):
                return found
    return ""


def _is_main(folder: Folder, base: str, lessons: int) -> bool:
    inside = sum(map(is_lesson, folder.below(base)))
    return 2 * inside >= lessons or as_folder_language(PurePosixPath(base).name) is not None
