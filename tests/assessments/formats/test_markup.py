"""Foreign HTML becomes Markdown that shows the same words, and nothing that runs."""

import pytest

from assessments.formats.drafting import Drafting
from assessments.formats.markup import MarkdownWriter, markdown_of, write_node
from assessments.formats.plain import as_markdown, lines_as_markdown
from assessments.formats.xml_source import parse_xml
from courses.markup.markdown import MarkdownPage
from courses.markup.sanitize import plain_text, sanitize


def shown(markdown: str) -> str:
    return " ".join(plain_text(sanitize(MarkdownPage("ko").render(markdown))).split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            "<p>What is <b>2 </b>+ <i>2</i>?</p><p>Second<br>line</p>",
            "What is **2** + *2*?\n\nSecond  \nline",
        ),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n\n- two"),
        ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n| --- |\n| 1 |"),
        ("<pre><code>x = 1\ny = 2</code></pre>", "```\nx = 1\ny = 2\n```"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ('<img class="equation_image" data-equation-content="x^2">', "\\(x^2\\)"),
        ('<img src="a/cat.png" alt="고양이">', "[고양이]"),
        ('<img src="a/cat%201.png">', "[cat 1.png]"),
        ('<a href="https://x.kr/a">여기</a>', "[여기](https://x.kr/a)"),
    ],
)
def test_what_can_be_read_stays(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "ok<script>alert(1)</script>",
        "ok<style>p{}</style>",
        '<p onclick="alert(1)">ok</p>',
        '<a href="javascript:alert(1)">ok</a>',
        '<iframe src="http://x.kr"></iframe>ok',
        "<svg onload=alert(1)><text>alert</text></svg>ok",
        "<object data=x><script>alert(1)</script></object>ok",
    ],
)
def test_what_runs_goes(html: str) -> None:
    assert markdown_of(html) == "ok"


@pytest.mark.parametrize(
    "text",
    [
        "3 * 4 * 5",
        "f(*args, **kwargs)",
        "__init__ and snake_case_name",
        "The ____ is (___) and (___).",
        "1. 첫째",
        "# 제목이 아님",
        "- 목록이 아님",
        "a < b & c > d, <b>이것</b> &lt; &amp;",
        "`code` ``x``",
        "[a](b) ![c](d)",
        "3~5년, 6~8년 ~~x~~",
        "C:\\temp\\*x",
        "10:30:20 :smile:",
        "> 3",
    ],
)
def test_plain_words_are_shown_as_they_are(text: str) -> None:
    assert shown(as_markdown(text)) == " ".join(text.split())


def test_lines_stay_lines() -> None:
    assert lines_as_markdown("a\nb\n\nc\n") == "a  \nb\n\nc"


def test_formulas_stay_formulas() -> None:
    assert as_markdown("\\(a_1 * b_1\\) is *x*") == "\\(a_1 * b_1\\) is \\*x\\*"


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^{2}"),
        ("<mfrac><mn>1</mn><msqrt><mi>x</mi></msqrt></mfrac>", "\\frac{1}{\\sqrt{x}}"),
        ("<msub><mi>x</mi><mi>i</mi></msub><mo>≤</mo><mn>3</mn>", "x_{i}\\le 3"),
        ("<mi>sin</mi><mi>θ</mi>", "\\sin \\theta"),
        (
            '<semantics><mi>x</mi><annotation encoding="TeX">\\[x^2\\]</annotation></semantics>',
            "x^2",
        ),
    ],
)
def test_formulas_of_mathml_become_tex(mathml: str, tex: str) -> None:
    root = parse_xml(f"<p>A <math>{mathml}</math> B</p>".encode())
    writer = MarkdownWriter()

    write_node(writer, root)

    assert writer.markdown == f"A \\({tex}\\) B"


def test_links_in_markdown_lead_to_pages_only() -> None:
    source = "[a](javascript:alert(1)) [b](https://x.kr) [c](data:text/html,x) <b onclick=x>d</b>"

    assert Drafting("a", "en").markdown(source) == "[a] [b](https://x.kr) [c] d"


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<!",
        "<?",
        "</",
        "<a ",
        "<b>",
        "<![CDATA[",
        "&",
        "&#",
        "\\(",
        "<a b='",
        "<a b='>",
        '<a b="">',
        "<a b=><",
    ],
)
def test_what_is_opened_without_end_is_read_in_a_moment(piece: str) -> None:
    assert len(markdown_of(piece * 20_000)) < 400_000
