"""Quarto's Markdown: cells with options, divs, shortcodes and references, as the Markdown read here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from courses.files.yamltext import BadYaml, as_word, read_mapping
from courses.source import Folder, Unreadable

INCLUDE_LIMIT = 200_000
_DEEPEST = 5
_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`]*?)[ \t]*\Z")
_CELL = re.compile(r"\{(?P<language>[a-z]{1,20})(?=[\s,}])[^{}]{0,500}\}\Z")
_SHOWN_CELL = re.compile(r"\{\{\s*(?P<language>[a-z]{1,20})[^{}]{0,200}\}\}\Z")
_DIV = re.compile(
    r"[ \t]*(?P<marks>:{3,})[ \t]*(?:\{(?P<braced>[^{}]{0,300})\}|(?P<word>[\w-]+))[ \t]*:*\Z"
)
_DIV_END = re.compile(r"[ \t]*:{3,}[ \t]*\Z")
_CALLOUT = re.compile(r"\.?callout-(?P<kind>note|tip|warning|important|caution)\b")
_ID = re.compile(r"#(?P<id>[\w:.-]{1,100})")
_TITLE = re.compile(r"\btitle=(?P<quote>[\"'])(?P<title>[^\n]{1,200}?)(?P=quote)")
_PICTURE = re.compile(
    r"!\[[^\n]*\]\([^\n]*\)\{[^{}\n]{0,200}?#(?P<id>(?:fig|tbl)-[\w:.-]{1,100})[^{}\n]{0,300}\}"
)
_EMPTY = re.compile(r"\{\s*\}\s*\Z")
_CAPTION = re.compile(
    r": +(?P<text>[^\n]{0,500}?) *\{#(?P<id>tbl-[\w:.-]{1,100})[^{}\n]{0,300}\} *\Z"
)
_BROUGHT = re.compile(r"\binclude_graphics\(\s*(?:c\()?[\"'](?P<path>[^\"'<>\n]{1,200})[\"']")
_SHORTCODE = re.compile(r"\{\{<[ \t]{0,9}(?P<name>[\w-]+)(?P<rest>[^<>{}\n]{0,300})>\}\}")
_REFERENCE = re.compile(
    r"(?<![\w\\@`])\[?-?@(?P<kind>fig|tbl|sec|eq|lst|thm|exm|exr)-(?P<name>[\w-]*\w)\]?"
)
_CODE = re.compile(r"(`+)(?:(?!`).|`(?!\1))*?\1(?!`)")
_KINDS = {"fig": "Figure", "tbl": "Table", "eq": "Equation", "lst": "Listing"}
_HIDDEN = ("false", "no")


class QuartoMarks:
    """Writes what Quarto's marks mean as the Markdown that is read here."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def rewrite(self, text: str, path: str) -> str:
        """The Markdown of a text of Quarto's."""
        return "\n".join(self._lines(text, path, 0))

    def _lines(self, text: str, path: str, depth: int) -> Iterator[str]:
        reader = _Reader()
        for line in text.split("\n"):
            if reader.is_in_code(line):
                yield from reader.taken()
                continue
            include = _SHORTCODE.fullmatch(line.strip())
            if include and include["name"] == "include" and depth < _DEEPEST:
                place = posixpath.join(posixpath.dirname(path), include["rest"].strip())
                yield from self._lines(self._text(posixpath.normpath(place)), path, depth + 1)
            else:
                yield from reader.prose(line)
        yield from reader.rest()

    def _text(self, place: str) -> str:
        try:
            return self._folder.read_text(self._folder.find(place))[:INCLUDE_LIMIT]
        except Unreadable:
            return ""


