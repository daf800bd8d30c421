"""Markers flag a submission for each other."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.notebooks import personal_data
from lms.notebooks.flag_models import SubmissionFlag
from tests.lms.notebooks.papers import (
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
)
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

__all__ = ["another_trainee", "essays", "handed_in", "papers"]


def flag(papers: Papers, submission: int, note: str = "베낀 <것> 같습니다.") -> int:
    return papers.ann.post(f"/submissions/{submission}/flags", data={"note": note}).status_code


@pytest.mark.every_database
def test_a_flag_stands_on_the_overview_until_it_is_settled(
    papers: Papers, client_of: ClientOf, world: World
) -> None:
    assert flag(papers, papers.ben) == 303
    assert "베낀 &lt;것&gt; 같습니다." in papers.ann.get(f"{papers.run}/marking").text

    eun = client_of(world.eun)
    assert eun.post("/submission-flags/1/settle").status_code == 303

    assert "베낀" not in papers.ann.get(f"{papers.run}/marking").text
    assert f"{world.eun.name} 처리" in papers.ann.get(f"/submissions/{papers.ben}/flags").text
    assert eun.post("/submission-flags/1/settle").status_code == 409


def test_trainees_do_not_see_flags(papers: Papers, client_of: ClientOf, world: World) -> None:
    flag(papers, papers.ben)
    ben = client_of(world.ben)

    assert "베낀" not in ben.get(f"/submissions/{papers.ben}").text
    assert ben.get(f"/submissions/{papers.ben}/flags").status_code == 403
    assert ben.post("/submission-flags/1/settle").status_code == 404


def test_flags_are_for_those_who_teach(
    papers: Papers, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    address = f"/submissions/{papers.ben}/flags"

    assert client_of(world.cho).get(address).status_code == 404
    assert "/login" in anonymous.get(address).location
    assert flag(papers, papers.ben, " ") == 422
    assert flag(papers, papers.ben, "가" * 501) == 422


def test_without_names_flags_name_nobody(papers: Papers, world: World) -> None:
    flag(papers, papers.ben)

    for address in (f"/submissions/{papers.ben}/flags", f"{papers.run}/marking"):
        main = papers.ann.get(f"{address}?names=hide").text.split('id="main"')[1]
        assert world.ben.name not in main


def test_a_person_who_is_forgotten_leaves_no_note_behind(
    app: Flask, papers: Papers, session: Session, world: World
) -> None:
    flag(papers, papers.ben)
    with app.app_context():
        parts = {part.name: part.rows for part in personal_data.parts(session, world.ben.id)}
        personal_data.erase(session, world.ben.id, NOW)

    assert len(parts["submission_flags"]) == 1
    assert session.scalars(select(SubmissionFlag.note)).one() == ""


def test_the_number_of_queries_does_not_grow_with_the_flags(app: Flask, papers: Papers) -> None:
    counts = []
    for submission in (papers.ben, papers.other):
        flag(papers, submission)
        papers.ann.get(f"{papers.run}/marking")
        with counted_queries(app) as sent:
            assert papers.ann.get(f"{papers.run}/marking").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 16
