"""Formulas in Markdown: ``$…$``, ``$$…$$``, ``\\(…\\)`` and displayed blocks."""

from __future__ import annotations

import html
import re

import markdown
from markdown.inlinepatterns import InlineProcessor

from courses.markup.chemistry import with_chemistry
from courses.markup.macros import TooLong, take_definitions, with_macros
from courses.markup.mathml import BadMath, to_mathml
from courses.markup.page import Current
from courses.naming.languages import has_hangul

_INLINE = (
    r"(?<![\\$])\$(?![\s$])((?:\\.|[^$\\]){1,2000})(?<!\s)\$(?![\d$])"
    r"(?!(?<=[/:.,;=&+-]\$)[A-Za-z_{])"
)
_SPACED = r"(?<![\\$\w])\$(?!\$)((?:\\.|[^$\\]){1,2000})\$(?![\w$])"
_DISPLAY = r"(?<![\\$])\$\$((?:\\.|[^$\\]|\$(?!\$)){1,4000})\$\$"
_ROUND = r"(?<!\\)(\\{1,2})\(((?:(?!\\\)).){1,1000}?)\1\)"
_SQUARE = r"(?<!\\)(\\{1,2})\[((?:(?!\\\]).){1,2000}?)\1\]"
_TEXT_COMMAND = re.compile(r"\\(?:text|mathrm|operatorname)\w*\{[^{}]*\}")
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,}[,;]?\s+[A-Za-z]{2,}(?![A-Za-z}])")
_COMMAND = re.compile(r"\\[A-Za-z]{2,}|[\^_]\{")
_SIGNS = re.compile(r"[\\^_={}<>]")
_LABEL = re.compile(r"\\label\{[^{}]*\}|\\(?:notag|nonumber)(?![A-Za-z])|\\tag\*?\{[^{}]*\}")
_LIKE_MATH = re.compile(r"[\\^_={}<>+|*/]|^\s*[A-Za-z0-9]\s*$")


def register_math(md: markdown.Markdown, current: Current) -> Formulas:
    """Register formulas after code spans and before backslash escapes."""
    formulas = Formulas(md, current)
    md.inlinePatterns.register(DisplayMath(_DISPLAY, md, formulas), "math-display", 187)
    md.inlinePatterns.register(InlineMath(_INLINE, md, formulas), "math-inline", 186)
    md.inlinePatterns.register(SpacedMath(_SPACED, md, formulas), "math-spaced", 185.5)
    md.inlinePatterns.register(
        BackslashMath(_ROUND, md, formulas, display=False), "math-round", 185
    )
    md.inlinePatterns.register(
        BackslashMath(_SQUARE, md, formulas, display=True), "math-square", 184
    )
    return formulas


class Formulas:
    """Turns formulas into stashed HTML and notes those that failed."""

    def __init__(self, md: markdown.Markdown, current: Current) -> None:
        self._markdown = md
        self._current = current

    def stash(self, latex: str, *, display: bool) -> str:
        """The place-holder that stands for a formula until the page is put together."""
        return self._markdown.htmlStash.store(self.html(latex, display=display))

    def html(self, latex: str, *, display: bool) -> str:
        """A formula as HTML; one gone wrong stays readable as code and is noted."""
        page = self._current.page
        source = take_definitions(_LABEL.sub("", latex), page.macros)
        if not source.strip():
            return ""
        try:
            source = with_chemistry(with_macros(source, page.macros))
            mathml = to_mathml(source, display=display)
        except (BadMath, TooLong) as error:
            page.bad_math.append((latex, str(error)))
            return f'<code class="bad-math">{html.escape(latex.strip())}</code>'
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
        if reads_like_prose(m[1]):
            return None, None, None
        return self._formulas.stash(m[1], display=False), m.start(0), m.end(0)


class SpacedMath(InlineMath):
    """``$ \\frac{1}{2} $`` as notebooks allow it: only with commands that nobody writes in prose."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[str | None, int | None, int | None]:
        """The place-holder of the formula, or nothing when it holds no command."""
        if _COMMAND.search(m[1]) is None:
            return None, None, None
        return super().handleMatch(m, data)


class DisplayMath(InlineMath):
    """A displayed formula inside a paragraph."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[str | None, int | None, int | None]:
        """The place-holder of the formula."""
        return self._formulas.stash(m[1], display=True), m.start(0), m.end(0)


class BackslashMath(InlineProcessor):
    r"""``\(…\)`` and ``\[…\]``, unless what they hold reads like words in brackets."""

    def __init__(
        self, pattern: str, md: markdown.Markdown, formulas: Formulas, *, display: bool
    ) -> None:
        super().__init__(pattern, md)
        self._formulas = formulas
        self._display = display

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library hands it over
    ) -> tuple[str | None, int | None, int | None]:
        """The place-holder of the formula."""
        if not _LIKE_MATH.search(m[2]):
            return None, None, None
        return self._formulas.stash(m[2], display=self._display), m.start(0), m.end(0)


def reads_like_prose(text: str) -> bool:
    """Tell whether what stands between two dollars is words, as in ``$5 for one and 6$``."""
    if has_hangul(_TEXT_COMMAND.sub("", text)):
        return True
    return _WORDS.search(text) is not None and _SIGNS.search(text) is None
