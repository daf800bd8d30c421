"""Reads the lines of a Markdown text once: fences, directives, formulas, raw HTML, comments.

What Python-Markdown would misread is handed to a Handler, which says what shall stand there
instead. The same reading finds the labels of a course before any page is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from courses.model import Severity
from courses.myst.directive import Directive, new_directive, take_options
from courses.myst.names import CONTAINERS, GATES, PLAIN_CONTAINERS, is_known

NESTING_LIMIT = 40
FORMULA_LINES = 200
INCLUDE_LIMIT = 5

_PREFIX = re.compile(r"(?P<quote>(?: {0,3}>)*)(?P<indent> *)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)]) +(?=`{3}|~{3}|:{3}\{|\$\$)")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>.*)$")
_HEADER = re.compile(r"\{(?P<name>[A-Za-z][\w:.+-]*)\}[ \t]*(?P<argument>.*)$")
_PLAIN_HEADER = re.compile(r"(?P<name>[a-z]+)(?:[ \t]+(?P<argument>.*))?$")
_TARGET = re.compile(r"\((?P<label>[^()\s][^()]{0,200})\)=\s*$")
_BEGIN = re.compile(
    r"\\begin\{(?P<name>(?:equation|align|alignat|gather|multline|eqnarray|flalign|math)\*?)\}"
)
_LABEL_AFTER = re.compile(r"\s*(?:\((?P<label>[^()\s]+)\)|\{#(?P<id>[\w:.-]+)\})?\s*$")
_HTML = re.compile(
    r"</?(?P<tag>address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|"
    r"dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|"
    r"header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|object|ol|optgroup|option|p|"
    r"param|picture|search|section|source|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|"
    r"track|ul|video|audio)(?=[\s/>]|$)",
    re.IGNORECASE,
)
_RAW = re.compile(r"<(?P<tag>script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_ATX = re.compile(r"(?P<marks>#{1,6})(?:[ \t]+(?P<title>.*?))?(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(?:=+|-+) *$")
_ROW = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_NESTS = re.compile(
    r" *(?:(?:[-*+]|\d{1,9}[.)]) |!!! |\?\?\?|=== \"|\[\^[^\]]+\]:|:   )|^ *(?:[-*+]|\d+[.)])$"
)
_TAB = re.compile(r"(?P<indent> *)===[!+]? \"(?P<title>[^\"]*)\"\s*$")
_ATTRIBUTES = re.compile(
    r"\{:? *((?:(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"{}]*\"|[^\s\"{}]+)) *){1,30})\}\s*$"
)
_SUBSTITUTION = re.compile(r"\{\{[^{}]{1,200}\}\}\s*$")
_RST = re.compile(
    r"\.\. (?:(?P<name>[A-Za-z][\w:-]{0,40})::(?:\s+(?P<argument>.*))?|_(?P<label>[^:`]{1,100}):\s*)$"
)
_TOC = re.compile(r"\[\[?_?TOC_?\]?\] *$", re.IGNORECASE)
_LANGUAGE_HEADER = re.compile(r"\{\.?(?P<name>[A-Za-z][\w+#-]*)[ ,}]")


class Handler(Protocol):
    """What becomes of the things found; each answer is one line to stand in their place."""

    def code(self, info: str, body: list[str], line: int) -> str:
        """A code fence."""

    def directive(self, directive: Directive) -> str:
        """A directive without Markdown in it."""

    def opens(self, directive: Directive) -> str:
        """The beginning of a directive whose text is Markdown."""

    def closes(self, directive: Directive) -> str:
        """The end of one."""

    def math(self, latex: str, label: str, line: int) -> str:
        """A displayed formula."""

    def html(self, source: str) -> str:
        """Lines of raw HTML."""

    def target(self, label: str, line: int) -> str:
        """A label for what follows."""

    def classes(self, words: list[str]) -> str:
        """Classes for what follows."""

    def substituted(self, text: str) -> str:
        """A line of prose with the names in double braces replaced by what they stand for."""

    def heading(self, level: int, title: str, line: int) -> None:
        """A heading; it stays where it is."""

    def include(self, directive: Directive) -> list[str]:
        """The lines of a file to be read in place of an include directive."""

    def is_language(self, name: str) -> bool:
        """Tell whether a name is that of a programming language."""

    def problem(self, code: str, message: str, line: int, *, severity: Severity = "error") -> None:
        """Something to mend."""


class TooManyLevels(ValueError):
    """Directives nested deeper than anyone could follow."""


@dataclass
class _Open:
    directive: Directive
    quotes: int
    indent: str


@dataclass(frozen=True)
class _Place:
    """Where a thing begins: what stands before it on its line."""

    quote: str
    indent: str
    item: str

    @property
    def depth(self) -> int:
        return self.quote.count(">")

    @property
    def column(self) -> int:
        return len(self.indent) + len(self.item)

    @property
    def blank(self) -> str:
        return self.quote.rstrip()

    def line(self, text: str) -> str:
        return f"{self.quote}{self.indent}{self.item}{text}"

    def below(self, text: str) -> str:
        return f"{self.quote}{self.indent}{' ' * len(self.item)}{text}"


@dataclass(frozen=True)
class _FormulaMarks:
    """The two marks of a formula, and what of them LaTeX needs to see."""

    opening: str
    closing: str
    before: str = ""
    after: str = ""


class Scanner:
    """One reading of one text."""

    def __init__(self, handler: Handler, depth: int = 0) -> None:
        self._handler = handler
        self._depth = depth
        self._lines: list[str] = []
        self._out: list[str] = []
        self._at = 0
        self._open: list[_Open] = []
        self._nested = False
        self._in_tabs = False
        self._after_html = False
        self._never: set[str] = set()
        self._next_closing: dict[str, int] = {}
        self._never_closed: dict[str, int] = {}
        self._shift = 0
        self._starts: dict[str, Callable[[_Place, str], bool]] = {
            "`": self._fence,
            "~": self._fence,
            ":": self._fence,
            "$": self._dollars,
            "\\": self._backslash,
            "<": self._angle,
            "(": self._label,
            "%": self._comment,
            "+": self._block_break,
            "^": self._card_header,
            "#": self._heading,
            "{": self._attributes,
            "[": self._toc,
            ".": self._rst,
            "-": self._item_or_setext,
            "*": self._item,
            "=": self._equals,
            **dict.fromkeys("0123456789", self._item),
        }

    def scan(self, lines: list[str], shift: int = 0) -> list[str]:
        """The lines to be read as Markdown; ``shift`` is added to every line number."""
        self._lines, self._shift = lines, shift
        while self._at < len(lines):
            self._step(lines[self._at])
        for opened in reversed(self._open):
            self._unclosed(opened.directive.marks, opened.directive.line)
            self._block(_Place(">" * 0, opened.indent, ""), self._handler.closes(opened.directive))
        return self._out

    @property
    def _number(self) -> int:
        return self._at + 1 + self._shift

    def _step(self, line: str) -> None:
        first = line.lstrip(" >")[:1]
        if not first:
            self._keep(line)
            return
        start = self._starts.get(first)
        is_flush = line[0] not in " >"
        if is_flush and not self._after_text():
            self._nested = False
            self._in_tabs = self._in_tabs and first == "="
        if start is None or not self._try(start, line):
            if "|" in line and "-" in line:
                self._table_row(line)
            self._keep(line)
        if _NESTS.match(line):
            self._nested = True

    def _try(self, start: Callable[[_Place, str], bool], line: str) -> bool:
        prefix = _PREFIX.match(line)
        assert prefix is not None
        indent = prefix["indent"]
        quote = prefix["quote"]
        if quote and indent:
            quote, indent = quote + " ", indent[1:]
        if len(indent) > 3 and not self._nested and not self._open and not self._after_html:
            return False
        self._leave_quotes(quote.count(">"))
        rest = line[prefix.end() :]
        item = _ITEM.match(rest)
        return start(
            _Place(quote, indent, item[0] if item else ""), rest[item.end() if item else 0 :]
        )

    def _leave_quotes(self, depth: int) -> None:
        while self._open and self._open[-1].quotes > depth:
            opened = self._open.pop()
            self._unclosed(opened.directive.marks, opened.directive.line)

    def _after_text(self) -> bool:
        return bool(self._out) and bool(self._out[-1].strip(" >"))

    def _keep(self, line: str) -> None:
        self._after_html = self._after_html and not line.strip(" >")
        self._out.append(self._handler.substituted(line) if "{{" in line else line)
        self._at += 1

    def _drop(self) -> bool:
        self._at += 1
        return True

    def _block(self, place: _Place, text: str) -> None:
        """Write a line that is a block of its own."""
        if text:
            before = [] if place.item else [place.blank]
            self._out += [*before, place.line(text), place.blank]

    # Fences and directives

    def _fence(self, place: _Place, rest: str) -> bool:
        match = _FENCE.match(rest)
        if match is None:
            return False
        marks, info = match["marks"], match["info"].strip()
        if not info and self._closes(place, marks):
            return True
        if marks[0] == "`" and "`" in info:
            return False
        header = self._header(marks, info)
        if header:
            self._directive(place, new_directive(*header, self._number, marks))
            return True
        if marks[0] == ":":
            return not info and self._drop()
        self._code(place, marks, info)
        return True

    def _header(self, marks: str, info: str) -> tuple[str, str] | None:
        match = _HEADER.match(info)
        if match and (marks[0] == ":" or not self._is_code(match["name"])):
            return match["name"], match["argument"]
        if marks[0] != ":":
            return None
        plain = _PLAIN_HEADER.match(info)
        if plain and plain["name"] in PLAIN_CONTAINERS:
            return plain["name"], plain["argument"] or ""
        return ("div", info.strip("{}").replace(".", " ")) if info.startswith("{") else None

    def _is_code(self, name: str) -> bool:
        """Tell whether ``{name}`` is meant as a language, as in R Markdown."""
        return not is_known(new_directive(name, "", 0, "").name) and self._handler.is_language(name)

    def _closes(self, place: _Place, marks: str) -> bool:
        index = self._closed_by(marks)
        if index is None:
            return False
        closed = self._open[index:]
        del self._open[index:]
        for opened in reversed(closed):
            if opened is not closed[0]:
                self._unclosed(opened.directive.marks, opened.directive.line)
            text = self._handler.closes(opened.directive)
            self._block(_Place(place.quote, opened.indent, ""), text)
        self._at += 1
        return True

    def _closed_by(self, marks: str) -> int | None:
        """The open directive a closing fence belongs to: same length first, else the outermost."""
        same = [n for n, opened in enumerate(self._open) if opened.directive.marks[0] == marks[0]]
        exact = [n for n in same if self._open[n].directive.marks == marks]
        if exact:
            return exact[-1]
        shorter = [n for n in same if len(self._open[n].directive.marks) < len(marks)]
        return shorter[0] if shorter else None

    def _directive(self, place: _Place, directive: Directive) -> None:
        self._at += 1
        if directive.name in GATES:
            self._take(place, directive.marks)
            self._block(place, self._handler.closes(directive))
        elif directive.name in ("exercise-start", "solution-start"):
            directive.body = self._take(place, directive.marks, directive)
            self._with_options(directive)
            self._block(place, self._handler.opens(directive))
        elif directive.name == "glossary":
            self._glossary(place, directive)
        elif directive.name == "include":
            self._include(place, directive)
        elif directive.name in CONTAINERS or not is_known(directive.name):
            self._container(place, directive)
        else:
            directive.body = self._take(place, directive.marks, directive)
            self._with_options(directive)
            self._block(place, self._handler.directive(directive))

    def _with_options(self, directive: Directive) -> None:
        directive.options, taken = take_options(directive.body)
        body = directive.body[taken:]
        if taken and body and not body[0].strip():
            body = body[1:]
        directive.body = body

    def _container(self, place: _Place, directive: Directive) -> None:
        if len(self._open) >= NESTING_LIMIT:
            raise TooManyLevels("directives are nested too deeply")
        if self._at < len(self._lines) and self._lines[self._at].lstrip(" >")[:1] in (":", "-"):
            ahead = [self._stripped(line, place) for line in self._lines[self._at : self._at + 40]]
            directive.options, taken = take_options(ahead)
            self._at += taken
        opened = place.indent + " " * len(place.item)
        self._open.append(_Open(directive, place.depth, opened))
        self._block(place, self._handler.opens(directive))

    def _glossary(self, place: _Place, directive: Directive) -> None:
        start = self._number - 1
        directive.body = self._take(place, directive.marks, directive)
        self._with_options(directive)
        self._block(place, self._handler.opens(directive))
        lines = glossary_lines(directive.body)
        self._inner(place, lines, start)
        self._block(place, self._handler.closes(directive))

    def _include(self, place: _Place, directive: Directive) -> None:
        start = self._number - 2
        directive.body = self._take(place, directive.marks, directive)
        self._with_options(directive)
        if self._depth >= INCLUDE_LIMIT:
            self._handler.problem("bad-include", "files include each other", directive.line)
            return
        self._inner(place, self._handler.include(directive), start)

    def _inner(self, place: _Place, lines: list[str], shift: int) -> None:
        inner = Scanner(self._handler, self._depth + 1).scan(lines, shift)
        self._out += [place.below(line) if line.strip() else place.blank for line in inner]

    def _code(self, place: _Place, marks: str, info: str) -> None:
        line = self._number
        self._at += 1
        body = self._take(place, marks, None, line)
        self._block(place, self._handler.code(info, body, line))

    def _take(
        self, place: _Place, marks: str, directive: Directive | None = None, line: int = 0
    ) -> list[str]:
        """The lines up to the closing fence, which is passed; to the end without one."""
        closing = re.compile(rf"{re.escape(marks[0])}{{{len(marks)},}}[ \t]*$")
        may_end = len(marks) < self._never_closed.get(marks[0], len(marks) + 1)
        start = self._at
        body: list[str] = []
        while self._at < len(self._lines):
            source = self._lines[self._at]
            if place.depth and source.count(">", 0, 40) < place.depth:
                break
            text = self._stripped(source, place)
            if (
                (may_end or not place.column)
                and text[:40].lstrip().startswith(marks)
                and (closing.match(text.lstrip()))
            ):
                if not self._belongs_to_outer(text.strip(), marks):
                    self._at += 1
                    return body
                break
            if not may_end and source.strip() and self._is_dedented(source, place):
                break
            body.append(text)
            self._at += 1
        else:
            if may_end and place.column:
                self._never_closed[marks[0]] = len(marks)
                self._at = start
                return self._take(place, marks, directive, line)
        self._unclosed(marks, directive.line if directive else line)
        return body

    def _belongs_to_outer(self, closing: str, marks: str) -> bool:
        return len(closing) > len(marks) and any(o.directive.marks == closing for o in self._open)

    def _is_dedented(self, source: str, place: _Place) -> bool:
        return len(source) - len(source.lstrip(" ")) < place.column

    def _stripped(self, source: str, place: _Place) -> str:
        """A line without the quotation marks and the indent of the place it belongs to."""
        for _ in range(place.depth):
            head, mark, tail = source.partition(">")
            if not mark or head.strip():
                break
            source = tail.removeprefix(" ")
        indent = len(source) - len(source.lstrip(" "))
        return source[min(indent, place.column) :]

    def _unclosed(self, marks: str, line: int) -> None:
        self._handler.problem("unclosed-fence", f"the {marks} is never closed", line)

    # Formulas

    def _dollars(self, place: _Place, rest: str) -> bool:
        return rest.startswith("$$") and self._formula(place, rest[2:], _FormulaMarks("$$", "$$"))

    def _backslash(self, place: _Place, rest: str) -> bool:
        begin = _BEGIN.match(rest)
        if begin:
            end = f"\\end{{{begin['name']}}}"
            marks = _FormulaMarks(end, end, begin[0], end)
            return self._formula(place, rest[begin.end() :], marks)
        for opening, closing in (("\\\\[", "\\\\]"), ("\\[", "\\]")):
            if rest.startswith(opening):
                marks = _FormulaMarks(opening, closing)
                return self._formula(place, rest[len(opening) :], marks)
        return False

    def _formula(self, place: _Place, rest: str, marks: _FormulaMarks) -> bool:
        """Take a formula that ends at its closing mark; nothing is taken when there is none."""
        last = self._at if marks.closing in rest else self._line_with(marks.closing)
        if last is None:
            return False
        sources = self._lines[self._at + 1 : last + 1]
        if any(source.count(">", 0, 40) < place.depth for source in sources):
            return False
        texts = [rest, *(self._stripped(source, place) for source in sources)]
        latex, _, tail = "\n".join(texts).partition(marks.closing)
        label = _LABEL_AFTER.match(tail)
        if label is None:
            return False
        line, self._at = self._number, last + 1
        name = label["label"] or label["id"] or ""
        formula = marks.before + latex + marks.after
        self._block(place, self._handler.math(formula, name, line))
        return True

    def _line_with(self, closing: str) -> int | None:
        """The next line with a closing mark in it; no line is ever looked at twice for one."""
        found = self._next_closing.get(closing, self._at)
        if found <= self._at:
            found = self._at + 1
            while found < len(self._lines) and closing not in self._lines[found]:
                found += 1
            self._next_closing[closing] = found
        return found if found < min(len(self._lines), self._at + FORMULA_LINES) else None

    # HTML and comments

    def _angle(self, place: _Place, rest: str) -> bool:
        if rest.startswith("<!--"):
            return self._html_comment(rest)
        if rest.startswith(("<?", "<!")):
            return ">" in rest and self._drop()
        raw = _RAW.match(rest)
        if raw:
            self._html_until(place, f"</{raw['tag'].lower()}>")
            return True
        if _HTML.match(rest) is None:
            return False
        self._html_block(place, rest)
        return True

    def _html_comment(self, rest: str) -> bool:
        if "-->" in self._never:
            return False
        text = rest[2:] if rest.startswith(("<!-->", "<!--->")) else rest[4:]
        for ahead in range(self._at, len(self._lines)):
            text = text if ahead == self._at else self._lines[ahead]
            _, found, tail = text.partition("-->")
            if found:
                self._at = ahead
                self._lines[ahead] = tail
                return True
        self._never.add("-->")
        self._handler.problem("unclosed-comment", "the <!-- is never closed", self._number)
        self._lines[self._at] = self._lines[self._at].replace("<!--", "", 1)
        return True

    def _html_block(self, place: _Place, rest: str) -> None:
        """HTML up to the next blank line, as on GitHub; Markdown may follow inside it."""
        chunk = [rest]
        self._at += 1
        opening = rest.split(">", 1)[0]
        while " markdown" not in opening and self._at < len(self._lines):
            source = self._lines[self._at]
            text = self._stripped(source, place)
            if not text.strip(" >") or source.count(">", 0, 40) < place.depth:
                break
            if text.lstrip().startswith(("```", "~~~")):
                break
            chunk.append(text)
            self._at += 1
        self._block(place, self._handler.html("\n".join(chunk)))
        self._after_html = True

    def _html_until(self, place: _Place, closing: str) -> None:
        chunk = []
        while self._at < len(self._lines):
            text = self._stripped(self._lines[self._at], place)
            chunk.append(text)
            self._at += 1
            if closing in text.lower():
                break
        self._block(place, self._handler.html("\n".join(chunk)))

    def _comment(self, place: _Place, rest: str) -> bool:
        return (rest == "%" or rest.startswith("% ")) and not self._after_text() and self._drop()

    # Smaller things

    def _label(self, place: _Place, rest: str) -> bool:
        match = _TARGET.match(rest)
        if match is None:
            return False
        self._block(place, self._handler.target(match["label"].strip(), self._number))
        return self._drop()

    def _block_break(self, place: _Place, rest: str) -> bool:
        if rest.startswith("+++") and (len(rest) == 3 or rest[3] == " " or rest[3] == "{"):
            self._out.append(place.blank)
            return self._drop()
        return self._item(place, rest)

    def _card_header(self, place: _Place, rest: str) -> bool:
        if rest.strip() == "^^^" and self._open:
            self._out.append(place.blank)
            return self._drop()
        return False

    def _heading(self, place: _Place, rest: str) -> bool:
        match = _ATX.match(rest)
        if match is None:
            self._out.append(place.line("\\" + rest))
            return self._drop()
        self._handler.heading(len(match["marks"]), match["title"] or "", self._number)
        self._out += [place.line(rest), place.blank]
        return self._drop()

    def _attributes(self, place: _Place, rest: str) -> bool:
        """Attributes for the block below: an id is a label; classes are kept, the rest is not."""
        if self._depth < INCLUDE_LIMIT and _SUBSTITUTION.match(rest) and not self._after_text():
            return self._substitution(place, rest)
        match = _ATTRIBUTES.match(rest)
        if match is None or self._after_text():
            return False
        words = match[1].split()
        for word in words:
            if word[0] == "#":
                self._block(place, self._handler.target(word[1:], self._number))
        classes = [word[1:] for word in words if word[0] == "."]
        if classes:
            self._block(place, self._handler.classes(classes))
        return bool(classes or "#" in match[1]) and self._drop()

    def _substitution(self, place: _Place, rest: str) -> bool:
        """A name in double braces that stands alone may stand for any blocks."""
        text = self._handler.substituted(rest)
        if text == rest:
            return False
        self._inner(place, text.split("\n"), self._number - 1)
        return self._drop()

    def _rst(self, place: _Place, rest: str) -> bool:
        """A directive or label of reStructuredText: what is indented below belongs to it."""
        match = _RST.match(rest)
        if match is None or self._after_text():
            return False
        line = self._number
        message = f"{rest.strip()[:60]} is reStructuredText"
        self._handler.problem("rst-markup", message, line, severity="warning")
        self._at += 1
        if match["label"]:
            self._block(place, self._handler.target(match["label"].strip(), line))
            return True
        directive = new_directive(match["name"], match["argument"] or "", line, "```")
        directive.body = self._indented(place)
        self._with_options(directive)
        if directive.name in CONTAINERS or not is_known(directive.name):
            self._block(place, self._handler.opens(directive))
            self._inner(place, directive.body, line)
            self._block(place, self._handler.closes(directive))
        else:
            self._block(place, self._handler.directive(directive))
        return True

    def _indented(self, place: _Place) -> list[str]:
        """The lines below that are indented more than the place, without their indent."""
        body: list[str] = []
        while self._at < len(self._lines):
            text = self._stripped(self._lines[self._at], place)
            if text.strip() and text[0] != " ":
                break
            body.append(text)
            self._at += 1
        indent = min((len(t) - len(t.lstrip(" ")) for t in body if t.strip()), default=0)
        return [text[indent:] for text in body]

    def _toc(self, place: _Place, rest: str) -> bool:
        return _TOC.match(rest) is not None and not place.indent and self._drop()

    def _item_or_setext(self, place: _Place, rest: str) -> bool:
        if self._setext(rest, 2):
            return False
        return self._item(place, rest)

    def _item(self, place: _Place, rest: str) -> bool:
        """A fence, directive or formula right after an item's mark."""
        if not place.item or not rest:
            return False
        start = self._starts.get(rest[0])
        return start is not None and rest[0] in "`~:$" and start(place, rest)

    def _equals(self, place: _Place, rest: str) -> bool:
        if self._setext(rest, 1):
            return False
        tab = _TAB.match(place.indent + rest)
        if tab is None or place.quote:
            return False
        mark = "???" if self._in_tabs else "???+"
        self._out += ["", f'{tab["indent"]}{mark} tab-item "{tab["title"]}"']
        self._in_tabs = True
        return self._drop()

    def _setext(self, rest: str, level: int) -> bool:
        if _SETEXT.match(rest) and self._after_text():
            self._handler.heading(level, self._out[-1].strip(), self._number - 1)
            return True
        return False

    def _table_row(self, line: str) -> None:
        """Let a table follow its paragraph at once."""
        if not _ROW.match(line) or not self._out or "|" not in self._out[-1]:
            return
        if len(self._out) > 1 and self._out[-2].strip(" >") and "|" not in self._out[-2]:
            prefix = _PREFIX.match(self._out[-1])
            self._out.insert(-1, (prefix["quote"] if prefix else "").rstrip())


def glossary_lines(body: list[str]) -> list[str]:
    """A glossary as a definition list, whichever of the two ways it was written in."""
    lines: list[str] = []
    inside = False
    for line in body:
        if not line.strip():
            lines.append("")
        elif line[0] in " :":
            text = line.strip().removeprefix(":").strip()
            lines.append(f"    {text}" if inside else f":   {text}")
            inside = True
        else:
            lines += ["", line] if inside else [line]
            inside = False
    return lines
