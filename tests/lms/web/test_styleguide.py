"""The gallery of components shows them all, and is not there in production."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.settings import Mode
from lms.web.charts import bar_chart, line_chart

TEMPLATES = Path(__file__).parents[3] / "lms" / "web" / "templates" / "web"
NOT_COMPONENTS = {"csrf", "flashes", "language_switch", "quick", "run_links"}


def test_every_component_is_shown() -> None:
    sheets = [TEMPLATES / "components.html", *TEMPLATES.glob("components/*.html")]
    macros = {
        name for sheet in sheets for name in re.findall(r"{% macro (\w+)", sheet.read_text())
    } - NOT_COMPONENTS
    gallery = (TEMPLATES / "styleguide.html").read_text()

    assert {name for name in macros if not re.search(rf"\b{name}\(", gallery)} == set()


def test_the_gallery_sorts_its_table_and_needs_no_script(anonymous: FlaskClient) -> None:
    page = anonymous.get("/styleguide?sort=points&order=desc")

    assert page.status_code == 200
    assert re.findall(r'<th scope="row">(\S+)</th><td', page.text)[:3] == [
        "김하늘",
        "박지원",
        "이서준",
    ]
    assert 'aria-sort="descending"' in page.text
    assert 'data-dialog="sample-dialog"' in page.text
    assert 'href="#sample-dialog"' in page.text


def test_there_is_no_gallery_in_production(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mode=Mode.PRODUCTION)

    assert app.test_client().get("/styleguide").status_code == 404


@pytest.mark.parametrize("draw", [bar_chart, line_chart])
def test_a_chart_has_no_style_or_script_of_its_own_and_keeps_its_numbers(draw) -> None:  # type: ignore[no-untyped-def]
    chart = draw("점수", "주", ["1", "<b>"], {"나": [1, 2], "평균": [3, None]})

    assert not re.search(r"<style|<script|style=|<title|<!--|id=", chart.svg)
    assert "&lt;b&gt;" in chart.svg
    assert "color-1" in chart.svg
    assert chart.series == {"나": [1, 2], "평균": [3, None]}
