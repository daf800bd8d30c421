"""The values a course is made of; all of them frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from courses.aside import BytesAside, TextAside, ValueAside

Text = Mapping[str, str]
"""A text in one or more languages; the first language is the default."""

Severity = Literal["error", "warning"]
LessonKind = Literal["markdown", "notebook"]
QuizFormat = Literal["yaml", "json", "text"]


@dataclass(frozen=True)
class Problem:
    """Something an author should mend, with the place where it is."""

    severity: Severity
    code: str
    file: str
    line: int | None
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Asset:
    """A file that a page refers to as ``/assets/<sha256>/<file name>``."""

    path: str
    sha256: str
    media_type: str
    data: BytesAside = BytesAside()  # noqa: RUF009  # a descriptor


@dataclass(frozen=True)
class Material:
    """A file that "open in lab" delivers; ``language`` is None when it is for every language."""

    path: str
    sha256: str
    data: BytesAside = BytesAside()  # noqa: RUF009  # a descriptor
    language: str | None = None


@dataclass(frozen=True)
class Heading:
    """A heading of a page with the anchor that leads to it."""

    level: int
    id: str
    title: str


@dataclass(frozen=True)
class QuizSource:
    """A quiz as its author wrote it; ``text`` begins in line ``line`` of ``file``.

    What stands in it is read by whoever marks it: courses know only its place, which
    the page of the lesson has as ``<div id="quiz-<key>">``. The same key in another
    language of the lesson is the same quiz.
    """

    key: str
    format: QuizFormat
    text: str
    file: str
    line: int
    language: str


@dataclass(frozen=True)
class LessonVariant:
    """One lesson in one language, ready to be shown: ``html`` is sanitised.

    ``sha256`` is a hash of all that a reader sees of the page.
    ``opened`` are the paths of those assets that the page's Python cells open.
    """

    language: str
    title: str
    html: TextAside = TextAside()  # noqa: RUF009  # a descriptor
    text: TextAside = TextAside()  # noqa: RUF009  # a descriptor
    assets: tuple[Asset, ...] = ()
    headings: ValueAside[tuple[Heading, ...]] = ValueAside(())  # noqa: RUF009  # a descriptor
    path: str = ""
    quizzes: ValueAside[tuple[QuizSource, ...]] = ValueAside(())  # noqa: RUF009  # a descriptor
    opened: tuple[str, ...] = ()
    sha256: str = field(init=False, compare=False, default="")

    def __post_init__(self) -> None:
        seen = [self.title, self.html, [[h.level, h.id, h.title] for h in self.headings]]
        text = json.dumps(seen, ensure_ascii=False)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "sha256", digest)


@dataclass(frozen=True)
class Lesson:
    """A lesson under its permanent key."""

    key: str
    kind: LessonKind
    minutes: int
    variants: Mapping[str, LessonVariant]
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class Unit:
    """An ordered part of a course; its ``solutions`` are for instructors only."""

    key: str
    title: Text
    lessons: tuple[Lesson, ...]
    solutions: tuple[Lesson, ...] = ()


@dataclass(frozen=True)
class AssignmentSource:
    """Where the source of an nbgrader assignment lies, and what it is called."""

    name: str
    title: Text
    notebook: Path
    files: tuple[Path, ...] = ()
    summary: Text = field(default_factory=dict)
    minutes: int = 0


@dataclass(frozen=True)
class Environment:
    """What a course's notebooks run with: packages with versions, and the versions of Python that do."""

    python: str
    packages: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """A whole course; equal folders give an equal ``content_hash``.

    ``former_keys`` are the present keys of lessons by those they had once.
    """

    slug: str
    title: Text
    summary: Text
    languages: tuple[str, ...]
    level: str
    units: tuple[Unit, ...]
    assignments: tuple[AssignmentSource, ...]
    bank_files: tuple[Path, ...]
    exam_files: tuple[Path, ...]
    content_hash: str
    former_keys: Mapping[str, str] = field(default_factory=dict)
    environment: Environment | None = None

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons that trainees read, in reading order."""
        return tuple(lesson for unit in self.units for lesson in unit.lessons)

    @property
    def solutions(self) -> tuple[Lesson, ...]:
        """All pages that only instructors may see."""
        return tuple(lesson for unit in self.units for lesson in unit.solutions)


@dataclass(frozen=True)
class LinkCounts:
    """How many links a course has, and which of the internal ones lead nowhere."""

    internal: int = 0
    external: int = 0
    broken: tuple[BrokenLink, ...] = ()

    def __add__(self, other: LinkCounts) -> LinkCounts:
        """The links of both."""
        return LinkCounts(
            self.internal + other.internal,
            self.external + other.external,
            (*self.broken, *other.broken),
        )


@dataclass(frozen=True)
class BrokenLink:
    """A link or an image whose target does not exist."""

    file: str
    line: int | None
    target: str


@dataclass(frozen=True)
class QuizText:
    """A text of a quiz as sanitised HTML with the files it shows, its links and what is wrong with it."""

    html: str
    assets: tuple[Asset, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: LinkCounts = LinkCounts()


@dataclass(frozen=True)
class ReadCourse:
    """What reading a folder gave: a course if there is one, and every problem found.

    ``quiz_text`` renders a Markdown text of a quiz that stands in the lesson with a key.
    """

    course: Course | None
    problems: tuple[Problem, ...]
    layout: str = ""
    links: LinkCounts = LinkCounts()
    loose_quizzes: tuple[QuizSource, ...] = ()
    quiz_text: Callable[[str, QuizSource, str], QuizText] | None = field(
        default=None, compare=False, repr=False
    )

    @property
    def has_errors(self) -> bool:
        """Tell whether the course must not be published."""
        return self.course is None or any(p.severity == "error" for p in self.problems)


@dataclass(frozen=True)
class ReadPage:
    """What reading one page gave: the page, unless its file is no lesson, and its problems."""

    page: LessonVariant | None
    problems: tuple[Problem, ...]
