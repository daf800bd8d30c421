"""A sheet filled into what is kept is the sheet that would be rendered."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from lms.exams import sheet
from lms.exams.delivery import Question

OPTIONS = [
    {"label": "3f0c9a", "text": "<b>그림</b> &amp; 글"},
    {"label": "a1", "text": "둘"},
    {"label": "b2", "text": ""},
]
STEM = '<p>x &lt; y<code data-x="1">\\0</code></p>'
SECTION = {"ko": "1과목 <가>", "en": "Subject 1 <a>"}


def question(position: int, kind: str, **more: object) -> Question:
    shown = {"type": kind, "stem": STEM, "options": OPTIONS, **more}
    return Question(position, shown, None, is_flagged=False, client="", sequence=0)


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("position", [1, 2, 3])
@pytest.mark.parametrize("kind", ["single", "multiple"])
@pytest.mark.parametrize("case", [None, "", "<p>표</p>"])
@pytest.mark.parametrize("section", [None, SECTION])
def test_a_filled_question_is_the_rendered_one(
    app: Flask, *, language: str, position: int, kind: str, case: str | None, section: object
) -> None:
    with app.test_request_context(), force_locale(language):
        each = question(position, kind, **({} if case is None else {"case": case}))
        title = section[language] if section else ""
        rendered = sheet._rendered(each, sheet.Place(7, position, 3, title))

        assert sheet.question_html(each, 7, 3, section) == rendered
        assert sheet.question_html(each, 7, 3, section) == rendered


@pytest.mark.any_database
def test_what_is_kept_holds_nothing_of_an_item_or_a_candidate(app: Flask) -> None:
    with app.test_request_context():
        sheet.question_html(question(2, "single"), 7, 3, None)
        kept = "".join(sheet._fixed(sheet.Place(0, 2, 3, ""), "single", 3, False, "ko"))
    assert "그림" not in kept
    assert "3f0c9a" not in kept
    assert "x &lt; y" not in kept


@pytest.mark.any_database
def test_a_question_that_carries_files_shows_them_at_its_own_address(app: Flask) -> None:
    file = {"number": 1, "title": "표", "name": "t.csv", "media_type": "text/csv", "size": 3}
    with app.test_request_context():
        html = sheet.question_html(question(2, "single", attachments=[file]), 7, 3, None)
    assert 'href="/attempts/7/questions/2/files/1"' in html
