"""Nothing that authors or trainees write can run in a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import read_course, render_notebook, render_text
from courses.markup.sanitize import RESERVED_CLASSES, RESERVED_IDS, is_safe_target, sanitize
from tests.courses.harmless import danger_in
from tests.courses.payloads import MEDIA_TYPES, PAYLOADS
from tests.courses.small_course import (
    FILES,
    SVG,
    code_cell,
    display,
    lesson,
    markdown_cell,
    notebook,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_markdown_leaves_nothing_that_runs(payload: str) -> None:
    assert danger_in(render_text(payload)) == []
    assert danger_in(render_text(f"before\n\n- {payload}\n\n> {payload}")) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_notebook_leaves_nothing_that_runs(payload: str) -> None:
    source = notebook(
        markdown_cell(payload),
        code_cell(
            payload,
            *[display(**{kind: payload}) for kind in MEDIA_TYPES],
            {"output_type": "stream", "name": payload, "text": [payload]},
            {"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]},
        ),
    )
    assert danger_in(render_notebook(source).html) == []


def test_a_payload_in_titles_and_file_names_leaves_nothing_that_runs(
    folder: Callable[..., Path],
) -> None:
    payload = "<img src=x onerror=alert(1)>"
    name = "a\"onerror=alert(1) x='.png"
    root = folder(
        {
            "01-one/01-start.md": lesson("start", f"'{payload}'", f"# {payload}\n\n![p](<{name}>)"),
            f"01-one/{name}": FILES["01-one/images/dot.png"],
            f"01-one/03-{payload.replace('/', '')}.md": f"# {payload}\n\ntext",
        }
    )

    course = read_course(root).course

    assert course is not None
    for each in course.lessons:
        assert re.fullmatch(r"[\w-]+", each.key)
        for variant in each.variants.values():
            assert danger_in(variant.html) == []


def test_an_svg_picture_is_an_asset_and_never_part_of_the_page(folder: Callable[..., Path]) -> None:
    root = folder(
        {
            "01-one/01-start.md": lesson("start", "시작", "![그림](images/a.svg)"),
            "01-one/images/a.svg": SVG,
        }
    )

    course = read_course(root).course

    assert course is not None
    variant = course.lessons[0].variants["ko"]
    assert [asset.media_type for asset in variant.assets] == ["image/svg+xml"]
    assert "<svg" not in variant.html
    assert danger_in(variant.html) == []


@given(st.text(alphabet="<>\"'=/ abimgsrcxonel:()`!-\x00\t\n&;#%{}|[]$\\", max_size=200))
def test_no_text_at_all_becomes_something_that_runs(text: str) -> None:
    assert danger_in(render_text(text)) == []


@given(st.text(max_size=80))
def test_sanitising_twice_changes_nothing_more(text: str) -> None:
    once = sanitize(f"<p title='{text}'>{text}</p><a href='{text}'>x</a>")

    assert sanitize(once) == once


@pytest.mark.parametrize(
    ("target", "is_safe"),
    [
        ("https://example.org/a", True),
        ("mailto:a@example.org", True),
        ("a/b.md#c", True),
        ("#c:d", True),
        ("?a=b:c", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        (" java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("blob:https://x/1", False),
        ("x:y", False),
        ("http://[", False),
    ],
)
def test_only_relative_http_and_mail_targets_are_safe(target: str, is_safe: bool) -> None:
    assert is_safe_target(target) is is_safe


def test_a_lesson_cannot_take_the_names_of_the_page_around_it() -> None:
    html = sanitize('<p id="toasts" class="flash tip">x</p><p id="mine" class="flash">y</p>')

    assert html == '<p class="tip">x</p><p id="mine" class="">y</p>'
    assert 'id="main-1"' in render_text("# main")


def test_every_name_the_page_uses_is_reserved() -> None:
    web = ROOT / "lms" / "web"
    pages = (
        web / "templates" / "web" / "base.html",
        *(ROOT / "lms/lessons/templates").rglob("*.html"),
    )
    ids = {name for page in pages for name in re.findall(r'\bid="([\w-]+)"', page.read_text())}
    script = (web / "static" / "baeum.js").read_text()
    classes = set(re.findall(r'querySelector(?:All)?\("\.([\w-]+)[":]', script))

    assert ids <= RESERVED_IDS
    assert classes - {"highlight"} <= RESERVED_CLASSES


def test_a_picture_without_a_source_leaves_its_words() -> None:
    html = sanitize('<img src="x" alt="a &quot;>b"><img alt="lone">', lambda _tag, _target: None)

    assert (
        html == '<span class="no-picture">a &quot;&gt;b</span><span class="no-picture">lone</span>'
    )
