"""MyST roles: ``{name}`text```; they stand where code spans stand, and outside of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.parse import quote

import markdown
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor
from markdown.util import AtomicString

from courses.mathblocks import Formulas
from courses.myst.labels import Label
from courses.myst.references import citation
from courses.myst.words import numbered, word
from courses.page import Current

Shown = ET.Element | str

_NAME = re.compile(r"\{(?P<name>[A-Za-z][\w:.+-]*)\}\Z|(?<![\w`]):(?P<rst>[a-z][\w:-]*):\Z")
_TITLED = re.compile(r"(?P<title>.*?)\s*<(?P<target>[^<>]+)>\Z", re.DOTALL)
_ABBR = re.compile(r"(?P<short>.*?)\s*\((?P<long>.*)\)\Z", re.DOTALL)
_TAGS = {
    "sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup", "kbd": "kbd",
    "del": "del", "s": "del", "strike": "del", "delete": "del", "u": "u", "underline": "u",
    "strong": "strong", "emphasis": "em", "mark": "mark", "q": "q", "small": "small",
    "dfn": "dfn", "guilabel": "strong", "samp": "samp", "keyboard": "kbd",
}  # fmt: skip
_CODE = frozenset(
    [
        "code",
        "file",
        "command",
        "program",
        "envvar",
        "option",
        "literal",
        "func",
        "function",
        "class",
        "meth",
        "method",
        "mod",
        "module",
        "attr",
        "attribute",
        "data",
        "obj",
        "exc",
        "const",
        "token",
        "regexp",
        "mimetype",
        "newsgroup",
        "makevar",
        "dfn-code",
        "any-code",
        "python",
        "py",
        "bash",
        "shell",
        "javascript",
        "js",
        "r",
        "julia",
        "sql",
        "html",
        "css",
    ]
)
_PLAIN = frozenset(
    ["span", "raw-text", "lower", "upper", "title-reference", "title", "underline-text", "text"]
)
_NOTHING = frozenset(
    [
        "index",
        "icon",
        "octicon",
        "fa",
        "fas",
        "far",
        "fab",
        "fa-solid",
        "fa-brands",
        "material-regular",
        "material-outlined",
        "material-round",
        "material-sharp",
        "material-twotone",
        "label",
    ]
)
_CITES = frozenset(
    [
        "cite",
        "footcite",
        "nocite",
        "cite:p",
        "cite:t",
        "cite:ps",
        "cite:ts",
        "cite:alp",
        "cite:year",
        "cite:yearpar",
        "cite:author",
        "cite:label",
        "cite:labelpar",
        "footcite:p",
        "footcite:t",
        "citep",
        "citet",
    ]
)
_RST_ROLES = frozenset(
    [
        "ref",
        "doc",
        "numref",
        "eq",
        "math",
        "cite",
        "cite:p",
        "cite:t",
        "term",
        "download",
        "func",
        "class",
        "meth",
        "mod",
        "code",
        "sub",
        "sup",
        "kbd",
        "abbr",
        "py:func",
        "py:class",
        "py:meth",
        "py:mod",
        "file",
        "guilabel",
        "command",
        "option",
    ]
)
_WEB = {"rfc": "https://www.rfc-editor.org/rfc/rfc{}", "pep": "https://peps.python.org/pep-{:0>4}/"}


class CodeSpansAndRoles(BacktickInlineProcessor):
    """Code spans, and roles where a name in braces stands before one."""

    def __init__(self, md: markdown.Markdown, current: Current, formulas: Formulas) -> None:
        super().__init__(BACKTICK_RE)
        self.md = md
        self._roles = Roles(current, formulas)
        self._formulas = formulas

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element | str | None, int | None, int | None]:
        """The role's element, a formula between dollars, or a code span."""
        node, start, end = super().handleMatch(m, data)
        if not isinstance(node, ET.Element) or start is None or end is None:
            return node, start, end
        text = data[start:end].strip("`").strip()
        if data[start - 1 : start] == "$" and data[end : end + 1] == "$":
            return self._formulas.stash(text, display=False), start - 1, end + 1
        named = _NAME.search(data, max(0, start - 60), start)
        if named is None or data[named.start() - 1 : named.start()] == "\\":
            return node, start, end
        if named["rst"] and named["rst"] not in _RST_ROLES:
            return node, start, end
        shown = self._roles.show(named["name"] or named["rst"], text, is_rst=bool(named["rst"]))
        return shown, named.start(), end


