"""A lesson is edited in a page: shown while one types, kept as an edition, never over another's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.publishing.models import Edition, EditionState
from tests.courses.small_course import FILES, lesson, markdown_cell, notebook
from tests.lms.editing.conftest import EDITIONS, edition, sent
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
Work = Callable[[], int]
EDIT = f"{EDITIONS}/1/lessons/more/edit"
OLD = str(FILES["01-one/02-more.md"])
WAS = sha256(OLD.encode()).hexdigest()


def test_the_page_has_the_text_and_shows_it(published: World, client_of: ClientOf) -> None:
    page = client_of(published.ann).get(f"{EDIT}?lang=ko").text

    assert OLD.strip() in unescape(page)
    assert f'value="{WAS}"' in page
    assert 'alt="점"' in page
    assert "01-one/02-more.md" in page


def test_what_is_typed_is_shown_with_its_problems_and_sanitised(
    published: World, client_of: ClientOf
) -> None:
    typed = lesson(
        "more", "더", '**굵게** [x](no.md)\n\n<script>alert(1)</script><b onclick="x()">b</b>'
    )

    page = client_of(published.ann).post(
        f"{EDITIONS}/1/lessons/more/rendered?lang=ko", data={"text": typed.replace("\n", "\r\n")}
    )

    assert "<strong>굵게</strong>" in page.text
    assert "01-one/02-more.md:7" in page.text
    assert "mend the path" in page.text
    assert "<script" not in page.text
    assert "onclick" not in page.text


def test_the_preview_button_works_without_a_script(
    session: Session, published: World, client_of: ClientOf
) -> None:
    data = {"text": lesson("more", "더", "**굵게**"), "was": WAS, "preview": "1"}

    page = client_of(published.ann).post(f"{EDIT}?lang=ko", data=data)

    assert "<strong>굵게</strong>" in page.text
    assert session.query(Edition).count() == 1


def test_a_saved_text_is_a_draft_of_the_whole_course_until_it_is_published(
    session: Session, published: World, client_of: ClientOf, work: Work
) -> None:
    ann, ben = client_of(published.ann), client_of(published.ben)
    data = {
        "text": lesson("more", "더", "새로 쓴 글").replace("\n", "\r\n"),
        "was": WAS,
        "save": "1",
    }

    answer = ann.post(f"{EDIT}?lang=ko", data=data)
    work()

    assert answer.location == f"{EDITIONS}/2"
    made = edition(session, 2)
    assert made.state is EditionState.DRAFT
    assert made.changes["changed"] == ["more"]
    assert len(made.changes["unchanged"]) == 2
    assert "새로 쓴 글" not in ben.get("/runs/1/lessons/more").text
    ann.post(f"{EDITIONS}/2/publish")
    work()
    assert "새로 쓴 글" in ben.get("/runs/1/lessons/more").text


def test_a_text_that_did_not_change_makes_no_edition(
    session: Session, published: World, client_of: ClientOf
) -> None:
    answer = client_of(published.ann).post(f"{EDIT}?lang=ko", data={"text": OLD, "was": WAS})

    assert answer.status_code == 303
    assert session.query(Edition).count() == 1


def test_another_s_words_are_shown_and_not_written_over(
    session: Session, published: World, client_of: ClientOf, work: Work
) -> None:
    ann, eun = client_of(published.ann), client_of(published.eun)
    eun.post(f"{EDIT}?lang=ko", data={"text": lesson("more", "더", "은의 글"), "was": WAS})

    mine = {"text": lesson("more", "더", "앤의 글"), "was": WAS}
    clash = ann.post(f"{EDIT}?lang=ko", data=mine)

    assert clash.status_code == 409
    assert "은의 글" in clash.text
    assert "앤의 글" in clash.text
    assert session.query(Edition).count() == 2
    theirs = sha256(lesson("more", "더", "은의 글").encode()).hexdigest()
    assert f'value="{theirs}"' in clash.text
    assert ann.post(f"{EDIT}?lang=ko", data={**mine, "was": theirs}).location == f"{EDITIONS}/3"


def test_edits_of_two_lessons_are_both_in_the_last_edition(
    session: Session, published: World, client_of: ClientOf, work: Work
) -> None:
    eun = client_of(published.eun)
    client_of(published.ann).post(
        f"{EDIT}?lang=ko", data={"text": lesson("more", "더", "앤의 글"), "was": WAS}
    )
    start = str(FILES["01-one/01-start.md"])
    was = sha256(start.encode()).hexdigest()
    eun.post(
        f"{EDITIONS}/1/lessons/start/edit?lang=ko",
        data={"text": start + "\n은의 글\n", "was": was},
    )
    work()

    assert "앤의 글" in eun.get(f"{EDITIONS}/3/lessons/more").text
    assert "은의 글" in eun.get(f"{EDITIONS}/3/lessons/start").text


def test_a_broken_text_is_mended_where_it_broke(
    session: Session, published: World, client_of: ClientOf, work: Work
) -> None:
    ann = client_of(published.ann)
    broken = lesson("more", "더", "[x](no.md)")
    ann.post(f"{EDIT}?lang=ko", data={"text": broken, "was": WAS})
    work()
    assert edition(session, 2).state is EditionState.BROKEN

    page = unescape(ann.get(f"{EDITIONS}/2/lessons/more/edit?lang=ko").text)
    assert "[x](no.md)" in page
    was = sha256(broken.encode()).hexdigest()
    ann.post(
        f"{EDITIONS}/2/lessons/more/edit?lang=ko",
        data={"text": lesson("more", "더", "나은 글"), "was": was},
    )
    work()

    assert edition(session, 3).state is EditionState.DRAFT


def test_a_notebook_is_replaced_by_a_file(
    session: Session, published: World, client_of: ClientOf, work: Work
) -> None:
    ann, path = client_of(published.ann), f"{EDITIONS}/1/lessons/lab/edit?lang=ko"
    was = sha256(str(FILES["02-two/01-lab.ipynb"]).encode()).hexdigest()
    new = notebook(markdown_cell("# 실습\n\n새 노트북")).encode()

    assert ann.post(path, data={**sent(b"{}", "a.ipynb"), "was": was}).status_code == 422
    assert ann.post(path, data={**sent(b"\xff", "a.ipynb"), "was": was}).status_code == 422
    assert (
        ann.post(path, data={**sent(json.dumps([1]).encode(), "a.ipynb"), "was": was}).status_code
        == 422
    )
    assert ann.post(path, data={**sent(new, "a.ipynb"), "was": was}).location == f"{EDITIONS}/2"
    work()

    assert "새 노트북" in ann.get(f"{EDITIONS}/2/lessons/lab").text


@pytest.mark.parametrize("text", ["", "x" * 500_001])
def test_no_text_and_too_much_of_it_are_refused(
    session: Session, published: World, client_of: ClientOf, text: str
) -> None:
    answer = client_of(published.ann).post(f"{EDIT}?lang=ko", data={"text": text, "was": WAS})

    assert answer.status_code == 422
    assert session.query(Edition).count() == 1
