"""The files of lessons read and named, before any of them is rendered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from courses.aside import TextAside, ValueAside
from courses.files.yamltext import (
    BadYaml,
    FrontMatter,
    as_minutes,
    as_word,
    split_front_matter,
    without_front_matter,
)
from courses.layouts.lessonfiles import is_index
from courses.layouts.outline import LessonFiles, Outline, UnitFiles
from courses.layouts.survey import is_below
from courses.mdx import is_mdx, read_mdx
from courses.model import LessonKind, Problem, Severity
from courses.naming.titles import first_heading, title_of_name
from courses.notebooks import (
    BadNotebook,
    Notebook,
    parse_notebook,
    read_script,
    read_text_notebook,
    to_ipynb,
)
from courses.places import Places
from courses.source import NOTEBOOK_LIMIT, Folder, Unreadable

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_NOT_IN_KEY = re.compile(r"[^\w]+")
_NUMBER = re.compile(r"^(?:\d+[-_. ]+)+")


@dataclass(frozen=True)
class VariantSource:
    """One file of a lesson: the whole source and what is to be rendered of it."""

    language: str
    path: str
    kind: LessonKind
    source: TextAside = TextAside()  # noqa: RUF009  # a descriptor
    body: TextAside = TextAside()  # noqa: RUF009  # a descriptor
    values: Mapping[str, Any] = field(default_factory=dict)
    notebook: ValueAside[Notebook | None] = ValueAside(None)  # noqa: RUF009  # a descriptor
    listed_as: str = ""

    @property
    def title(self) -> str:
        """The title the table of contents or the author gave, or nothing."""
        return self.listed_as or as_word(self.values.get("title"))

    @property
    def is_titled(self) -> bool:
        """Tell whether the title takes the place of the first heading."""
        return bool(self.listed_as)

    @cached_property
    def heading(self) -> str:
        """The title, or else the first heading of the file, or nothing."""
        notebook = None if self.title else self.notebook
        if notebook is None:
            return self.title or first_heading(self.body)
        cells = (cell for cell in notebook.cells if cell.kind == "markdown")
        return next((found for cell in cells if (found := first_heading(cell.source))), "")

    @property
    def named(self) -> str:
        """The file's name as a title, or that of the folder it introduces."""
        file = PurePosixPath(self.path)
        name = file.parent.name if is_index(file.stem.partition(".")[0]) else ""
        return title_of_name(name or file.stem)

    @property
    def first_line(self) -> int:
        """The number of lines of the file above the body."""
        body = self.body
        return max(0, self.source.count("\n") - body.count("\n")) if body else 0

    @property
    def lab_file(self) -> tuple[str, bytes]:
        """Path and bytes of the ``.ipynb`` that a lab gets, in UTF-8 whatever the source was in."""
        path = PurePosixPath(self.path).with_suffix(".ipynb").as_posix()
        notebook = self.notebook
        if notebook and notebook.is_text:
            return path, to_ipynb(notebook, self.title)
        return path, self.source.encode()


@dataclass(frozen=True)
class LessonSource:
    """A lesson's files under the key the lesson will have."""

    key: str
    kind: LessonKind
    minutes: int
    variants: tuple[VariantSource, ...]
    aliases: tuple[str, ...] = ()
    is_solution: bool = False

    @property
    def titles(self) -> dict[str, str]:
        """The headings of its files by language, or a name where none has one."""
        headings = {v.language: v.heading for v in self.variants if v.heading}
        return headings or {self.variants[0].language: self.variants[0].named}

    @property
    def sources(self) -> Iterator[str]:
        """What its authors wrote in each of its files, code aside."""
        for variant in self.variants:
            notebook = variant.notebook
            cells = notebook.cells if notebook else ()
            texts = (cell.source for cell in cells if cell.kind == "markdown")
            yield "\n".join(texts) if notebook else variant.body


