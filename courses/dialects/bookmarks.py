"""GitBook's marks, ``{% … %}`` and ``{{ … }}``, as Markdown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from courses.files.yamltext import as_word
from courses.source import Folder, Unreadable

INCLUDE_LIMIT = 200_000
_DEEPEST = 5
_MARK = re.compile(
    r"(?P<fence>^[ \t>]*(?P<marks>`{3,}|~{3,})[^\n]*$)"
    r"|\{%-?[ \t]{0,9}(?P<name>[\w-]+)(?P<rest>[^{}%\n]{0,300})-?%\}"
    r"|\{\{[ \t]{0,9}(?P<variable>(?:book\.)?[\w.]{1,60})[ \t]{0,9}\}\}"
    r"|<!--[ \t]{0,9}(?P<section>(?:end)?sec)\b(?P<more>[^<>]{0,500}?)-->",
    re.MULTILINE,
)
_QUOTED = re.compile(r"[\"'](?P<text>[^\"'\n]{1,200})[\"']")
_VALUE = r"\s*=\s*[\"'](?P<value>[^\"'\n]{1,300})[\"']"
_KINDS = {"info": "note", "success": "tip", "warning": "warning", "danger": "danger"}
_SILENT = {
    "code", "column", "columns", "content-ref", "embed", "endcode", "endcolumn", "endcolumns",
    "endcontent-ref", "endembed", "endfile", "endstep", "endstepper", "file", "step", "stepper",
}  # fmt: skip
_TEMPLATES = {
    "else", "endfilename", "endfor", "endif", "endraw", "filename", "for", "if", "include", "raw",
    "set",
}  # fmt: skip
_FENCE = ":" * 5
_OUTER = ":" * 6
_BOXES = {"hint": "note", "tabs": "tab-set", "tab": "tab-item"}
_ENDS = {"endhint": _FENCE, "endtab": _FENCE, "endtabs": _OUTER}
_SET = re.compile(
    r"\{%-?\s{0,9}set\s+(?P<name>\w{1,60})\s*=\s*(?P<quote>[\"'])(?P<text>[^\n]{0,300}?)(?P=quote)"
)


class BookMarks:
    """Writes in Markdown what GitBook's own marks mean; ``languages`` are its folders' languages.

    Old books are templates, too: with variables, and files that they take in.
    """

    def __init__(
        self,
        folder: Folder,
        variables: Mapping[str, Any],
        languages: Mapping[str, str],
        *,
        is_template: bool,
    ) -> None:
        self._folder = folder
        self._silent = _SILENT | _TEMPLATES if is_template else _SILENT
        self._variables = variables
        self._languages = languages

    def rewrite(self, text: str, path: str) -> str:
        """The Markdown of a file's text; marks that are none of GitBook's stay."""
        return self._rewritten(text, path, 0)

    def _rewritten(self, text: str, path: str, depth: int) -> str:
        if "{%" not in text and "{{" not in text and "<!--" not in text:
            return text
        fence = ""
        words = {each["name"]: each["text"] for each in _SET.finditer(text)}

        def shown(match: re.Match[str]) -> str:
            nonlocal fence
            if match["fence"]:
                fence = _fence_after(fence, match["marks"], match["fence"])
                return match[0]
            if match["variable"]:
                name = match["variable"]
                return words[name] if name in words else self._variable(name, path) or match[0]
            if fence and match["name"] not in ("raw", "endraw"):
                return match[0]
            if match["section"]:
                return _section(match["section"], match["more"])
            return self._mark(match, path, depth)

        return _MARK.sub(shown, text)

    def _variable(self, name: str, path: str) -> str:
        known = name.removeprefix("book.") if name.startswith("book.") else ""
        return self._language(path) if known == "language" else as_word(self._variables.get(known))

    def _language(self, path: str) -> str:
        """The folder of a file's language, where every language has one."""
        folder = path.partition("/")[0]
        return folder if folder in self._languages else ""

    def _mark(self, mark: re.Match[str], path: str, depth: int) -> str:
        name, rest = mark["name"], mark["rest"]
        if name == "include" and name in self._silent:
            return self._included(rest, path, depth) or mark[0]
        if name in _BOXES:
            kind = _KINDS.get(_value("style", rest), "note") if name == "hint" else _BOXES[name]
            fence = _OUTER if name == "tabs" else _FENCE
            return f"\n{fence}{{{kind}}} {_value('title', rest)}".rstrip() + "\n"
        if name in _ENDS:
            return f"\n{_ENDS[name]}\n"
        address = _value("url" if name == "embed" else "src", rest)
        if name in ("embed", "file") and address:
            return f"[{_value('caption', rest) or address}](<{address}>)"
        return "" if name in self._silent else mark[0]

    def _included(self, rest: str, path: str, depth: int) -> str:
        quoted = _QUOTED.search(rest)
        if quoted is None or depth >= _DEEPEST:
            return ""
        is_rooted = quoted["text"].startswith("/")
        here = self._language(path) if is_rooted else posixpath.dirname(path)
        place = posixpath.normpath(posixpath.join(here, quoted["text"].lstrip("/")))
        try:
            text = self._folder.read_text(self._folder.find(place))[:INCLUDE_LIMIT]
        except Unreadable:
            return ""
        return self._rewritten(text.rstrip("\n"), path, depth + 1)


def _section(name: str, rest: str) -> str:
    """What a part that folds begins or ends with."""
    if name == "endsec":
        return f"\n{_FENCE}\n"
    return f"\n{_FENCE}{{details}} {_value('data-title', rest) or '…'}\n"


def _value(name: str, rest: str) -> str:
    found = re.search(rf"\b{re.escape(name)}{_VALUE}", rest)
    return " ".join(found["value"].split()) if found else ""


def _fence_after(fence: str, marks: str, line: str) -> str:
    """The marks of the fence that is open behind a line of marks; nothing if none is."""
    if not fence:
        return marks
    is_end = marks.startswith(fence) and line.strip(" \t>") == marks
    return "" if is_end else fence
