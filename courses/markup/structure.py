"""Faults in the build of one text: fences, headings, alternative texts, ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from courses.markup.sanitize import marked_tags
from courses.model import Heading, Problem, Severity
from courses.places import Places

_UNSAFE = re.compile(
    r"(?:\]\(<?|href=[\"']?)\s*((?:javascript|vbscript|data|file):)", re.IGNORECASE
)


def unsafe_links(text: str, file: str, severity: Severity) -> list[Problem]:
    """Links with a scheme that a page may not have; the sanitiser has dropped them."""
    return [
        Problem(
            severity,
            "unsafe-link",
            file,
            text.count("\n", 0, match.start()) + 1,
            f"the link {match[1].strip()[:40]}… is not allowed",
        )
        for match in _UNSAFE.finditer(text)
    ]


def heading_jumps(headings: Sequence[Heading], file: str, places: Places) -> list[Problem]:
    """Headings that leave out a level; the title of the lesson is level 1."""
    problems = []
    before = 1
    for heading in headings:
        if heading.level > before + 1:
            problems.append(
                Problem(
                    "warning",
                    "heading-jump",
                    file,
                    places.next_line_of(f"{'#' * heading.level} {heading.title}"),
                    f"a level {heading.level} heading follows level {before}: {heading.title}",
                    f"make it a level {before + 1} heading",
                )
            )
        before = heading.level
    return problems


class PageParts:
    """The ids and the pictures without alternative text of a sanitised page."""

    def __init__(self, html: str) -> None:
        self.ids: Counter[str] = Counter()
        self.without_alt: list[str] = []
        for tag, attributes in marked_tags(html):
            if attributes.get("id"):
                self.ids[attributes["id"]] += 1
            if tag == "img" and not attributes.get("alt", "").strip():
                self.without_alt.append(attributes.get("src", ""))


def page_problems(
    parts: PageParts, file: str, places: Places, pictures: Mapping[str, str]
) -> list[Problem]:
    """Pictures without alternative text and ids that stand twice."""
    problems = [
        Problem(
            "warning",
            "missing-alt",
            file,
            places.next_line_of(pictures.get(url, url)),
            f"the picture {pictures.get(url, url)} has no alternative text",
            "say in a few words what the picture shows: ![words](picture)",
        )
        for url in parts.without_alt
    ]
    for name in (name for name, count in parts.ids.items() if count > 1):
        line = places.next_line_of(f'id="{name}"') or places.next_line_of(f"id='{name}'")
        message = f"the id {name!r} stands twice in the page"
        problems.append(Problem("warning", "duplicate-anchor", file, line, message))
    return problems