class Roles:
    """What each role shows."""

    def __init__(self, current: Current, formulas: Formulas) -> None:
        self._current = current
        self._formulas = formulas
        self._shown: dict[str, Callable[[str], Shown]] = {
            "ref": self._ref,
            "prf:ref": self._numref,
            "proof:ref": self._numref,
            "numref": self._numref,
            "eq": self._eq,
            "math:numref": self._eq,
            "doc": self._doc,
            "any": self._any,
            "term": self._term,
            "math": lambda text: self._formulas.stash(text, display=False),
            "abbr": self._abbr,
            "abbreviation": self._abbr,
            "download": self._download,
            "button": self._download,
            "menuselection": self._menu,
        }

    def show(self, name: str, text: str, *, is_rst: bool) -> Shown:
        """The element of a role; an unknown one is its text, and a Problem."""
        page = self._current.page
        plain = name.lower()
        if is_rst:
            needle = f":{name}:`"
            page.report(
                "rst-markup",
                f"{needle}…` is reStructuredText",
                None,
                needle,
                f"write {{{name}}}`…`",
            )
        own = self._shown.get(plain)
        if own is not None:
            return own(text)
        return self._by_family(plain, name, text)

    def _by_family(self, plain: str, name: str, text: str) -> Shown:
        if plain in _TAGS:
            return _element(_TAGS[plain], text)
        if plain in _CODE or plain.startswith(("py:", "js:", "c:", "cpp:", "rst:")):
            return _element("code", _titled(text)[0].lstrip("~!"))
        if plain in _CITES:
            return self._cite(plain, text)
        if plain in _NOTHING:
            return ""
        return self._rare(plain, name, text)

    def _rare(self, plain: str, name: str, text: str) -> Shown:
        if plain in _PLAIN or plain.startswith("bdg"):
            return _element("span", text, "badge" if plain.startswith("bdg") else "")
        if plain in _WEB:
            return _link(_WEB[plain].format(quote(text)), f"{plain.upper()} {text}")
        if plain.startswith(("glue", "eval")):
            return self._stand_in(name, text)
        return self._unknown(name, text)

    def _ref(self, text: str) -> Shown:
        title, target = _titled(text)
        label = self._label(target or title)
        if label is None:
            return self._broken(target or title, title)
        return _link(self._href(label), title if target else self._name_of(label))

    def _numref(self, text: str) -> Shown:
        title, target = _titled(text)
        label = self._label(target or title)
        if label is None:
            return self._broken(target or title, title)
        if not target:
            return _link(self._href(label), self._name_of(label, numbers=True))
        number = str(label.number or label.title)
        words = title.replace("%s", number).replace("{number}", number)
        return _link(self._href(label), words.replace("{name}", label.title))

    def _eq(self, text: str) -> Shown:
        title, target = _titled(text)
        label = self._label(target or title)
        if label is None:
            return self._broken(target or title, title)
        return _link(self._href(label), title if target else f"({label.number or label.title})")

    def _doc(self, text: str) -> Shown:
        title, target = _titled(text)
        page = self._current.page
        place = page.labels.lesson(target or title, page.path)
        if place is None:
            return self._broken(target or title, title)
        return _link(f"/{quote(place)}", title if target else page.labels.titles[place])

    def _any(self, text: str) -> Shown:
        title, target = _titled(text)
        page = self._current.page
        if page.labels.lesson(target or title, page.path):
            return self._doc(text)
        return self._ref(text)

    def _term(self, text: str) -> Shown:
        title, target = _titled(text)
        page = self._current.page
        label = page.labels.find(f"term:{target or title}", page.path)
        if label is None and not target and title.endswith("s"):
            label = page.labels.find(f"term:{title[:-1]}", page.path)
        return _link(self._href(label), title) if label else self._broken(target or title, title)

    def _cite(self, name: str, text: str) -> Shown:
        page = self._current.page
        keys = [key.strip() for key in text.split(",") if key.strip()]
        known = [key for key in keys if key in page.labels.entries]
        for key in keys:
            if key not in page.labels.entries:
                self._broken(key, key)
        if name == "nocite":
            return ""
        if len(known) < len(keys):
            return _element("span", f"({text})", "citation")
        in_text = name in ("cite:t", "cite:ts", "citet", "footcite:t")
        return citation(page, keys, in_text=in_text)

    def _abbr(self, text: str) -> Shown:
        match = _ABBR.match(text)
        if match is None:
            return _element("abbr", text)
        element = _element("abbr", match["short"])
        element.set("title", match["long"])
        return element

    def _download(self, text: str) -> Shown:
        title, target = _titled(text)
        return _link(target or title, title if target else title.rsplit("/", 1)[-1])

    def _menu(self, text: str) -> Shown:
        return _element("strong", text.replace("-->", "›"))

    def _stand_in(self, name: str, text: str) -> Shown:
        message = f"{{{name}}} needs the book to be executed"
        self._current.page.report("not-shown", message, None, f"{{{name}}}`")
        return _element("code", _titled(text)[1] or text)

    def _unknown(self, name: str, text: str) -> Shown:
        message = f"the role {{{name}}} is not known; its text is shown as it is"
        self._current.page.report("unknown-role", message, None, f"{{{name}}}`")
        return _element("span", _titled(text)[0])

    def _label(self, target: str) -> Label | None:
        page = self._current.page
        return page.labels.find(target, page.path)

    def _href(self, label: Label) -> str:
        return label.href_from(self._current.page.path)

    def _broken(self, target: str, title: str) -> Shown:
        self._current.page.break_reference(target, f"`{title}" if title == target else target)
        return _element("span", title)

    def _name_of(self, label: Label, *, numbers: bool = False) -> str:
        language = self._current.page.language
        if label.number and (numbers or not label.title or label.kind != "heading"):
            return numbered(label.kind, label.number, language)
        return label.title or word(label.kind, language) or label.anchor


def _titled(text: str) -> tuple[str, str]:
    """Title and target of ``title <target>``; without a target, the text and nothing."""
    match = _TITLED.match(text)
    return (match["title"] or match["target"], match["target"]) if match else (text, "")


def _link(href: str, text: str) -> ET.Element:
    element = _element("a", text)
    element.set("href", href)
    return element


def _element(tag: str, text: str, css: str = "") -> ET.Element:
    element = ET.Element(tag, {"class": css} if css else {})
    element.text = AtomicString(text)
    return element
