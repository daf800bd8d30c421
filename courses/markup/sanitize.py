"""What an author or a trainee wrote, made harmless; the last step before it is stored."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

import nh3

from courses.markup.tasks import label_tasks

Rewrite = Callable[[str, str], str | None]
"""(tag, target) → the target the page shall have, or None to drop it."""

_TEXT_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_MATH_TAGS = frozenset(
    [
        "math",
        "menclose",
        "merror",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
    ]
)
_DROPPED_WITH_CONTENT = frozenset(
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
        "svg",
        "title",
        "textarea",
        "select",
        "xmp",
        "plaintext",
    ]
)
MATH_ATTRIBUTES = frozenset(
    [
        "mathvariant",
        "stretchy",
        "fence",
        "form",
        "separator",
        "accent",
        "accentunder",
        "width",
        "height",
        "depth",
        "linethickness",
        "notation",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "columnlines",
        "displaystyle",
        "scriptlevel",
        "minsize",
        "maxsize",
        "lspace",
        "rspace",
        "movablelimits",
        "mathcolor",
        "linebreak",
    ]
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "title", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align", "headers"},
    "th": {"colspan", "rowspan", "align", "scope", "headers"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "details": {"open"},
    "input": {"checked"},
    "time": {"datetime"},
    "math": {"display", "alttext"},
    **{tag: set(MATH_ATTRIBUTES) for tag in _MATH_TAGS - {"math"}},
}
_TARGETS = {("a", "href"), ("img", "src")}
_INLINE_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_SCHEMES = {"http", "https", "mailto"}
_SHOWN = re.compile(r"<(?:img|hr|input|math)\b")
_IMAGE = re.compile(r'<img((?: [\w-]+="[^"]*")*)>')
_ALT = re.compile(r' alt="([^"]+)"')
# Sanitised HTML has "<" and ">" in tags alone: in texts and in values they are escaped.
_MARKUP = re.compile(r"<pre(?: [^<>]*)?>\n?|<[^<>]*>")
_MATH_EDGE = re.compile(r"(<math(?: [^<>]*)?>|</math>)")
_OPENING = re.compile(r"<([a-z][a-z0-9]*)( [^<>]*)>")
_VALUE = re.compile(r' ([\w-]+)="([^"]*)"')
_NUMBER = re.compile(r"\d{1,5}\Z")


RESERVED_IDS = frozenset(["main", "toasts", "bell", "live"])
"""Ids of the page around a lesson, which nothing inside may take."""


RESERVED_CLASSES = frozenset(
    ["flash", "error-summary", "file-drop", "code-block", "secret__toggle"]
)
"""Classes by which the page's scripts find their own parts."""


def sanitize(html: str, rewrite: Rewrite | None = None) -> str:
    """HTML in which nothing runs: known tags, no styles, no handlers, safe targets only."""
    cleaner, decide = _cleaner()
    decide.rewrite = rewrite or keep_target
    return label_tasks(_IMAGE.sub(_picture_or_words, cleaner.clean(html)))


_of_thread = threading.local()


def _cleaner() -> tuple[nh3.Cleaner, _Filter]:
    """The cleaner of this thread; making one takes longer than cleaning a short page."""
    if not hasattr(_of_thread, "cleaner"):
        decide = _Filter()
        _of_thread.cleaner = (
            nh3.Cleaner(
                tags=set(_TEXT_TAGS | _MATH_TAGS),
                clean_content_tags=set(_DROPPED_WITH_CONTENT),
                attributes=_ATTRIBUTES,
                attribute_filter=decide,
                tag_attribute_values={
                    "input": {"type": {"checkbox"}},
                    **{tag: {"tabindex": {"0"}} for tag in ("div", "span", "pre")},
                },
                # One value a tag: the library writes several in an order that changes.
                set_tag_attribute_values={"img": {"loading": "lazy"}, "input": {"disabled": ""}},
                url_schemes={*_SCHEMES, "data", "attachment"},
                link_rel="noopener noreferrer",
            ),
            decide,
        )
    found: tuple[nh3.Cleaner, _Filter] = _of_thread.cleaner
    return found


def _picture_or_words(match: re.Match[str]) -> str:
    """A picture that lost its source becomes its alternative text."""
    attributes = match[1]
    if ' src="' in attributes:
        return match[0]
    alt = _ALT.search(attributes)
    return f'<span class="no-picture">{alt[1]}</span>' if alt else ""


def plain_text(html: str) -> str:
    """The text of sanitised HTML without any markup and without formulas."""
    shown = "".join(_outside_math(html)) if "<math" in html else html
    return _unescape(_MARKUP.sub("", shown))


def _outside_math(html: str) -> Iterator[str]:
    """The pieces of sanitised HTML that stand in no formula."""
    depth = 0
    for piece in _MATH_EDGE.split(html):
        if piece.startswith("<math"):
            depth += 1
        elif piece == "</math>":
            depth -= 1
        elif depth == 0:
            yield piece


def marked_tags(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of sanitised HTML that have an id, and the pictures, with their attributes."""
    for match in _OPENING.finditer(html):
        tag, attributes = match.groups()
        if tag == "img" or ' id="' in attributes:
            yield tag, {name: unescape(value) for name, value in _VALUE.findall(attributes)}


def has_content(html: str) -> bool:
    """Tell whether sanitised HTML shows anything: a picture, a rule, or words."""
    return _SHOWN.search(html) is not None or bool(plain_text(html).strip())


def keep_target(_tag: str, target: str) -> str | None:
    """A target as it stands, if a browser may safely follow it."""
    return target if is_safe_target(target) else None


def is_safe_target(target: str) -> bool:
    """Tell whether a target is relative or has one of the schemes we allow."""
    cleaned = "".join(c for c in target if c > " ")
    try:
        scheme = urlsplit(cleaned).scheme.lower()
    except ValueError:
        return False
    if scheme:
        return scheme in _SCHEMES
    return ":" not in cleaned.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]


def is_inline_image(target: str) -> bool:
    """Tell whether a target is a picture written into the page, of a kind that cannot run."""
    return _INLINE_IMAGE.match(target) is not None


class _Filter:
    """Decides each attribute's value; a rewritten target is checked like any other."""

    def __init__(self) -> None:
        self.rewrite: Rewrite = keep_target

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            return _free_classes(value)
        if (tag, attribute) in _TARGETS:
            return self._target(tag, value)
        if attribute == "id":
            return None if value in RESERVED_IDS else value
        if attribute in ("width", "height") and tag == "img":
            return value if _NUMBER.match(value) else None
        return value

    def _target(self, tag: str, value: str) -> str | None:
        target = self.rewrite(tag, value)
        if target is None or is_safe_target(target):
            return target
        return target if tag == "img" and is_inline_image(target) else None


@lru_cache(maxsize=1024)
def _free_classes(value: str) -> str:
    """The classes without those that the page keeps for itself."""
    words = value.split()
    if RESERVED_CLASSES.isdisjoint(words):
        return value
    return " ".join(word for word in words if word not in RESERVED_CLASSES)


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
