"""Marks of MkDocs's extensions for what a page takes in: files, or parts of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from courses.dialects.inclusions import part_of
from courses.source import Folder, Unreadable

INCLUDE_LIMIT = 200_000
"""Characters that one file adds to a page."""

PAGE_LIMIT = 1_000_000
"""Characters after which a page takes nothing more in."""

_DEEPEST = 5
_LINE = re.compile(
    r"^(?P<indent>[ \t]*)(?:-{1,4}8<-{1,4}[ \t]+[\"'](?P<snippet>[^\"'\n]{1,300})[\"'][ \t]*"
    r"|\{(?P<kind>[!*])>?[ \t]{0,9}(?P<path>[^\s{}!*]{1,300})(?P<rest>[^{}\n]{0,300})[!*]\}[ \t]*"
    r"|:::[ \t]+(?P<object>[A-Za-z_]\w*(?:\.\w+)*)[ \t]*(?:\n[ \t]{4,}[^\n]*|\n[ \t]*(?=\n[ \t]{4}))*"
    r"|;(?P<escaped>-{1,4}8<-{1,4}[^\n]*))$",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"^(?P<indent>[ \t]*)-{1,4}8<-{1,4}[ \t]*\n(?P<paths>(?:[^\n]{0,300}\n){1,50}?)[ \t]*-{1,4}8<-{1,4}[ \t]*$",
    re.MULTILINE,
)
_SECTION = re.compile(
    r"-{1,4}8<-{1,4}[ \t]*\[[ \t]*(?P<mark>start|end)[ \t]*:[ \t]*(?P<name>[\w-]+)"
)
_LINES = re.compile(r"\bln\[(?P<lines>[\d:,-]{1,100})\]")


class Snippets:
    """Puts in place of the marks of a page what they mean; a file that is not there leaves its mark."""

    def __init__(self, folder: Folder, bases: tuple[str, ...]) -> None:
        self._folder = folder
        self._bases = bases

    def expand(self, text: str, path: str) -> str:
        """The text of a page with everything that it takes in."""
        return self._expanded(text, path, 0)

    def _expanded(self, text: str, path: str, depth: int) -> str:
        if not any(mark in text for mark in ("8<-", "{!", "{*", ":::")):
            return text
        size = 0

        def taken(match: re.Match[str]) -> str:
            nonlocal size
            shown = self._shown(match, path, depth) if size < PAGE_LIMIT else match[0]
            size += len(shown)
            return shown

        return _LINE.sub(taken, _BLOCK.sub(_one_by_one, text))

    def _shown(self, mark: re.Match[str], path: str, depth: int) -> str:
        if mark["object"]:
            return f"{mark['indent']}```{{autoobject}} {mark['object']}\n{mark['indent']}```"
        if mark["escaped"]:
            return f"{mark['indent']}{mark['escaped']}"
        name, _, part = (mark["snippet"] or mark["path"]).partition(":")
        text = self._text(name, path)
        if text is None:
            return mark[0]
        if mark["kind"] == "*":
            return _as_code(text, name, mark["rest"], mark["indent"])
        shown = _part(text, part)[:INCLUDE_LIMIT]
        if depth < _DEEPEST:
            shown = self._expanded(shown, path, depth + 1)
        return "\n".join(f"{mark['indent']}{line}" for line in shown.split("\n"))

    def _text(self, name: str, path: str) -> str | None:
        for base in (*self._bases, posixpath.dirname(path)):
            place = self._folder.find(posixpath.normpath(posixpath.join(base, name)))
            try:
                if place in self._folder:
                    return self._folder.read_text(place)
            except Unreadable:
                continue
        return None


def _one_by_one(block: re.Match[str]) -> str:
    """A mark for each file that a block of them names; those behind ``;`` are left out."""
    names = (line.strip() for line in block["paths"].split("\n"))
    lines = (f'{block["indent"]}--8<-- "{n}"' for n in names if n and not n.startswith(";"))
    return "\n\n".join(lines)


def _as_code(text: str, name: str, rest: str, indent: str) -> str:
    """A program in a fence: the lines that are named, or all."""
    lines = _LINES.search(rest)
    parts = lines["lines"].split(",") if lines else [""]
    shown = "\n".join(part_of(text, part.replace("-", ":")) for part in parts)[:INCLUDE_LIMIT]
    fence = ["````" + name.rpartition(".")[2], *shown.split("\n"), "````"]
    return "\n".join(f"{indent}{line}" for line in fence)


def _part(text: str, part: str) -> str:
    """A section of a text by its name, its lines by their numbers, or all of it, without marks."""
    if part and not part.strip("0123456789:"):
        return part_of(text, part)
    lines = list(_in_section(text, part)) if part else text.rstrip("\n").split("\n")
    return "\n".join(line for line in lines if not _SECTION.search(line))


def _in_section(text: str, name: str) -> Iterator[str]:
    is_inside = False
    for line in text.split("\n"):
        mark = _SECTION.search(line)
        if mark and mark["name"] == name:
            is_inside = mark["mark"] == "start"
        elif is_inside:
            yield line
