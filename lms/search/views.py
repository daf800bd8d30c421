"""The search page, and the quick answers of the command palette."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext

from courses.search import MAX_QUERY, Piece
from lms import db
from lms.access import Permission
from lms.search import queries
from lms.search.places import FoundPlace, places_for, places_in
from lms.search.queries import KINDS, Result
from lms.search.reach import Reach, reach_of
from lms.web.guard import ViewResult, actor, guarded

bp = Blueprint("search", __name__, template_folder="templates")

N_QUICK = 8
N_PLACES = 6


@dataclass(frozen=True)
class Group:
    """Quick answers under one heading."""

    label: str
    items: list[dict[str, object]]


@bp.get("/search")
@guarded(Permission.ACCOUNT_USE)
def results() -> ViewResult:
    """Everything the person may see that fits the words, in all courses or in one."""
    session, text = db.session(), _text()
    whole = reach_of(session, actor())
    course = request.args.get("course", "")
    reach = whole.within(course) if course else whole
    found = queries.found_in(session, reach, text, page=request.args.get("page", 1, type=int))
    is_first = found.page == 1 and not course
    return render_template(
        "search/results.html",
        text=text,
        course=course,
        courses=list(whole.courses.values()),
        found=found,
        people=queries.people_found(session, actor(), text) if is_first else [],
        kinds=KINDS,
        page_href=lambda page: url_for("search.results", q=text, course=course or None, page=page),
    )


@bp.get("/search/quick")
@guarded(Permission.ACCOUNT_USE)
def quick() -> ViewResult:
    """The palette's answers to what was typed so far: pages first, then contents and people."""
    session, text = db.session(), _text()
    reach = reach_of(session, actor())
    groups = [
        Group(gettext("바로 가기"), [_place(one) for one in _places(reach, text)]),
        Group(gettext("내용"), _found(queries.quickly_found(session, reach, text, n=N_QUICK))),
        Group(gettext("사람과 기수"), _found(queries.people_found(session, actor(), text))),
    ]
    n = sum(len(group.items) for group in groups)
    return {
        "groups": [vars(group) for group in groups if group.items],
        "status": ngettext("결과 %(num)s개", "결과 %(num)s개", n)
        if n
        else gettext("찾는 것이 없습니다."),
        "more": url_for("search.results", q=text) if text else None,
    }


def _text() -> str:
    return request.args.get("q", "").strip()[:MAX_QUERY]


def _places(reach: Reach, text: str) -> list[FoundPlace]:
    found = places_for(actor(), text)
    if text:
        for course in reach.courses.values():
            found += places_in(actor(), course, text)
    return found[: N_PLACES if text else None]


def _found(results: Sequence[Result]) -> list[dict[str, object]]:
    return [
        {
            "title": _pieces(one.title),
            "detail": one.detail,
            "kind": str(KINDS[one.kind]),
            "href": one.href,
        }
        for one in results
    ]


def _place(place: FoundPlace) -> dict[str, object]:
    return {"title": [[place.label, False]], "detail": place.detail, "kind": "", "href": place.href}


def _pieces(pieces: Sequence[Piece]) -> list[list[object]]:
    return [[piece.text, piece.is_hit] for piece in pieces]
