"""What differs between the texts of two revisions, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from lms.catalog.changes import pages_of
from lms.catalog.models import CourseRevision, LessonPage

MOST_LESSONS = 60
MOST_LINES = 3000
"""Texts longer than this are compared by their first lines: time grows with the square."""
CONTEXT = 1


@dataclass(frozen=True)
class Line:
    """A line of a text: kept, put in or taken out."""

    kind: str
    text: str


@dataclass(frozen=True)
class ChangedLesson:
    """A lesson's text in one language, then and now."""

    key: str
    language: str
    title: str
    state: str
    lines: tuple[Line, ...]


def changed_lessons(
    session: Session, before: CourseRevision, now: CourseRevision
) -> Iterator[ChangedLesson]:
    """The texts that differ, line by line, in reading order."""
    old, new = pages_of(session, before), pages_of(session, now)
    for key in [*new, *(key for key in old if key not in new)]:
        for language in {**old.get(key, {}), **new.get(key, {})}:
            ids = old.get(key, {}).get(language), new.get(key, {}).get(language)
            if ids[0] != ids[1]:
                was, is_now = (session.get(LessonPage, each) if each else None for each in ids)
                shown = is_now or was
                title = shown.title if shown else key
                state = "changed" if was and is_now else "added" if is_now else "removed"
                lines = tuple(lines_between(_text_of(was), _text_of(is_now)))
                yield ChangedLesson(key, language, title, state, lines)


def lines_between(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """The lines that went and came, with a line of those that stayed around them."""
    old, new = old[:MOST_LINES], new[:MOST_LINES]
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2000)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (Line("kept", text) for text in old[a:b])
            else:
                yield from (Line("out", text) for text in old[a:b])
                yield from (Line("in", text) for text in new[c:d])


def _text_of(page: LessonPage | None) -> list[str]:
    return [line for line in page.text.splitlines() if line.strip()] if page else []
