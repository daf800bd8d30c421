"""What was found, as it is shown: title, place, excerpt and address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext, lazy_pgettext
from sqlalchemy.orm import Session

from courses.search import MAX_QUERY, Piece, Query, excerpt, marked, read_query
from lms.access import Actor, Permission, may
from lms.admin.queries import people
from lms.announcements.services import SHELF as ANNOUNCEMENTS
from lms.enrollments.queries import trainees_taught_by
from lms.index.models import IndexedDocument
from lms.index.queries import Hit, Hits, documents_of, look_up, nearest_word
from lms.programs.queries import cohorts_of
from lms.publishing.searchable import COURSES
from lms.search.reach import OpenCourse, Reach
from lms.web.locale import in_language, language

KINDS = {
    "lesson": lazy_pgettext("lessons", "강의"),
    "assignment": lazy_gettext("과제"),
    "exam": lazy_gettext("모의시험"),
    "course": lazy_pgettext("courses", "강의"),
    "announcement": lazy_gettext("공지"),
    "person": lazy_gettext("사람"),
    "cohort": lazy_pgettext("headings", "기수"),
}
PAGE_SIZE = 10
LAST_PAGE = 50
N_PEOPLE = 5


@dataclass(frozen=True)
class Result:
    """One thing that was found; `kind` is lesson, assignment, exam, course, announcement, person or cohort."""

    kind: str
    title: Sequence[Piece]
    detail: str
    excerpt: Sequence[Piece]
    href: str
    language: str = ""


@dataclass(frozen=True)
class Results:
    """One page of what was found; `meant` is the query with a misspelt word mended."""

    results: Sequence[Result]
    n_found: int
    page: int
    is_loose: bool = False
    meant: str = ""

    @property
    def pages(self) -> int:
        """How many pages one can look through."""
        return min(LAST_PAGE, max(1, -(-self.n_found // PAGE_SIZE)))


def found_in(session: Session, reach: Reach, text: str, *, page: int) -> Results:
    """A page of what is found for a text, the best first.

    If nothing has all its words, an English one that nobody wrote is replaced by the
    nearest that somebody did; failing that, things that have most of it are taken.
    """
    page = min(max(page, 1), LAST_PAGE)
    query = read_query(text)
    hits = _look_up(session, reach, query, page * PAGE_SIZE)
    meant = _mended(session, query) if hits.is_loose or not hits.n_found else ""
    if meant:
        better = _look_up(session, reach, read_query(meant), page * PAGE_SIZE)
        if better.n_found and not better.is_loose:
            query, hits = read_query(meant), better
        else:
            meant = ""
    shown = hits.hits[(page - 1) * PAGE_SIZE :]
    results = _results(session, reach, query, shown, with_text=True)
    return Results(results, hits.n_found, page, hits.is_loose, meant)


def quickly_found(session: Session, reach: Reach, text: str, *, n: int) -> Sequence[Result]:
    """The best few for a text that somebody is still typing."""
    query = read_query(text, is_typing=True)
    hits = _look_up(session, reach, query, n)
    return _results(session, reach, query, hits.hits, with_text=False)


def people_found(session: Session, actor: Actor, text: str) -> list[Result]:
    """Cohorts and people with the text in their names, whom the actor operates or teaches."""
    words = text.strip()[:MAX_QUERY]
    if not words:
        return []
    return [*_cohorts(session, actor, words), *_people(session, actor, words)]


def _look_up(session: Session, reach: Reach, query: Query, n: int) -> Hits:
    return look_up(session, query, reach.shelves, reach.only, n_best=n)


def _mended(session: Session, query: Query) -> str:
    """The query with English words that no lesson has replaced by their nearest; empty if none is."""
    words = [word.text for word in query.words]
    mended = [_mended_word(session, word) for word in words]
    return "" if mended == words else " ".join(mended)


def _mended_word(session: Session, word: str) -> str:
    lowered = word.lower()
    if not (lowered.isascii() and lowered.isalpha() and 4 <= len(lowered) <= 30):
        return word
    return nearest_word(session, lowered) or word


def _results(
    session: Session, reach: Reach, query: Query, hits: Sequence[Hit], *, with_text: bool
) -> list[Result]:
    documents = documents_of(session, hits, with_text=with_text)
    return [
        _result(hit, documents[hit.shelf, hit.number], reach, query, with_text=with_text)
        for hit in hits
        if (hit.shelf, hit.number) in documents
    ]


def _result(
    hit: Hit, document: IndexedDocument, reach: Reach, query: Query, *, with_text: bool
) -> Result:
    kind, detail, href = _place(hit, document, reach.courses)
    return Result(
        kind,
        marked(document.title, query.needles),
        detail,
        excerpt(document.text, query.needles) if with_text else (),
        href,
        document.language if document.language != language() else "",
    )


def _place(
    hit: Hit, document: IndexedDocument, courses: Mapping[int, OpenCourse]
) -> tuple[str, str, str]:
    """Kind, place in words, and address."""
    if hit.shelf == COURSES:
        return "course", "", url_for("catalog.course", slug=document.key)
    if hit.shelf == ANNOUNCEMENTS:
        href = url_for("announcements.announcement", announcement_id=hit.place)
        return "announcement", "", href
    course = courses[int(hit.shelf.partition(":")[2])]
    title = in_language(course.title)
    kind, _, name = document.key.rpartition(":")
    run = course.run_id
    if hit.shelf.startswith("lessons:"):
        return "lesson", title, _lesson_address(run, document)
    if kind == "exam":
        return kind, title, url_for("exams.exam", run_id=run, exam_key=name)
    return kind, title, url_for("notebooks.assignment", run_id=run, name=name)


def _lesson_address(run_id: int, document: IndexedDocument) -> str:
    spoken = None if document.language == language() else document.language
    return url_for("lessons.lesson", run_id=run_id, lesson_key=document.key, lang=spoken)


def _cohorts(session: Session, actor: Actor, words: str) -> list[Result]:
    if not may(actor, Permission.OPERATE):
        return []
    named = [(cohort, cohort.name) for cohort in cohorts_of(session, actor)]
    needles = tuple(words.lower().split())
    return [
        Result(
            "cohort",
            marked(name, needles),
            "",
            (),
            url_for("enrollments.cohort", cohort_id=cohort.id),
        )
        for cohort, name in named
        if all(needle in name.lower() for needle in needles)
    ][:N_PEOPLE]


def _people(session: Session, actor: Actor, words: str) -> list[Result]:
    needles = (words.lower(),)
    if may(actor, Permission.PEOPLE_MANAGE):
        return [
            Result(
                "person",
                marked(person.name, needles),
                person.email,
                (),
                url_for("admin.person", user_id=person.id),
            )
            for person in people(session, actor, words, 1).rows[:N_PEOPLE]
        ]
    return [
        Result(
            "person",
            marked(name, needles),
            "",
            (),
            url_for("gradebook.of_run", run_id=run_id),
        )
        for name, run_id in trainees_taught_by(session, actor, words, limit=N_PEOPLE)
    ]
