"""The lab's own page of assignments: what is due when, how often, and which attempt counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any

from hub_config.lab.pages import STYLE

COLUMNS = ("assignment", "due", "closes", "attempts", "counts")
SEOUL = timezone(timedelta(hours=9))
TEXTS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "title": "과제와 마감",
        "none": "지금 열려 있는 과제가 없어요.",
        "assignment": "과제",
        "due": "마감 (서울 시간)",
        "closes": "닫는 때",
        "attempts": "제출",
        "left": "{used}/{allowed}번, {left}번 남음",
        "counts": "성적에 남는 것",
        "over": "끝남",
        "late": "늦은 제출",
        "best": "가장 높은 점수",
        "last": "마지막 제출",
        "first": "첫 제출",
        "mean": "모든 제출의 평균",
        "lms": "배움터로 돌아가기",
        "lab": "실습실로 가기",
    },
    "en": {
        "title": "Assignments and due dates",
        "none": "No assignment is open at the moment.",
        "assignment": "Assignment",
        "due": "Due (Seoul time)",
        "closes": "Closes",
        "attempts": "Attempts",
        "left": "{used} of {allowed}, {left} left",
        "counts": "What counts",
        "over": "closed",
        "late": "late",
        "best": "the highest score",
        "last": "the last attempt",
        "first": "the first attempt",
        "mean": "the mean of all attempts",
        "lms": "Back to the course",
        "lab": "Go to my lab",
    },
}
TABLE_STYLE = (
    "body{max-width:60rem;margin-top:5vh}.wrap{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;padding:.5rem .75rem;border-bottom:1px solid #ccd3dd}"
    "h2{font-size:1.1rem}td a{margin:0;display:inline-block;min-height:24px}"
    "@media(max-width:40rem){thead{display:none}tr{display:block;padding:.75rem 0;"
    "border-bottom:1px solid #ccd3dd}td{display:block;border:0;padding:.1rem 0}"
    "td::before{content:attr(data-label) ': ';color:#56606e}}"
)


def overview_page(
    courses: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]],
    *,
    now: datetime,
    language: str,
    base_url: str,
    lms_url: str,
) -> str:
    """Return the page of courses, each as (id, title, assignments as the exchange tells them)."""
    texts = TEXTS[language]
    tables = [
        course_part(course_id, title, found, now=now, language=language, base_url=base_url)
        for course_id, title, found in courses
        if found
    ]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{texts['title']}</title><style>{STYLE}{TABLE_STYLE}</style></head><body>"
        f"<main><h1>{texts['title']}</h1>{''.join(tables) or '<p>' + texts['none'] + '</p>'}"
        f'<p><a href="{escape(base_url)}lab">{texts["lab"]}</a>'
        f'<a href="{escape(lms_url)}">{texts["lms"]}</a></p></main></body></html>'
    )


def course_part(
    course_id: str,
    title: str,
    found: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
    language: str,
    base_url: str,
) -> str:
    """Return the table of one course."""
    texts = TEXTS[language]
    head = "".join(f'<th scope="col">{texts[name]}</th>' for name in COLUMNS)
    rows = "".join(row_of(each, course_id, texts, now=now, base_url=base_url) for each in found)
    label = escape(title)
    return (
        f'<section><h2>{label}</h2><div class="wrap" tabindex="0" role="region" '
        f'aria-label="{label}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        "</table></div></section>"
    )


def row_of(
    facts: Mapping[str, Any],
    course_id: str,
    texts: Mapping[str, str],
    *,
    now: datetime,
    base_url: str,
) -> str:
    """Return one assignment: its name leads to its notebook."""
    name, used, allowed = facts["assignment_id"], facts["attempts_used"], facts["attempts_allowed"]
    left = texts["left"].format(used=used, allowed=allowed, left=max(0, allowed - used))
    rule = texts.get(str(facts.get("counts")), "–")
    address = f"{base_url}baeum/assignment?run={escape(course_id)}&amp;name={escape(str(name))}"
    cells = (
        f'<a href="{address}">{escape(str(facts["title"]))}</a>',
        escape(moment(facts["due_at"]) + standing(facts, texts, now=now)),
        escape(moment(facts["closes_at"])),
        escape(left),
        escape(rule),
    )
    named = zip(COLUMNS, cells, strict=True)
    marked = "".join(f'<td data-label="{texts[name]}">{cell}</td>' for name, cell in named)
    return f"<tr>{marked}</tr>"


def standing(facts: Mapping[str, Any], texts: Mapping[str, str], *, now: datetime) -> str:
    """Return whether it is late, or too late, now."""
    for moment_of, word in (("closes_at", "over"), ("due_at", "late")):
        if facts[moment_of] and now > datetime.fromisoformat(facts[moment_of]):
            return f" ({texts[word]})"
    return ""


def moment(iso: str | None) -> str:
    """Return a time of the LMS as people read it."""
    return f"{datetime.fromisoformat(iso).astimezone(SEOUL):%Y-%m-%d %H:%M}" if iso else "–"
