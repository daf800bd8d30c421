"""Whoever marks without names meets none, wherever the pages of marking lead."""

from __future__ import annotations

import re
from html import unescape

from tests.lms.notebooks.papers import (
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
)
from tests.lms.people import World

__all__ = ["another_trainee", "essays", "handed_in", "papers"]

KINDS = {
    "/marking", "/marking/", "/requests", "/regrade-requests/", "/regrading", "/second-marking",
    "/second-marks/", "/rubric/", "/rubric-items/", "/changes", "/history", "/flags",
}  # fmt: skip


def prepare(papers: Papers, client_of: ClientOf, world: World) -> None:
    """One of everything about Ben's essay: a criterion, a request, a flag, two marks, a trial."""
    ann, eun, essay = papers.ann, client_of(world.eun), f"/submissions/{papers.ben}"
    ann.post(f"{papers.run}/rubric/essay", data={"name": "네 배", "points": "1"})
    rule = {"question": "essay", "percent": "100", "threshold": "0"}
    ann.post(f"{papers.run}/second-marking", data=rule)
    papers.give(papers.ben, "essay", "1")
    eun.post(f"{essay}/second/essay", data={"points": "2", "comment": "", "seen": "0"})
    client_of(world.ben).post(f"{essay}/requests/essay", data={"reason": "다시 봐 주세요."})
    ann.post(f"{essay}/flags", data={"note": "함께 봅시다."})
    ann.post(f"{papers.run}/regrading")


def test_no_page_that_marking_without_names_leads_to_names_anybody(
    papers: Papers, client_of: ClientOf, world: World, another_trainee: object
) -> None:
    prepare(papers, client_of, world)
    seen, ahead = set(), [f"{papers.run}/marking?names=hide"]
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = papers.ann.get(address)
        assert answer.status_code == 200, address
        main = answer.text.split('id="main"')[1].split("<footer")[0]
        assert world.ben.name not in main, address
        links = [unescape(link) for link in re.findall(r'href="(/[^"#]+)"', main)]
        shown = f'<a class="button button--quiet" href="{papers.run}/marking"'
        for link in links:
            if "names=hide" in link:
                ahead.append(link)
            else:
                on_purpose = link == f"{papers.run}/marking" and shown in main
                assert on_purpose or not any(kind in link for kind in KINDS), (address, link)

    assert {kind for kind in KINDS if any(kind in address for address in seen)} == KINDS
