"""Plain folders of Markdown and notebooks, the way most courses lie in git."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from courses.languages import LANGUAGE, language_of, split_name
from courses.layouts.lessonfiles import group_lessons, is_index
from courses.layouts.outline import Outline, UnitFiles
from courses.model import Problem
from courses.source import Folder, Unreadable

_SKIPPED = {"solution", "solutions", "assignments", "items", "exams", "images", "data"}
_TITLE = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"^\d+[-_. ]+")


class FoldersLayout:
    """Every folder with lessons is a unit; README or index introduces it."""

    name = "folders"

    def recognises(self, folder: Folder) -> bool:
        """Tell whether there is a Markdown file or a notebook anywhere."""
        return any(split_name(path, ()) for path in folder.files)

    def outline(self, folder: Folder) -> Outline:
        """A course with one unit for each folder that holds lessons."""
        readme = _read_index(folder, "")
        name = folder.root.name
        default = language_of(readme)
        languages = (default, *_other_languages(folder.files, default))
        title = _first_title(readme) or name
        units = tuple(
            UnitFiles(key, {default: _unit_title(folder, key, title)}, lessons)
            for key, paths in _by_folder(folder.files).items()
            if (lessons := group_lessons(paths, languages, index_first=True))
        )
        slug = _NOT_IN_SLUG.sub("-", name.lower()).strip("-") or "course"
        problems = () if units else (Problem("error", "no-lessons", "", None, "no lessons found"),)
        return Outline(
            slug=slug,
            title={default: title},
            summary={},
            languages=languages,
            level="",
            units=units,
            problems=problems,
            is_ours=False,
        )


def _by_folder(files: Iterable[str]) -> dict[str, list[str]]:
    """Lesson files by their folder, the top folder first."""
    found: dict[str, list[str]] = {}
    for path in files:
        parents = PurePosixPath(path).parent.parts
        if split_name(path, ()) and not _SKIPPED & {part.lower() for part in parents}:
            found.setdefault("/".join(parents), []).append(path)
    return dict(sorted(found.items()))


def _other_languages(files: Iterable[str], default: str) -> tuple[str, ...]:
    names = (split_name(path, ()) for path in files)
    found = {name.language for name in names if name and name.language}
    return tuple(sorted(code for code in found if LANGUAGE.match(code) and code != default))


def _unit_title(folder: Folder, key: str, course_title: str) -> str:
    if not key:
        return course_title
    title = _first_title(_read_index(folder, key))
    return title or _NUMBER.sub("", key.rsplit("/", 1)[-1]).replace("-", " ").replace("_", " ")


def _read_index(folder: Folder, key: str) -> str:
    for path in folder.names_in(key):
        file = PurePosixPath(path)
        if is_index(file.stem) and file.suffix.lower() == ".md":
            try:
                return folder.read_text(path)
            except Unreadable as error:
                folder.problems.append(error.problem)
    return ""


def _first_title(text: str) -> str:
    match = _TITLE.search(text)
    return match[1].strip() if match else ""
