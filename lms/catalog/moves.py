"""Lessons that stand under another key than before: what an old address means now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.catalog.models import CourseRevision, FormerLessonKey, LessonBody, LessonPage

MOST_COMPARED = 400
ALIKE = 0.6
"""As for git: from this share of common words on, a lesson is the same one, moved."""


def note_moves(
    session: Session,
    before: CourseRevision | None,
    now: CourseRevision,
    named: Mapping[str, str],
    *,
    at: datetime,
) -> dict[str, str]:
    """Remember what became of the keys that a course no longer has; new keys by old ones.

    What the author says, in `named`, goes before what the pages let us guess.
    """
    old = _pages_of(session, before) if before else {}
    new = _pages_of(session, now)
    gone, added = old.keys() - new.keys(), new.keys() - old.keys()
    moves = {key: found for key, found in named.items() if key not in new and found in new}
    left, free = gone - moves.keys(), added - set(moves.values())
    moves |= _same_pages({key: old[key] for key in left}, {key: new[key] for key in free})
    moves |= _alike(session, old, new, gone - moves.keys(), added - set(moves.values()))
    course_id, former = now.course_id, sorted({*gone, *moves})
    _forget(session, course_id, new.keys() | set(former))
    for key in former:
        session.execute(
            update(FormerLessonKey)
            .where(FormerLessonKey.course_id == course_id, FormerLessonKey.lesson_key == key)
            .values(lesson_key=moves.get(key))
        )
        session.add(
            FormerLessonKey(
                course_id=course_id, former_key=key, lesson_key=moves.get(key), since=at
            )
        )
    return moves


def former_key(session: Session, course_id: int, key: str) -> FormerLessonKey | None:
    """What became of a key that the course once had."""
    return session.scalar(
        select(FormerLessonKey).where(
            FormerLessonKey.course_id == course_id, FormerLessonKey.former_key == key
        )
    )


def _pages_of(session: Session, revision: CourseRevision) -> dict[str, set[int]]:
    pages: dict[str, set[int]] = defaultdict(set)
    query = select(LessonBody.lesson_key, LessonBody.page_id)
    for key, page_id in session.execute(query.where(LessonBody.revision_id == revision.id)):
        pages[key].add(page_id)
    return dict(pages)


def _same_pages(gone: Mapping[str, set[int]], added: Mapping[str, set[int]]) -> dict[str, str]:
    """Lessons whose pages stand unchanged under one new key."""
    moves: dict[str, str] = {}
    for key, pages in sorted(gone.items()):
        found = [name for name, others in added.items() if others & pages]
        if len(found) == 1 and found[0] not in moves.values():
            moves[key] = found[0]
    return moves


def _alike(
    session: Session,
    old: Mapping[str, set[int]],
    new: Mapping[str, set[int]],
    gone: Iterable[str],
    added: Iterable[str],
) -> dict[str, str]:
    """The most alike of the lessons that were both moved and edited."""
    left, free = sorted(gone), sorted(added)
    if not left or not free or len(left) * len(free) > MOST_COMPARED:
        return {}
    words = {
        (is_old, key): _words(session, pages[key])
        for is_old, pages, keys in ((True, old, left), (False, new, free))
        for key in keys
    }
    ranked = sorted(
        ((_likeness(words[True, a], words[False, b]), a, b) for a in left for b in free),
        reverse=True,
    )
    moves: dict[str, str] = {}
    for likeness, key, name in ranked:
        if likeness >= ALIKE and key not in moves and name not in moves.values():
            moves[key] = name
    return moves


def _words(session: Session, pages: set[int]) -> list[str]:
    query = select(LessonPage.text).where(LessonPage.id.in_(pages)).order_by(LessonPage.id)
    return " ".join(session.scalars(query)).split()[:5000]


def _likeness(one: list[str], other: list[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0


def _forget(session: Session, course_id: int, keys: Iterable[str]) -> None:
    """A key that a lesson has again means that lesson."""
    session.execute(
        delete(FormerLessonKey).where(
            FormerLessonKey.course_id == course_id, FormerLessonKey.former_key.in_(list(keys))
        )
    )
