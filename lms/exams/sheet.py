"""The questions of a sheet. One that is not answered yet is the same for everybody at its place but
for a few texts: it is rendered once a process, with holes that are filled for each candidate."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from assessments.model import Text
from lms.exams.delivery import Question
from lms.web.locale import in_language, language

WITH_HOLES = frozenset(["single", "multiple"])
"""The types of nearly all items, whose pages differ in texts and labels only."""
MOST_KEPT = 4096
_HOLE = "\0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a sheet a question stands, and under which title."""

    attempt_id: int
    position: int
    total: int
    section: str


def question_html(each: Question, attempt_id: int, total: int, section: Text | None) -> Markup:
    """A question of a running attempt, as its candidate sees it now."""
    shown: Mapping[str, Any] = each.shown
    title = in_language(section) if section else ""
    if each.client or shown["type"] not in WITH_HOLES or "attachments" in shown:
        return _rendered(each, Place(attempt_id, each.position, total, title))
    place = Place(0, each.position, total, title)
    fixed = _fixed(place, shown["type"], len(shown["options"]), bool(shown.get("case")), language())
    filled = chain.from_iterable(zip_longest(fixed, _values(shown), fillvalue=""))
    return Markup("".join(filled))  # noqa: S704  # rendered by templates, sanitised when stored


def _values(shown: Mapping[str, Any]) -> list[str]:
    """What fills the holes, in the order in which the template has them."""
    options = [(escape(each["label"]), each["text"]) for each in shown["options"]]
    heads = [shown[name] for name in ("case", "stem") if shown.get(name)]
    return [*heads, *(value for pair in options for value in pair)]


@lru_cache(maxsize=MOST_KEPT)
def _fixed(
    place: Place, kind: str, n_options: int, has_case: bool, _language: str
) -> tuple[str, ...]:
    """What is around the holes of any unanswered question at the place."""
    shown: dict[str, object] = {"type": kind, "stem": _HOLE}
    shown["options"] = [{"label": _HOLE, "text": _HOLE}] * n_options
    if has_case:
        shown["case"] = _HOLE
    each = Question(place.position, shown, None, is_flagged=False, client="", sequence=0)
    return tuple(str(_rendered(each, place)).split(_HOLE))


def _rendered(each: Question, place: Place) -> Markup:
    parts: Any = current_app.jinja_env.get_template("exams/parts.html").module
    html: Markup = parts.question(each, place.total, place.attempt_id, place.section)
    return html
