"""``$…$`` and ``$$…$$`` in Markdown."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET

import markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from courses.languages import has_hangul
from courses.mathml import BadMath, to_mathml

_INLINE = r"(?<![\\$])\$(?![\s$])((?:\\.|[^$\\]){1,2000})(?<!\s)\$(?![\d$])"
_DISPLAY = r"(?<![\\$])\$\$((?:\\.|[^$\\]|\$(?!\$)){1,4000})\$\$"
_TEXT_COMMAND = re.compile(r"\\(?:text|mathrm|operatorname)\w*\{[^{}]*\}")


class MathExtension(Extension):
    """Formulas become MathML; a formula that is none stays readable as code."""

    def __init__(self, bad: list[tuple[str, str]]) -> None:
        super().__init__()
        self._bad = bad

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Register formulas after code spans and before backslash escapes."""
        formulas = Formulas(md, self._bad)
        md.inlinePatterns.register(DisplayMath(_DISPLAY, md, formulas), "math-display", 187)
        md.inlinePatterns.register(InlineMath(_INLINE, md, formulas), "math-inline", 186)
        md.parser.blockprocessors.register(MathBlock(md.parser, formulas), "math-block", 75)


class Formulas:
    """Turns formulas into stashed HTML and notes those that failed."""

    def __init__(self, md: markdown.Markdown, bad: list[tuple[str, str]]) -> None:
        self._markdown = md
        self._bad = bad

    def stash(self, latex: str, *, display: bool) -> str:
        """The place-holder that stands for a formula until the page is put together."""
        return self._markdown.htmlStash.store(self._html(latex, display=display))

    def _html(self, latex: str, *, display: bool) -> str:
        try:
            mathml = to_mathml(latex, display=display)
        except BadMath as error:
            self._bad.append((latex, str(error)))
            return f'<code class="bad-math">{html.escape(latex)}</code>'
        if display:
            return f'<span class="math-display" tabindex="0">{mathml}</span>'
        return mathml


class InlineMath(InlineProcessor):
    """A formula in running text; prices such as ``$5 or $6`` stay text."""

    def __init__(self, pattern: str, md: markdown.Markdown, formulas: Formulas) -> None:
        super().__init__(pattern, md)
        self._formulas = formulas

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[str | None, int | None, int | None]:
        """The place-holder of the formula, or nothing when it reads like prose."""
        if has_hangul(_TEXT_COMMAND.sub("", m[1])):
            return None, None, None
        return self._formulas.stash(m[1], display=False), m.start(0), m.end(0)


class DisplayMath(InlineMath):
    """A displayed formula inside a paragraph."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[str | None, int | None, int | None]:
        """The place-holder of the formula."""
        return self._formulas.stash(m[1], display=True), m.start(0), m.end(0)


class MathBlock(BlockProcessor):
    """A displayed formula that is a block of its own, blank lines inside allowed."""

    _OPENING = re.compile(r"^ {0,3}\$\$")
    _CLOSING = re.compile(r"\$\$[ \t]*$")

    def __init__(self, parser: BlockParser, formulas: Formulas) -> None:
        super().__init__(parser)
        self._formulas = formulas

    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002 - the library's
        """Tell whether a block begins with ``$$``."""
        return self._OPENING.match(block) is not None

    def run(self, parent: ET.Element, blocks: list[str]) -> bool:
        """Take blocks up to the closing ``$$``; without one, the text stays a paragraph."""
        opened = self._OPENING.match(blocks[0])
        assert opened is not None
        taken = blocks[0][opened.end() :]
        for index in range(len(blocks)):
            if index:
                taken += "\n" + blocks[index]
            closed = taken.find("$$")
            if closed < 0:
                continue
            if taken[closed + 2 :].split("\n", 1)[0].strip():
                return False
            self._add(parent, taken[:closed])
            rest = taken[closed + 2 :].lstrip("\n")
            blocks[: index + 1] = [rest] if rest.strip() else []
            return True
        return False

    def _add(self, parent: ET.Element, latex: str) -> None:
        paragraph = ET.SubElement(parent, "p")
        paragraph.text = self._formulas.stash(latex, display=True)
