"""Code blocks: what stands after the fence, and the code in colours."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from pygments.lexers import get_all_lexers

from courses.markup.highlighting import highlighted

_WORD = re.compile(r"[\w+#.-]+")
_PAIR = re.compile(
    r"(?P<name>[\w-]+)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s,}]+))"
)
_LINES = re.compile(r"\{(?P<lines>[\d,\s-]+)\}")
_NOT_IN_CLASS = re.compile(r"[^\w-]+")
_ALIASES = {
    "ipython": "python",
    "ipython3": "python",
    "ipython2": "python",
    "py3": "python",
    "console-output": "output",
    "none": "text",
    "plaintext": "text",
    "txt": "text",
    "math": "latex",
    "jsonc": "json",
    "mdx": "markdown",
    "myst": "markdown",
    "qmd": "markdown",
    "svelte": "html",
    "bibtex": "bibtex",
}


@dataclass(frozen=True)
class Info:
    """What an author wrote after the opening fence."""

    language: str = ""
    title: str = ""
    lines: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def parse_info(info: str) -> Info:
    """Language, title and emphasised lines of ``py title="a.py" {1,3-4}`` and its relatives."""
    lines = _LINES.search(info)
    pairs = {m["name"]: m["double"] or m["single"] or m["bare"] or "" for m in _PAIR.finditer(info)}
    language = _WORD.match(info.lstrip("{. "))
    title = pairs.get("title") or pairs.get("caption") or pairs.get("filename") or ""
    emphasised = (lines["lines"] if lines else "") or pairs.get("hl_lines", "")
    name = language[0].lower() if language and f"{language[0]}=" not in info else ""
    return Info(name, title, line_numbers(emphasised), pairs)


def line_numbers(text: str) -> tuple[int, ...]:
    """The numbers ``1,3-5`` means, at most a thousand of them."""
    numbers: list[int] = []
    for part in re.split(r"[,\s]+", text):
        first, _, last = part.partition("-")
        if first.isdigit() and (last or first).isdigit() and len(part) < 12:
            numbers += range(int(first), min(int(last or first), int(first) + 500) + 1)
    return tuple(numbers[:1000])


def is_language(name: str) -> bool:
    """Tell whether a name is one of a programming language."""
    return name.lower() in _ALIASES or name.lower() in _known()


def code_html(source: str, language: str, title: str = "", lines: tuple[int, ...] = ()) -> str:
    """Unsanitised HTML of code, coloured by classes; an unknown language stays plain."""
    name = _NOT_IN_CLASS.sub("-", language.lower()).strip("-") or "text"
    known = _ALIASES.get(language.lower(), language.lower())
    shown = highlighted(source, known if known in _known() else "text")
    if lines:
        shown = _emphasised(shown, frozenset(lines))
    head = f'<span class="filename">{html.escape(title)}</span>' if title else ""
    return f'<div class="language-{name} highlight">{head}<pre><code>{shown}\n</code></pre></div>'


def _emphasised(shown: str, lines: frozenset[int]) -> str:
    """The lines in boxes of their own; a colour that spans lines is closed and opened again."""
    result = []
    opened = ""
    for number, line in enumerate(shown.split("\n"), start=1):
        whole = opened + line
        opened = _last_open(whole)
        whole += "</span>" if opened else ""
        result.append(f'<span class="hll">{whole}\n</span>' if number in lines else f"{whole}\n")
    return "".join(result).removesuffix("\n")


def _last_open(line: str) -> str:
    start = line.rfind("<span")
    if start < 0 or line.find("</span>", start) >= 0:
        return ""
    return line[start : line.index(">", start) + 1]


@cache
def _known() -> frozenset[str]:
    return frozenset(
        alias.lower() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases
    )
