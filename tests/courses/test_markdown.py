"""What Markdown becomes."""

from __future__ import annotations

import re

import pytest

from courses import render_text
from courses.markup.listing import ListIndents
from tests.growth import growth


def squeezed(html: str) -> str:
    return "".join(line.strip() for line in html.splitlines())


def test_tables_keep_their_alignment_and_scroll_by_themselves() -> None:
    html = squeezed(render_text("| a | b |\n|:--|--:|\n| 1 | 2 |"))

    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert '<td align="right">2</td>' in html
    assert "style" not in html


def test_task_lists_are_boxes_that_cannot_be_changed() -> None:
    html = render_text("- [ ] a\n- [x] b")

    assert html.count('type="checkbox"') == 2
    assert html.count("disabled") == 2
    assert html.count("checked") == 1


def test_code_is_coloured_by_classes() -> None:
    html = render_text("```python\nprint(1)\n```")

    assert '<div class="language-python highlight"><pre>' in html
    assert '<span class="nb">print</span>' in html
    assert "style=" not in html


def test_code_in_an_unknown_language_stays_as_it_is() -> None:
    assert "a &lt; b" in render_text("```no-such-language\na < b\n```")


@pytest.mark.parametrize(
    ("source", "kind", "title"),
    [
        ("> [!NOTE]\n> text", "note", "참고"),
        ("> [!TIP]\n> text", "tip", "도움말"),
        ("> [!WARNING]\n> text", "warning", "주의"),
        ("> [!CAUTION]\n> text", "caution", "조심"),
        ("> [!IMPORTANT]\n> text", "important", "중요"),
        ("!!! note\n    text", "note", "참고"),
        ('!!! tip "제목"\n    text', "tip", "제목"),
    ],
)
def test_notes_have_a_kind_and_a_korean_title(source: str, kind: str, title: str) -> None:
    html = squeezed(render_text(source))

    assert html == (
        f'<div class="admonition {kind}"><p class="admonition-title">{title}</p><p>text</p></div>'
    )


def test_notes_in_english_have_an_english_title() -> None:
    assert ">Note</p>" in render_text("> [!NOTE]\n> text", "en")


def test_details_can_be_opened() -> None:
    html = squeezed(render_text('??? question "왜?"\n    답'))

    assert html == '<details class="question"><summary>왜?</summary><p>답</p></details>'


def test_footnotes_definitions_and_strike_through() -> None:
    html = render_text("a[^1] ~~b~~\n\n[^1]: note\n\n용어\n:   뜻")

    note = re.search(r'<li id="(fn:[^"]+)"', html)
    assert note is not None
    assert f'href="#{note[1]}"' in html
    assert "<del>b</del>" in html
    assert "<dt>용어</dt>" in html


def test_headings_have_anchors_that_are_unique_and_korean() -> None:
    html = render_text("## 값과 변수\n\n## 값과 변수\n\n## `print()` 쓰기")

    assert 'id="값과-변수"' in html
    assert 'id="값과-변수-1"' in html
    assert 'id="print-쓰기"' in html


NESTED = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"


@pytest.mark.parametrize(
    "source",
    ["- a\n  - b\n    - c", "- a\n    - b\n        - c", "* a\n   * b\n      * c"],
)
def test_nested_lists_may_be_indented_by_two_three_or_four(source: str) -> None:
    assert squeezed(render_text(source)) == NESTED


def test_a_list_may_follow_its_paragraph_at_once() -> None:
    assert squeezed(render_text("text:\n- a\n- b")) == "<p>text:</p><ul><li>a</li><li>b</li></ul>"


def test_a_number_within_prose_does_not_begin_a_list() -> None:
    assert "<ol" not in render_text("그 해는\n2026. 좋은 해였다")


def test_lists_inside_notes_and_quotes_nest_too() -> None:
    inner = squeezed(render_text("> [!NOTE]\n> text\n> - a\n>   - b\n>     - c"))
    note = squeezed(render_text("!!! note\n    text\n    - a\n      - b\n        - c"))

    assert NESTED in inner
    assert NESTED in note


def test_code_inside_a_list_item_stays_inside() -> None:
    html = squeezed(render_text("1. a\n   ```python\n   x = 1\n   ```\n2. b"))

    assert html.count("<ol>") == 1
    assert html.count("<li>") == 2
    assert "highlight" in html


def test_indented_code_keeps_its_indents() -> None:
    html = render_text("text\n\n    - not a list\n      x\n")

    assert "- not a list\n  x" in html


@pytest.mark.parametrize(
    ("piece", "end", "times"),
    [
        ("$", "", 20_000), ("[", "", 20_000), ("[a](", "", 5_000), ("[", "]", 9_000),
        ("`", "", 20_000), ("> ", "x", 3_000), ("*a ", "", 5_000), (" ", "- x", 9_000),
        ("- ", "x", 3_000), ("<", "", 20_000), ("$a", "", 10_000),
    ],
)  # fmt: skip
def test_the_time_for_hostile_text_grows_with_its_length_only(
    piece: str, end: str, times: int
) -> None:
    def render(n: int) -> None:
        render_text(piece * n + end * (n if end == "]" else 1))

    assert growth(render, times // 4, times, rounds=2, grain=0.02) < 10


def test_list_lines_that_are_right_already_are_left_alone() -> None:
    lines = ["- a", "    - b", "", "text", "", "* * *", "", "1. x", "2. y"]

    assert ListIndents().run(lines) == lines
