"""MDX becomes a lesson: no program of it runs, nothing of its text is lost, no soup is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses import Problem, read_course
from courses.mdx import read_mdx
from tests.courses.small_course import PNG
from tests.growth import growth

PAGE = """\
---
title: A page
---
import Tabs from '@theme/Tabs';
import Logo from './logo.png';
import Part from './_part.mdx';
export const who = "World";

## Hello {who} {/* #greeting */}

Sum {1 + 1}, {'text'}, `{kept}`, $\\frac{a}{b}$, \\{a\\} and \\<b>.{/* said
to nobody */}

<Tabs>
  <TabItem value="a" label="Apple">

    An **apple**

    ```js
    const a = {b: 1};
    ```

  </TabItem>
</Tabs>

<Warning title="Hot">
  Do *not* touch.
</Warning>

<Part />

<img src={Logo} alt="our logo" style={{width: 200}} />
<Card
  title="More"
  to="./two"
/>

<details>
<summary>Open me</summary>
Inside **bold**
</details>

<div className="wide">
  Some <Highlight color={red}>bright</Highlight> words
</div>

export default function Run() {
  return <script>{alert(1)}</script>;
}

The end, a < b.
"""


def read(tmp_path: Path) -> tuple[str, list[Problem]]:
    files: dict[str, str | bytes] = {
        "one.mdx": PAGE,
        "two.mdx": "# Two\n\n[back](./one#greeting) ![x](@site/static/logo.png) ![x](/logo.png)\n",
        "_part.mdx": "A part {/* x */}**shared**\n",
        "logo.png": PNG,
        "static/logo.png": PNG,
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
    course = read_course(tmp_path)
    assert course.course is not None
    pages = [v for one in course.course.lessons for v in one.variants.values()]
    assert sorted(page.path for page in pages) == ["one.mdx", "two.mdx"]
    return next(v.html for v in pages if v.path == "one.mdx"), list(course.problems)


def test_a_page_of_mdx_is_read_as_its_readers_would_see_it(tmp_path: Path) -> None:
    html, problems = read(tmp_path)

    for shown in (
        '<h2 id="greeting">Hello World',
        "<code>1 + 1</code>, text, <code>{kept}</code>",
        "{a} and &lt;b",
        "<summary>Apple</summary>\n<p>An <strong>apple</strong></p>",
        '<p class="admonition-title">Hot</p>\n<p>Do <em>not</em> touch.</p>',
        "<p>A part <strong>shared</strong></p>",
        'alt="our logo" src="/assets/',
        ">More</a>",
        "<summary>Open me</summary>\n<p>Inside <strong>bold</strong></p>",
        "<p>Some bright words</p>",
        "The end, a &lt; b.",
    ):
        assert shown in html, shown
    for soup in ("import", "export", "nobody", ":::", "className", "alert", "{/*", "&lt;/"):
        assert soup not in html
    assert not [p for p in problems if p.code in ("broken-link", "missing-image", "broken-anchor")]


def test_what_only_its_site_could_show_is_named_at_its_line(tmp_path: Path) -> None:
    _html, problems = read(tmp_path)

    found = {(p.code, p.line) for p in problems if p.code.startswith("mdx")}
    lines = PAGE.split("\n")
    assert found == {
        ("mdx-module", 6),
        ("mdx-expression", 1 + next(n for n, line in enumerate(lines) if "1 + 1" in line)),
        ("mdx-component", 1 + lines.index("<Card")),
        ("mdx-component", 1 + next(n for n, line in enumerate(lines) if "<Highlight" in line)),
    }
    assert {p.severity for p in problems if p.code.startswith("mdx")} == {"warning"}


def test_every_line_keeps_its_number() -> None:
    body = PAGE.split("---\n", 2)[2]
    shown = read_mdx(body).text.split("\n")

    assert len(shown) == body.count("\n") + 1
    assert shown.index("The end, a < b.") == body.split("\n").index("The end, a < b.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{}", ""),
        ("a{' '}b", "a b"),
        ("{`a ${b}`}", "a ${b}"),
        ("{items.map((i) => (\n<li>{i}</li>\n))}", "`items.map((i) => ( <li>{i}</li> ))`\n\n"),
        ("<></>", ""),
        ("<Foo.Bar a={{b: '>'}} {...c}>x</Foo.Bar>", "x"),
        ("<a href={useBaseUrl('/x')} onClick={() => go()}>y</a>", '<a href="/x">y</a>'),
        ("<Link to='z'>y</Link>", '<a href="z">y</a>'),
        ('<Foo label="L" />', "**L**"),
        ("<style>{`a{}`}</style>x", "x"),
        ("{stray <and 1 < 2", "{stray <and 1 < 2"),
        (r"\\(a_{t+1}\\) \[b_{t}\]", r"\\(a_{t+1}\\) \[b_{t}\]"),
        ("{#if fw === 'pt'}x{:else}y{/if}", "xy"),
        ("important: imports\nexport them", "important: imports\nexport them"),
    ],
)
def test_pieces_of_mdx(written: str, shown: str) -> None:
    assert read_mdx(written).text == shown


def test_choices_of_a_component_become_a_quiz(tmp_path: Path) -> None:
    (tmp_path / "one.mdx").write_text(
        "# One\n\n### Which?\n\n<Question\n\tchoices={[\n"
        '\t\t{text: "a \\"b\\"", explain: "No {x}."},\n'
        "\t\t{text: 'c', explain: '', correct: true},\n"
        "\t]}\n/>\n\nafter\n"
    )
    course = read_course(tmp_path).course

    assert course is not None
    (quiz,) = course.lessons[0].variants["en"].quizzes
    assert json.loads(quiz.text) == {
        "items": [
            {
                "stem": "Which?",
                "options": [
                    {"text": 'a "b"', "correct": False, "rationale": "No {x}."},
                    {"text": "c", "correct": True, "rationale": ""},
                ],
            }
        ]
    }


@pytest.mark.parametrize(
    "piece",
    [
        "{", "{{}", "/*{", "{'`", '<A b="', "<A ", "<A b={", "<A>", "</A>", "<A>\n", "<Note>\n",
        "</Note>\n", "`` ` ", "$", "import x from 'y'(\n\n", "export const x = {\n", "<!--",
        "<details>\n<summary>", "   > - ", "\\'{'", "~~~\n", "{`\n",
    ],
)  # fmt: skip
def test_hostile_texts_take_time_that_grows_with_their_length(piece: str) -> None:
    assert growth(lambda n: read_mdx((piece * n)[:n]), 2_000, 20_000) < 40