class LessonReader:
    """Reads every lesson file of an outline and gives each lesson its key."""

    def __init__(self, folder: Folder, outline: Outline) -> None:
        self._folder = folder
        self._outline = outline
        self._keys: dict[str, str] = {}
        self.problems: list[Problem] = []

    def read_unit(self, unit: UnitFiles) -> tuple[LessonSource, ...]:
        """The lessons of a unit that could be read."""
        sources = (self._lesson(unit, files) for files in unit.lessons)
        return tuple(source for source in sources if source is not None)

    def read_solutions(self, unit: UnitFiles) -> tuple[LessonSource, ...]:
        """What the unit has for instructors only, as far as it could be read."""
        sources = (self._lesson(unit, files) for files in unit.solutions)
        return tuple(replace(source, is_solution=True) for source in sources if source is not None)

    def _lesson(self, unit: UnitFiles, files: LessonFiles) -> LessonSource | None:
        read = (self._variant(language, path) for language, path in files.files.items())
        order = self._outline.languages
        variants = sorted((v for v in read if v), key=lambda v: order.index(v.language))
        if not variants:
            return None
        first = variants[0]
        if files.title and first.language == order[0]:
            first = variants[0] = replace(first, listed_as=files.title)
        key = self._key(unit, files, variants)
        self._check_languages(files)
        minutes = next((m for v in variants if (m := as_minutes(v.values.get("minutes")))), 0)
        if not minutes and self._outline.is_ours:
            self._report(first.path, "no-minutes", "minutes are missing", severity="warning")
        return LessonSource(key, first.kind, minutes, tuple(variants), files.aliases)

    def _variant(self, language: str, path: str) -> VariantSource | None:
        try:
            if path.lower().endswith(".ipynb"):
                return self._notebook(language, path)
            source = self._folder.read_text(path)
            if path.lower().endswith(".py"):
                values, notebook = read_script(source)
                return VariantSource(language, path, "notebook", source, "", values, notebook)
            matter = self._rewritten(self._front_matter(source, path), path)
            return _of_text(language, path, source, self._without_jsx(matter, source, path))
        except Unreadable as error:
            self.problems.append(error.problem)
        except BadNotebook as error:
            self._report(path, "bad-notebook", str(error), error.line)
        return None

    def _front_matter(self, source: str, path: str) -> FrontMatter:
        """The front matter; a file whose own cannot be read is read without it."""
        try:
            return split_front_matter(source, path)
        except BadYaml as error:
            self.problems.append(error.problem)
            return FrontMatter({}, without_front_matter(source))

    def _rewritten(self, matter: FrontMatter, path: str) -> FrontMatter:
        rewrite = self._outline.rewrite
        return FrontMatter(matter.values, rewrite(matter.body, path)) if rewrite else matter

    def _cells_rewritten(self, notebook: Notebook, path: str) -> Notebook:
        rewrite = self._outline.rewrite
        if rewrite is None:
            return notebook
        cells = (
            replace(cell, source=rewrite(cell.source, path)) if cell.kind == "markdown" else cell
            for cell in notebook.cells
        )
        return replace(notebook, cells=tuple(cells))

    def _without_jsx(self, matter: FrontMatter, source: str, path: str) -> FrontMatter:
        """The text as Markdown, whose lines keep their numbers."""
        if not is_mdx(path, matter.body):
            return matter
        read = read_mdx(matter.body)
        above = source.count("\n") - matter.body.count("\n")
        for left in read.left:
            self._report(path, left.code, left.message, above + left.line, severity="warning")
        return FrontMatter(matter.values, read.text)

    def _notebook(self, language: str, path: str) -> VariantSource:
        source = self._folder.read_text(path, NOTEBOOK_LIMIT)
        notebook = self._cells_rewritten(parse_notebook(source), path)
        values = notebook.metadata.get("baeum") or {}
        values = values if isinstance(values, Mapping) else {}
        return VariantSource(language, path, "notebook", source, "", values, notebook)

    def _key(self, unit: UnitFiles, files: LessonFiles, variants: list[VariantSource]) -> str:
        ids = (as_word(v.values.get("id")) for v in variants if self._outline.has_ids)
        given = [name for name in ids if name]
        first = variants[0]
        if len(set(given)) > 1:
            self._report(first.path, "different-ids", f"its languages have the ids {given}")
        if given and not _KEY.match(given[0]):
            line = Places(first.source).next_line_of(given[0])
            self._report(first.path, "bad-id", "an id is lower-case letters, digits, hyphens", line)
            given = []
        if not given and self._outline.is_ours:
            self._report(first.path, "no-id", "the lesson has no permanent id", severity="warning")
        folder = unit.key if files.folder is None else files.folder
        if is_below(f"{folder}/", self._outline.base):
            folder = folder[len(self._outline.base) :].strip("/")
        return self._unused(given[0] if given else derived_key(folder, files.stem), first)

    def _unused(self, wanted: str, variant: VariantSource) -> str:
        """The key itself, or, where another lesson has it, one with a number (and a Problem)."""
        key, number = wanted, 1
        while key in self._keys:
            number += 1
            key = f"{wanted}-{number}"
        is_given = self._outline.has_ids and as_word(variant.values.get("id")) == wanted
        if key != wanted and is_given:
            line = Places(variant.source).next_line_of(wanted)
            message = f"the id {wanted!r} is also that of {self._keys[wanted]}"
            self._report(variant.path, "duplicate-id", message, line)
        self._keys[key] = variant.path
        return key

    def _check_languages(self, files: LessonFiles) -> None:
        missing = [code for code in self._outline.languages if code not in files.files]
        if missing and self._outline.is_ours:
            path = next(iter(files.files.values()))
            message = f"there is no variant in {', '.join(missing)}"
            self._report(path, "missing-language", message, severity="warning")

    def _report(
        self,
        file: str,
        code: str,
        message: str,
        line: int | None = None,
        *,
        severity: Severity = "error",
    ) -> None:
        self.problems.append(Problem(severity, code, file, line or 1, message))


def _of_text(language: str, path: str, source: str, matter: FrontMatter) -> VariantSource:
    notebook = read_text_notebook(matter.values, matter.body)
    kind: LessonKind = "notebook" if notebook else "markdown"
    return VariantSource(language, path, kind, source, matter.body, matter.values, notebook)


def derived_key(folder: str, stem: str) -> str:
    """The key of a lesson without an id of its own: made of its folder and file name.

    The file that introduces a folder has the folder's name.
    """
    names = [] if folder and is_index(stem) else [stem]
    parts = [_NUMBER.sub("", part) for part in [*PurePosixPath(folder).parts, *names]]
    key = unicodedata.normalize("NFC", "-".join(parts)).lower()
    return _NOT_IN_KEY.sub("-", key).strip("-_")[:110].strip("-_") or "lesson"
