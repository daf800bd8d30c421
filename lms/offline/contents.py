"""What a copy of a course holds: its lessons, their pictures, and the files of the interface."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.models import CourseRevision, LessonBody, LessonPage, LessonQuiz
from lms.catalog.outline import lessons_of
from lms.catalog.quizzes import preview_of
from lms.enrollments.models import CourseRun
from lms.storage import blobs
from lms.web.static_files import static_size

SHEETS = ("baeum.css", "lessons.css", "questions.css", "offline.css")
SCRIPTS = ("baeum.js", "quizzes.js", "questions.js", "offline.js")
INTERFACE = (*SHEETS, *SCRIPTS, "icon.svg")
"""The files that pages of a copy are shown with."""

MOST_REVISIONS = 64
_PICTURE = re.compile(r'(?:src|href)="(/assets/([0-9a-f]{64})/[^"?#]*)"')


@dataclass(frozen=True)
class File:
    """One address of a copy: where it is loaded from, under which it is kept, and its state.

    `version` changes whenever what is loaded would be another; `size` is in bytes, uncompressed.
    """

    source: str
    address: str
    version: str
    size: int


@dataclass(frozen=True)
class Copy:
    """Everything that a reader of a run takes along in one language."""

    run_id: int
    revision: str
    language: str
    lessons: tuple[File, ...]
    pictures: tuple[File, ...]
    interface: tuple[File, ...]

    @property
    def files(self) -> tuple[File, ...]:
        """All files; pages come last, so that what is there of them is whole."""
        return (*self.interface, *self.pictures, *self.lessons)

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(file.size for file in self.files)

    @property
    def version(self) -> str:
        """What changes when anything of it does."""
        return _digest(f"{file.address} {file.version}" for file in self.files)


@dataclass(frozen=True)
class _Text:
    sha256: str
    size: int
    pictures: Mapping[str, str]


def copy_of(session: Session, run: CourseRun, language: str, locked: Collection[str] = ()) -> Copy:
    """The copy of what the reader may see of the run now; empty for a course without a revision.

    Lessons that are locked for the reader are left out.
    """
    revision = run.course.current_revision
    if revision is None:
        return Copy(run.id, "", language, (), (), ())
    lessons = [lesson for lesson in lessons_of(revision) if lesson.key not in locked]
    texts = _texts(session, revision)
    shown = [texts[lesson.key, lesson.language(language)] for lesson in lessons]
    pictures = {address: sha256 for text in shown for address, sha256 in text.pictures.items()}
    look = _digest(file.version for file in interface_files())
    order = _digest(f"{lesson.key} {sorted(lesson.titles.items())}" for lesson in lessons)
    pages = [
        _outline(run, language, _digest([revision.content_hash, order, look, *sorted(locked)]))
    ]
    for at, (lesson, text) in enumerate(zip(lessons, shown, strict=True)):
        around = [f"{each.key} {each.titles}" for each in lessons[max(at - 1, 0) : at + 2]]
        address = url_for("lessons.lesson", run_id=run.id, lesson_key=lesson.key)
        source = url_for(
            "offline.lesson", run_id=run.id, lesson_key=lesson.key, lang=lesson.language(language)
        )
        pages.append(File(source, address, _digest([text.sha256, look, *around]), text.size))
    return Copy(
        run.id,
        revision.content_hash[:16],
        language,
        tuple(pages),
        _pictures(pictures),
        interface_files(),
    )


def interface_files() -> tuple[File, ...]:
    """The sheets and scripts that a copy is shown with, at their present versions."""
    return tuple(
        File(address, address, address.rpartition("=")[2], static_size(name))
        for name in INTERFACE
        for address in (url_for("static", filename=name),)
    )


def interface_version() -> str:
    """What changes with any file of the interface."""
    return _digest(file.version for file in interface_files())


def _outline(run: CourseRun, language: str, version: str) -> File:
    source = url_for("offline.outline", run_id=run.id, lang=language)
    return File(source, url_for("lessons.outline", run_id=run.id), version, 0)


def _pictures(found: Mapping[str, str]) -> tuple[File, ...]:
    sizes = blobs().sizes(sorted(set(found.values())))
    return tuple(File(each, each, sha[:16], sizes.get(sha, 0)) for each, sha in found.items())


def _texts(session: Session, revision: CourseRevision) -> Mapping[tuple[str, str], _Text]:
    """What each page of a revision weighs and shows, by lesson and language: it never changes."""
    kept: dict[str, Mapping[tuple[str, str], _Text]] = current_app.extensions.setdefault(
        "offline_texts", {}
    )
    if revision.content_hash not in kept:
        if len(kept) >= MOST_REVISIONS:
            kept.clear()
        kept[revision.content_hash] = _read_texts(session, revision.id)
    return kept[revision.content_hash]


def _read_texts(session: Session, revision_id: int) -> Mapping[tuple[str, str], _Text]:
    query = (
        select(LessonBody.lesson_key, LessonBody.language, LessonPage.sha256, LessonPage.html)
        .join(LessonPage, LessonPage.id == LessonBody.page_id)
        .where(LessonBody.revision_id == revision_id)
        .execution_options(yield_per=50)
    )
    asked = _read_quizzes(session, revision_id)
    return {
        (key, language): _text(sha256, html, asked.get((key, language), ""))
        for key, language, sha256, html in session.execute(query)
    }


def _text(sha256: str, html: str, asked: str) -> _Text:
    pictures = dict(_PICTURE.findall(html)) | dict(_PICTURE.findall(asked))
    version = _digest((sha256, asked)) if asked else sha256
    return _Text(version, len(html.encode()) + len(asked.encode()), pictures)


def _read_quizzes(session: Session, revision_id: int) -> Mapping[tuple[str, str], str]:
    """What the questions of each lesson ask, by lesson and language; no key and no rationale."""
    query = select(LessonQuiz).where(LessonQuiz.revision_id == revision_id)
    found: dict[tuple[str, str], str] = {}
    for quiz in session.scalars(query.order_by(LessonQuiz.position)):
        for language in quiz.content["languages"]:
            texts = [text for each in preview_of(quiz, language) for text in _texts_in(each.shown)]
            place = quiz.lesson_key, language
            found[place] = "\n".join((found.get(place, ""), *texts))
    return found


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)


def _digest(words: Iterable[str]) -> str:
    return blake2b("\n".join(words).encode(), digest_size=8).hexdigest()
