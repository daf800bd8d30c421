"""A submission beside the notebook that was given out."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.notebooks.models import Submission
from tests.lms.notebooks.conftest import Lab, archive
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


def test_a_marker_sees_what_was_changed_as_plain_text(papers: Papers) -> None:
    whole = papers.ann.get(f"/submissions/{papers.other}/changes").text

    for page in (whole, papers.page(papers.other)):
        assert "<ins>+ 두 배 &lt;script&gt;x&lt;/script&gt;</ins>" in page
        assert "<script>x" not in page
    assert "칸 6개" in whole
    assert "<ins>" not in papers.page(papers.other, "why")


def test_without_names_the_comparison_names_nobody(papers: Papers, world: World) -> None:
    page = papers.ann.get(f"/submissions/{papers.ben}/changes?names=hide").text

    main = page.split('id="main"')[1]
    assert world.ben.name not in main
    assert f"/submissions/{papers.ben}?names=hide" in main


def test_only_who_may_see_the_submission_sees_the_comparison(
    papers: Papers, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    address = f"/submissions/{papers.other}/changes"

    assert client_of(world.ben).get(f"/submissions/{papers.ben}/changes").status_code == 200
    assert client_of(world.ben).get(address).status_code == 404
    assert client_of(world.cho).get(address).status_code == 404
    assert "/login" in anonymous.get(address).location


def test_what_is_no_notebook_is_said_to_be_none(
    papers: Papers, lab_of: Callable[[User], Lab], world: World, session: Session
) -> None:
    lab_of(world.ben).submit(archive(notebook=b"{}"), key="broken")
    newest = session.scalars(select(Submission.id).order_by(Submission.id.desc())).first()

    page = papers.ann.get(f"/submissions/{newest}/changes")

    assert page.status_code == 200
    assert "견줄 수 없습니다" in page.text