class _Reader:
    """Reads lines; those of a fence are taken together when it ends."""

    def __init__(self) -> None:
        self._fence: re.Match[str] | None = None
        self._inner: list[str] = []
        self._ended: _Cell | None = None
        self._divs: list[str] = []

    def is_in_code(self, line: str) -> bool:
        """Take a line if it belongs to a fence."""
        match = _FENCE.match(line)
        if self._fence is None:
            self._fence = match
            return match is not None
        if match and not match["info"] and match["marks"].startswith(self._fence["marks"]):
            self._ended = _Cell(self._fence, self._inner)
            self._fence, self._inner = None, []
        else:
            self._inner.append(line)
        return True

    def taken(self) -> Iterator[str]:
        """What stands for a fence that has ended."""
        if self._ended is not None:
            yield from self._ended.lines()
            self._ended = None

    def rest(self) -> Iterator[str]:
        """A fence that never ends, as it is."""
        if self._fence is not None:
            yield from (self._fence[0], *self._inner)

    def prose(self, line: str) -> Iterator[str]:
        """A line of text with its marks written otherwise."""
        div = _DIV.match(line)
        if div:
            yield from self._opened(div)
        elif self._divs and _DIV_END.match(line):
            yield self._divs.pop()
        else:
            caption = _CAPTION.match(line)
            named = caption or _PICTURE.match(line.strip())
            if named:
                yield from (f"({named['id']})=", "")
                line = _EMPTY.sub("", line.replace(f"#{named['id']}", "", 1))
            yield f"*{_inline(caption['text'])}*" if caption else _inline(line)

    def _opened(self, div: re.Match[str]) -> Iterator[str]:
        words = div["braced"] or div["word"]
        callout = _CALLOUT.search(words)
        named = _ID.search(words)
        if named:
            yield from (f"({named['id']})=", "")
        if callout is None:
            self._divs.append("")
            yield ""
            return
        title = _TITLE.search(words)
        marks = div["marks"] + ":" * 3
        self._divs.append(marks)
        yield f"{marks}{{{callout['kind']}}} {title['title'] if title else ''}".rstrip()


@dataclass
class _Cell:
    """A fence, which may be a cell with options."""

    opening: re.Match[str]
    inner: list[str]

    def lines(self) -> Iterator[str]:
        """The fence as one of MyST's cells, or of plain code; a cell that is not shown is none."""
        indent, marks, info = self.opening["indent"], self.opening["marks"], self.opening["info"]
        shown = _SHOWN_CELL.match(info)
        cell = _CELL.match(info)
        if cell is None:
            name = f"{indent}{marks}{shown['language'] if shown else info}"
            yield from (name, *self.inner, f"{indent}{marks}")
            return
        yield from self._cell(cell["language"])

    def _cell(self, language: str) -> Iterator[str]:
        indent, marks = self.opening["indent"], self.opening["marks"]
        options, code = _options([line.removeprefix(indent) for line in self.inner])
        is_kept = not _is_off(options, "include")
        is_shown = is_kept and not _is_off(options, "echo")
        label = as_word(options.get("label"))
        if "-" in label:
            yield from (f"{indent}({label})=", "")
        if language == "python" and not indent and not _is_off(options, "eval"):
            tags = ":tags: [hide-input]" if is_kept else ":tags: [remove-cell]"
            yield from (f"{marks}{{code-cell}} python", *([] if is_shown else [tags, ""]))
            yield from (*code, marks)
        elif is_shown:
            lines = (f"{marks}{language}", *code, marks)
            yield from (f"{indent}{line}" for line in lines)
        if is_kept:
            yield from (f"{indent}{line}" for line in _beside(options, "\n".join(code)))


def _beside(options: Mapping[str, Any], code: str) -> Iterator[str]:
    """The picture that code only brings in, and the caption of whatever it draws."""
    caption = _one_line(options.get("fig-cap")) or _one_line(options.get("tbl-cap"))
    alt = _one_line(options.get("fig-alt")) or caption
    for picture in _BROUGHT.finditer(code):
        yield from ("", f"![{alt.replace('[', '(').replace(']', ')')}](<{picture['path']}>)")
    if caption:
        yield from ("", f"*{caption.replace('*', '')}*", "")


def _one_line(value: object) -> str:
    return " ".join(as_word(value).split())


def _options(lines: list[str]) -> tuple[Mapping[str, Any], list[str]]:
    """The options above a cell's code, and the code."""
    n_options = next((n for n, line in enumerate(lines) if not line.startswith("#|")), len(lines))
    try:
        options = read_mapping("\n".join(line[2:] for line in lines[:n_options]), "")
    except BadYaml:
        options = {}
    return options, lines[n_options:]


def _is_off(options: Mapping[str, Any], name: str) -> bool:
    return as_word(options.get(name)).lower() in _HIDDEN


def _inline(line: str) -> str:
    """A line without shortcodes, and with links for references; code in it stays."""
    if "{{<" not in line and "@" not in line:
        return line
    parts, at = [], 0
    for code in _CODE.finditer(line):
        parts += [_marks(line[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _marks(line[at:])])


def _marks(text: str) -> str:
    return _REFERENCE.sub(_reference, _SHORTCODE.sub(_shortcode, text))


def _reference(match: re.Match[str]) -> str:
    return f"[{_KINDS.get(match['kind'], '')}](#{match['kind']}-{match['name']})"


def _shortcode(match: re.Match[str]) -> str:
    """A video as a link; of others nothing is left."""
    address = match["rest"].strip().split(" ")[0]
    is_video = match["name"] in ("video", "embed") and "://" in address
    return f"<{address}>" if is_video else ""
