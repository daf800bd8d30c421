"""Reads an MDX text once, from its beginning to its end; every line keeps its number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from courses.mdx import elements
from courses.mdx.braces import Braces
from courses.mdx.components import MARKS, Components
from courses.mdx.modules import Modules, is_statement
from courses.mdx.outdenting import Outdenting
from courses.mdx.questions import quiz_of
from courses.mdx.tags import Tag, Tags
from courses.mdx.values import code_of, text_of

MOST_PROBLEMS = 50
FORMULA_LIMIT = 2_000
ABOVE_LIMIT = 5
BESIDE_LIMIT = 300
"""Characters beside a tag that say whether it stands alone."""

_TOKEN = re.compile(
    r"""^(?P<fence>[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(?P<marks>`{3,}|~{3,})(?P<info>[^\n]*))$
    |^(?P<module>import|export)\b
    |(?P<ticks>`+)
    |(?P<dollars>\${1,2})
    |(?P<formula>\\{1,2}[(\[])
    |(?P<escape>\\[^\n])
    |(?P<comment><!--)
    |(?P<tag><(?=[A-Za-z/>]))
    |(?P<brace>\{)""",
    re.VERBOSE | re.MULTILINE,
)
_FORMULA = re.compile(r"\$(?![\s$])[^$\n]*(?<!\s)\$(?!\d)")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_TICKS = re.compile(r"`+")
_SUMMARY = re.compile(
    r"[ \t]*\n?[ \t]*<summary[^<>]{0,200}>(?P<title>[^<\n]*)</summary>[ \t]*(?=\n)"
)
_CLOSED = str.maketrans("([", ")]")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(?P<mark>`{3,}|~{3,})")
_IMPORT_LINE = re.compile(r"^import .*", re.MULTILINE)
_BLOCK = re.compile(r"\{(?:#(?:if|each|key)\b|:(?:else|then)\b|/(?:if|each|key)\b)[^{}\n]{0,300}\}")
_ATTRIBUTES = re.compile(r"\{[#.:][^{}\n]{1,200}\}")


@dataclass(frozen=True)
class Left:
    """Something of the text that cannot be shown as it is meant, at a line counted from 1."""

    code: str
    line: int
    message: str


@dataclass(frozen=True)
class ReadMdx:
    """A text as Markdown with as many lines as before, and what could not be kept."""

    text: str
    left: tuple[Left, ...]


def is_mdx(path: str, text: str) -> bool:
    """Tell whether a text is MDX: by its file's name, or because it imports something."""
    return path.lower().endswith(".mdx") or any(map(is_statement, _imports(text)))


def _imports(text: str) -> Iterator[str]:
    """The lines of a text, but those of its code, that begin as an import does."""
    begins = text.startswith("import ") or "\nimport " in text
    if not begins or not any(is_statement(line) for line in _IMPORT_LINE.findall(text)):
        return
    mark = ""
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        if not mark and line.startswith("import "):
            yield line
        elif fence and not mark:
            mark = fence["mark"]
        elif fence and fence["mark"].startswith(mark) and not line[fence.end() :].strip():
            mark = ""


def read_mdx(text: str) -> ReadMdx:
    """The Markdown of an MDX text; no program in it is run."""
    return _Reader(text).read()


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._braces = Braces(text)
        self._tags = Tags(text, self._braces)
        self._modules = Modules()
        self._components = Components(self._modules.files)
        self._outdenting = Outdenting()
        self._out: list[str] = []
        self._left: dict[str, Left] = {}
        self._n_open_blocks = 0
        self._module_end = 0
        self._spans_until = -1
        self._spans: dict[int, list[int]] = {}
        self._has_no: set[str] = set()
        self._readers: dict[str, Callable[[re.Match[str]], int]] = {
            "fence": self._read_fence,
            "module": self._read_module,
            "ticks": self._read_ticks,
            "dollars": self._read_dollars,
            "formula": self._read_formula,
            "escape": self._read_escape,
            "comment": self._read_comment,
            "tag": self._read_tag,
            "brace": self._read_brace,
        }

    def read(self) -> ReadMdx:
        position = 0
        while found := _TOKEN.search(self._text, position):
            self._out.append(self._text[position : found.start()])
            kind = next(name for name in self._readers if found[name] is not None)
            position = self._readers[kind](found)
        self._out.append(self._text[position:])
        shown = self._outdenting.apply(self._lines, "".join(self._out).split("\n"))
        self._note_modules()
        return ReadMdx("\n".join(shown), tuple(self._left.values()))

    def _keep(self, start: int, end: int) -> int:
        """Leave a part of the text as it is."""
        self._out.append(self._text[start:end])
        return end

    def _put(self, shown: str, start: int, end: int) -> int:
        """Let something stand for a part of the text; lines it leaves out become empty."""
        lost = self._text.count("\n", start, end) - shown.count("\n")
        self._out.append(shown + "\n" * lost)
        return end

    def _until(self, mark: str, start: int) -> int:
        """The place behind the next mark; -1 if there is none."""
        found = -1 if mark in self._has_no else self._text.find(mark, start)
        if found < 0:
            self._has_no.add(mark)
        return found + len(mark) if found >= 0 else -1

    def _read_fence(self, found: re.Match[str]) -> int:
        marks, info, start = found["marks"], found["info"].strip(), found.start()
        if marks[0] == "`" and "`" in info:
            return self._code_span(found.start("marks"), len(marks), start)
        if info == "mdx-code-block" or (self._n_open_blocks and not info):
            self._n_open_blocks += 1 if info else -1
            return found.end()
        closing = _closing(marks[0], len(marks)).search(self._text, found.end())
        return self._keep(start, closing.end() if closing else len(self._text))

    def _read_module(self, found: re.Match[str]) -> int:
        start = found.start()
        number = self._line_of(start)
        is_first = number == 0 or not self._lines[number - 1].strip()
        if not is_first and start != self._module_end:
            return self._keep(start, found.end())
        after = self._modules.end_of(self._lines, number)
        if after == number:
            return self._keep(start, found.end())
        end = min(self._starts[after], len(self._text))
        self._module_end = end
        return self._put("", start, end)

    def _read_ticks(self, found: re.Match[str]) -> int:
        return self._code_span(found.start(), len(found["ticks"]), found.start())

    def _code_span(self, ticks: int, length: int, start: int) -> int:
        if ticks > self._spans_until:
            self._find_spans(ticks)
        runs = self._spans.get(length, [])
        index = bisect_right(runs, ticks)
        return self._keep(start, runs[index] + length if index < len(runs) else ticks + length)

    def _find_spans(self, start: int) -> None:
        """The backticks of the paragraph that begins here, by how many stand together."""
        end = _PARAGRAPH_END.search(self._text, start)
        self._spans_until = end.start() if end else len(self._text)
        self._spans = {}
        for run in _TICKS.finditer(self._text, start, self._spans_until):
            self._spans.setdefault(len(run[0]), []).append(run.start())

    def _read_dollars(self, found: re.Match[str]) -> int:
        start = found.start()
        if found[0] == "$$":
            return self._keep(start, max(self._until("$$", found.end()), found.end()))
        formula = _FORMULA.match(self._text, start)
        return self._keep(start, formula.end() if formula else found.end())

    def _read_formula(self, found: re.Match[str]) -> int:
        """A formula between brackets after backslashes ends in its own paragraph."""
        mark = found[0].translate(_CLOSED)
        end = self._text.find(mark, found.end(), found.end() + FORMULA_LIMIT)
        is_whole = end >= 0 and "\n\n" not in self._text[found.end() : end]
        return self._keep(found.start(), end + len(mark) if is_whole else found.end())

    def _read_escape(self, found: re.Match[str]) -> int:
        if found[0] != "\\<":
            return self._keep(found.start(), found.end())
        return self._put("&lt;", found.start(), found.end())

    def _read_comment(self, found: re.Match[str]) -> int:
        return self._keep(found.start(), max(self._until("-->", found.end()), found.end()))

    def _read_brace(self, found: re.Match[str]) -> int:
        start = found.start()
        block = _BLOCK.match(self._text, start)
        if block:
            self._report("mdx-expression", start, "{#if …}: what either way has is shown", "#if")
            return self._put("", start, block.end())
        named = _ATTRIBUTES.match(self._text, start)
        end = named.end() if named else self._braces.end_of(start)
        if named or end < 0:
            return self._keep(start, max(end, found.end()))
        expression = self._text[start + 1 : end - 1].strip()
        shown = text_of(expression, self._modules.words)
        if shown is None:
            shown = code_of(expression)
            message = f"{{…}} has to be computed; it is shown as it is written: {shown[:60]}"
            self._report("mdx-expression", start, message, expression)
        return self._put(shown, start, end)

    def _read_tag(self, found: re.Match[str]) -> int:
        tag = self._tags.read(found.start())
        if tag is None:
            return self._keep(found.start(), found.end())
        if tag.name in elements.WITHOUT_TEXT and not tag.is_closing and not tag.is_empty:
            after = self._until(f"</{tag.name}>", tag.end)
            return self._put("", tag.start, max(after, tag.end))
        if not tag.is_empty and tag.name not in elements.VOID:
            line = self._line_of(tag.end - 1)
            self._outdenting.note(line, is_closing=tag.is_closing)
        if tag.is_closing:
            return self._end(tag)
        if elements.is_element(tag.name):
            return self._element(tag)
        return self._component(tag)

    def _end(self, tag: Tag) -> int:
        """What ends a box or a link, the end of an element, or nothing."""
        shown = self._components.closed(tag)
        if shown == MARKS:
            before, behind = self._beside(tag)
            shown = "\n" * bool(before) + shown + "\n" * bool(behind)
        elif not shown and elements.is_element(tag.name):
            shown = elements.shown(tag, self._modules.files)
        return self._put(shown, tag.start, tag.end)

    def _element(self, tag: Tag) -> int:
        summary = _SUMMARY.match(self._text, tag.end) if tag.name == "details" else None
        if summary and not self._beside(tag)[0]:
            shown = self._components.open_box("details", "details", summary["title"].strip())
            return self._put(shown, tag.start, summary.end())
        return self._put(elements.shown(tag, self._modules.files), tag.start, tag.end)

    def _beside(self, tag: Tag) -> tuple[str, str]:
        """What stands before and behind a tag on its lines."""
        line, last = self._line_of(tag.start), self._line_of(tag.end - 1)
        before = self._text[max(self._starts[line], tag.start - BESIDE_LIMIT) : tag.start]
        end = min(self._starts[last + 1], tag.end + BESIDE_LIMIT)
        return before.strip(), self._text[tag.end : end].strip()

    def _component(self, tag: Tag) -> int:
        part = self._modules.files.get(tag.name, "")
        has_room = self._text[tag.end : tag.end + 2] in ("\n\n", "\n")
        if tag.is_empty and has_room and part.lower().endswith((".md", ".mdx")):
            return self._put(f"```{{include}} {part}\n```", tag.start, tag.end + 1)
        quiz = quiz_of(tag.expressions.get("choices", ""), self._said_before(tag))
        if quiz and not any(self._beside(tag)):
            return self._put(quiz, tag.start, tag.end)
        before, behind = self._beside(tag)
        shown, is_all = self._components.shown(tag, is_alone=not before)
        shown += "\n" * bool(behind and shown.startswith(MARKS))
        if not is_all:
            what = "the text in it is shown" if shown or not tag.is_empty else "nothing is shown"
            message = f"<{tag.name}> is a component of the site it was written for; {what}"
            self._report("mdx-component", tag.start, message, f"<{tag.name} {what}")
        return self._put(shown, tag.start, tag.end)

    def _said_before(self, tag: Tag) -> str:
        """The last line of text above a tag, such as the heading that asks a question."""
        number = self._line_of(tag.start)
        above = self._lines[max(0, number - ABOVE_LIMIT) : number]
        return next((line.strip(" \t#") for line in reversed(above) if line.strip()), "")

    def _report(self, code: str, start: int, message: str, about: str) -> None:
        if len(self._left) < MOST_PROBLEMS and about not in self._left:
            self._left[about] = Left(code, self._line_of(start) + 1, message)

    def _note_modules(self) -> None:
        if self._modules.n_statements:
            message = f"{self._modules.n_statements} statements of import and export are left out"
            self._report("mdx-module", self._starts[self._modules.first_line - 1], message, "")

    def _line_of(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1


@lru_cache(64)
def _closing(mark: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"^[ \t>]*{re.escape(mark)}{{{length},}}[ \t]*$", re.MULTILINE)
