"""Foreign HTML or XHTML → Markdown: what can be read stays, what could run or phone home goes."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote

from assessments.formats.mathml import tex_of
from assessments.formats.plain import as_markdown
from assessments.formats.xml_source import Node

BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "figure",
        "figcaption",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
        "form",
        "fieldset",
        "address",
        "center",
        "main",
        "aside",
        "nav",
        "prompt",
        "details",
    ]
)
DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "noembed",
        "noframes",
        "iframe",
        "object",
        "embed",
        "applet",
        "title",
        "textarea",
        "select",
        "button",
        "xmp",
        "plaintext",
        "head",
        "video",
        "audio",
        "canvas",
        "svg",
        "stylesheet",
        "annotation-xml",
    ]
)
VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "source",
        "track",
        "wbr",
        "area",
        "base",
        "col",
        "embed",
        "param",
    ]
)
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
KEPT = frozenset(["sub", "sup", "u", "kbd", "ruby", "rt", "rp", "bdo", "bdi"])
"""Elements without a Markdown of their own, kept without attributes."""
LINK = re.compile(r"(https?://|mailto:)[^\s<>()\"']{1,2000}")
FILE = re.compile(r"(?![a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\?)[^\s<>\"']{1,2000}")
"""A target of a link within what it came with."""
DECLARATIONS = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>?", re.DOTALL)
"""What shows nothing; taken out first, because the parser takes long over those left open."""
LEFT_OPEN = re.compile(r"<(?![^<>]*>)")
"""A sign that begins no tag, because another comes before its end."""
SPACES = re.compile(r"[ \t\r\n\f]+")

Handler = Callable[["MarkdownWriter", Node], bool]
"""Sees an element before the writer does; True means that it was taken care of."""


class MarkdownWriter:
    """Collects Markdown from elements and texts, in document order."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        """The sources of pictures for which only words could be kept."""
        self.files: list[str] = []
        """Where links led that lead nowhere without the files they came with."""
        self.has_dropped = False
        """Whether something that runs or plays was left out."""
        self._parts: list[str] = []
        self._lists: list[list[int | None]] = []
        self._cells: list[list[str]] = []
        self._dropped: list[str] = []
        self._pre = 0
        self._code = 0
        self._math: list[str] = []
        self._tex: list[str] | None = None
        self._keeps_tex = False
        self._links: list[str] = []

    @property
    def markdown(self) -> str:
        """Give what was written so far."""
        text = "".join(self._parts).replace("\xa0", " ")
        text = re.sub(r"[ \t]+\n(?!\n)", lambda m: "  \n" if m[0].startswith("  ") else "\n", text)
        text = re.sub(r"[ \t]*\n{2,}", "\n\n", text)
        return text.strip()

    def raw(self, markdown: str) -> None:
        """Write Markdown of our own, a marker say."""
        if not self._dropped:
            self._parts.append(markdown)

    def new_block(self) -> None:
        """Begin a new paragraph."""
        if self._parts and not self._pre:
            self.raw(" " if self._cells else "\n\n")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if self._dropped or name in DROPPED:
            if name not in VOID:
                self._dropped.append(name)
            self.has_dropped = self.has_dropped or name not in (
                "title",
                "head",
                "style",
                "stylesheet",
            )
            return
        if name in MARKS and not self._pre:
            self._parts.append(MARKS[name])
        elif name in KEPT:
            self._parts.append(f"<{name}>")
        elif starter := getattr(self, f"_start_{name}", None):
            starter(attributes)
        elif name in BLOCKS:
            self.new_block()

    def end(self, name: str) -> None:
        """End an element."""
        if self._dropped:
            if name in self._dropped:
                del self._dropped[self._dropped.index(name) :]
            return
        if name in MARKS and not self._pre:
            self._close_mark(MARKS[name])
        elif name in KEPT:
            self._parts.append(f"</{name}>")
        elif ender := getattr(self, f"_end_{name}", None):
            ender()
        elif name in BLOCKS:
            self.new_block()

    def text(self, text: str) -> None:
        """Write words."""
        if self._dropped:
            return
        if self._tex is not None:
            self._tex.append(text)
        elif self._math:
            self._math.append(text)
        elif self._pre:
            self._parts.append(text)
        elif self._code:
            self._parts.append(SPACES.sub(" ", text).replace("`", "'"))
        else:
            self._words(SPACES.sub(" ", text))

    def _words(self, text: str) -> None:
        at_start = not self._parts or self._parts[-1].endswith(("\n", "| "))
        text = text.lstrip(" ") if at_start else text
        if text:
            escaped = as_markdown(text if at_start else f"x{text}")
            self._parts.append(escaped if at_start else escaped[1:])

    def _close_mark(self, mark: str) -> None:
        """Markdown takes no spaces inside of its marks, and no empty ones."""
        if self._parts and self._parts[-1] == mark:
            self._parts.pop()
            return
        last = self._parts[-1] if self._parts else ""
        spaces = last[len(last.rstrip(" ")) :]
        if spaces:
            self._parts[-1] = last.rstrip(" ")
        self._parts.append(mark + spaces)

    def _start_br(self, _attributes: Mapping[str, str]) -> None:
        self._parts.append("\n" if self._pre else " " if self._cells else "  \n")

    def _start_hr(self, _attributes: Mapping[str, str]) -> None:
        self._parts.append("\n\n---\n\n")

    def _start_pre(self, _attributes: Mapping[str, str]) -> None:
        self._parts.append("\n\n```\n")
        self._pre += 1

    def _end_pre(self) -> None:
        self._pre = max(0, self._pre - 1)
        self._parts.append("\n```\n\n")

    def _start_code(self, _attributes: Mapping[str, str]) -> None:
        self._code += 1
        if not self._pre:
            self._parts.append("`")

    def _end_code(self) -> None:
        self._code = max(0, self._code - 1)
        if not self._pre:
            self._parts.append("`")

    def _start_ul(self, _attributes: Mapping[str, str]) -> None:
        self.new_block()
        self._lists.append([None])

    def _start_ol(self, _attributes: Mapping[str, str]) -> None:
        self.new_block()
        self._lists.append([0])

    def _end_ul(self) -> None:
        if self._lists:
            self._lists.pop()
        self.new_block()

    _end_ol = _end_ul

    def _start_li(self, _attributes: Mapping[str, str]) -> None:
        indent = "    " * (len(self._lists) - 1)
        count = self._lists[-1] if self._lists else [None]
        if count[0] is not None:
            count[0] += 1
        bullet = "-" if count[0] is None else f"{count[0]}."
        self._parts.append(f"\n{indent}{bullet} \n"[:-1])

    def _end_li(self) -> None:
        self._parts.append("\n")

    def _start_a(self, attributes: Mapping[str, str]) -> None:
        target = attributes.get("href", "").strip()
        self._links.append(target if LINK.fullmatch(target) else "")
        if FILE.fullmatch(target):
            self.files.append(target)
        if self._links[-1]:
            self._parts.append("[")

    def _end_a(self) -> None:
        target = self._links.pop() if self._links else ""
        if target:
            self._parts.append(f"]({target})")

    def _start_img(self, attributes: Mapping[str, str]) -> None:
        """A formula stays one; of any other picture its words stay."""
        formula = attributes.get("data-equation-content", "").strip()
        if formula:
            self._parts.append(f"\\({formula}\\)")
            return
        self.picture(attributes.get("src", ""), attributes.get("alt", ""))

    def picture(self, source: str, words: str) -> None:
        """Note a picture and write the words that stand for it, or else its name."""
        self.pictures.append(source)
        name = "" if source.startswith("data:") else unquote(source.rpartition("/")[2])
        shown = words.strip() or name.strip()
        if shown:
            is_spaced = not self._parts or self._parts[-1].endswith((" ", "\n"))
            self._words(f"{'' if is_spaced else ' '}[{shown}]")

    def _start_math(self, attributes: Mapping[str, str]) -> None:
        self._math = [attributes.get("alttext", "")]

    def _start_annotation(self, attributes: Mapping[str, str]) -> None:
        """Of several ways to write a formula, TeX is kept; other annotations say it again."""
        self._keeps_tex = "tex" in attributes.get("encoding", "").lower()
        self._tex = []

    def _end_annotation(self) -> None:
        words = "".join(self._tex or ()).strip().strip("$").removeprefix("\\[").removesuffix("\\]")
        if self._math and self._keeps_tex:
            self._math[0] = self._math[0] or words.strip()
        self._tex = None

    def _end_math(self) -> None:
        formula, *words = self._math or [""]
        self._math = []
        self._parts.append(f"\\({formula}\\)" if formula else "".join("".join(words).split()))

    def _start_tr(self, _attributes: Mapping[str, str]) -> None:
        self._cells.append([])
        self._parts.append("\n| ")

    def _end_tr(self) -> None:
        cells = self._cells.pop() if self._cells else []
        is_first = "\n|" not in "".join(self._parts).rpartition("\n\n")[2].rpartition("\n|")[0]
        if is_first and cells:
            self._parts.append("\n|" + " --- |" * len(cells))

    def _end_td(self) -> None:
        if self._cells:
            self._cells[-1].append("")
        self._parts.append(" | ")

    _end_th = _end_td


class _HtmlReader(HTMLParser):
    """Feeds HTML to a writer; what opens too deep is not opened."""

    def __init__(self, writer: MarkdownWriter) -> None:
        super().__init__(convert_charrefs=True)
        self.writer = writer
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.writer.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.writer.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.writer.end(tag)

    def handle_data(self, data: str) -> None:
        self.writer.text(data)


def write_html(writer: MarkdownWriter, html: str) -> None:
    """Write an HTML fragment."""
    reader = _HtmlReader(writer)
    reader.feed(LEFT_OPEN.sub("&lt;", DECLARATIONS.sub("", html)))
    reader.close()


def write_node(writer: MarkdownWriter, node: Node, handle: Handler | None = None) -> None:
    """Write what stands inside an element; `handle` sees every element first."""
    for each in node.content:
        if isinstance(each, str):
            writer.text(each)
        elif each.name == "math" and (formula := tex_of(each)):
            writer.raw(f"\\({formula}\\)")
        elif handle is None or not handle(writer, each):
            writer.start(each.name, each.attributes)
            write_node(writer, each, handle)
            writer.end(each.name)


def markdown_of(html: str) -> str:
    """Give an HTML fragment as Markdown."""
    writer = MarkdownWriter()
    write_html(writer, html)
    return writer.markdown
