"""Terminal text looks as it did in the terminal."""

from __future__ import annotations

import pytest

from courses.notebooks.ansi import ansi_to_html
from courses.notebooks.terminal import as_shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("\x1b[31mred\x1b[0m plain", '<span class="ansi-fg-red">red</span> plain'),
        ("\x1b[1;91mbad\x1b[39m!", '<span class="ansi-fg-red ansi-bold">bad</span><span class="ansi-bold">!</span>'),
        ("\x1b[43mx\x1b[49my", '<span class="ansi-bg-yellow">x</span>y'),
        ("\x1b[38;5;28;01mdef\x1b[39;00m f", '<span class="ansi-fg-green ansi-bold">def</span> f'),
        ("\x1b[38;2;255;0;0mtrue", '<span class="ansi-fg-red">true</span>'),
        ("\x1b[38;5;241mgrey", '<span class="ansi-fg-white">grey</span>'),
        ("\x1b]8;;http://evil.example\x07link", "link"),
        ("\x1b[2K\x1b[1Aup", "up"),
        ("<b>&\x00", "&lt;b&gt;&amp;"),
        ("\x1b[38m\x1b[38;5m\x1b[;;m\x1b[38;2;999999m.", '<span class="ansi-fg-red">.</span>'),
    ],
)  # fmt: skip
def test_colours_become_classes_and_nothing_else_gets_through(text: str, html: str) -> None:
    assert ansi_to_html(text) == html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10%\r50%\r100%\n", "100%\n"),
        ("a long line\rshort", "shortg line"),
        ("line\r\nline\r\n", "line\nline\n"),
        ("left\r", "left"),
        ("12\b\b34", "34"),
        ("\b\bx", "x"),
    ],
)
def test_text_that_goes_back_over_itself_shows_its_last_state(text: str, shown: str) -> None:
    assert as_shown(text) == shown
