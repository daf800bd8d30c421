"""What differs between the texts of two revisions, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.catalog.changes import pages_of
from lms.catalog.models import CourseRevision, LessonPage
from lms.web.text_changes import Line, lines_between

MOST_LESSONS = 60


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


def _text_of(page: LessonPage | None) -> list[str]:
    return [line for line in page.text.splitlines() if line.strip()] if page else []
