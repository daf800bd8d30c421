"""What stands for a component: the box it resembles, its picture, its title, or only the text in it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.mdx.tags import Tag
from courses.mdx.values import is_picture, path_of

MARKS = ":::::"
_DEEPEST = 20

_NOTES = {"note", "tip", "info", "warning", "caution", "danger", "important", "success", "error"}
_BOXES = {
    **{name: name for name in _NOTES},
    "callout": "note",
    "admonition": "note",
    "alert": "note",
    "tabs": "tab-set",
    "codegroup": "tab-set",
    "tabitem": "tab-item",
    "tab": "tab-item",
    "details": "details",
    "accordion": "details",
    "accordionitem": "details",
    "expandable": "details",
    "collapse": "details",
    "collapsible": "details",
}
_LINKS = {"link", "navlink", "anchor", "a"}
_SILENT = {"fragment", "react.fragment", "", "linkcard", "cardgrid", "cards", "steps", "step"}
_PICTURES = ("src", "img", "image", "source", "sources", "light", "dark")
_TITLES = ("title", "label", "heading", "header", "caption", "name", "value")
_MORE = ("description", "subtitle", "text", "content")
_ADDRESSES = ("href", "to", "link", "url")
_TAB = re.compile(r"\{[^{}]{1,500}\}")
_TAB_WORD = re.compile(
    r"\b(?P<name>label|value)\s*:\s*(?P<quote>['\"`])(?P<text>[^\n]{0,200}?)(?P=quote)"
)
_TABS_LIMIT = 5_000
_ID = re.compile(r"[\w-]{6,20}\Z")


@dataclass
class Components:
    """Says what stands for the components of one text; boxes that are open are remembered."""

    files: Mapping[str, str]
    _labels: dict[str, str] = field(default_factory=dict)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def shown(self, tag: Tag, *, is_alone: bool) -> tuple[str, bool]:
        """The Markdown for a tag, and whether it says all that the component would."""
        if is_alone and not tag.is_empty and tag.name.lower() in _BOXES:
            return self._box(tag), True
        link = self._address(tag) if tag.name.lower() in _LINKS else ""
        end = "</a>" if link else ""
        if not tag.is_empty:
            self._open.append((tag.name, end))
        if link:
            return f'<a href="{html.escape(link)}">{end if tag.is_empty else ""}', True
        is_all = tag.name.lower() in _SILENT or is_picture(self.files.get(tag.name, ""))
        return self._words(tag), is_all

    def closed(self, tag: Tag) -> str:
        """What ends what a tag began; tags that were left open inside are forgotten."""
        for index in range(len(self._open) - 1, max(-1, len(self._open) - _DEEPEST), -1):
            if self._open[index][0] == tag.name:
                end = self._open[index][1]
                del self._open[index:]
                return end
        return ""

    def open_box(self, name: str, kind: str, title: str) -> str:
        """The beginning of a box; the element that it stands for ends it."""
        self._open.append((name, MARKS))
        return f"{MARKS}{{{kind}}} {title}".rstrip()

    def _box(self, tag: Tag) -> str:
        kind = _BOXES[tag.name.lower()]
        wanted = self._text(tag, "type", "variant", "kind", "severity").lower()
        kind = wanted if kind == "note" and wanted in _NOTES else kind
        names = ("label", "title", "value") if kind == "tab-item" else ("title", "label", "summary")
        if kind == "tab-set":
            self._note_labels(tag.expressions.get("values", ""))
            return self.open_box(tag.name, kind, "")
        title = _one_line(self._text(tag, *names))
        title = self._labels.get(title, title) if kind == "tab-item" else title
        return self.open_box(tag.name, kind, title)

    def _note_labels(self, values: str) -> None:
        """The words on tabs that their set names, by the values of the tabs."""
        for each in _TAB.finditer(values[:_TABS_LIMIT]):
            words = {found["name"]: found["text"] for found in _TAB_WORD.finditer(each[0])}
            if {"label", "value"} <= set(words):
                self._labels[words["value"]] = _one_line(words["label"])

    def _words(self, tag: Tag) -> str:
        """What a component's attributes say to its readers."""
        paths = (self.files.get(tag.name, ""), *(self._path(tag, name) for name in _PICTURES))
        picture = next(filter(is_picture, paths), "")
        title = self._text(tag, *_TITLES)
        if picture:
            alt = self._text(tag, "alt", *_TITLES)
            return f"![{_one_line(alt)}]({_target(picture)})"
        if "youtube" in tag.name.lower() and _ID.match(found := self._text(tag, "id", "videoId")):
            return f"<https://www.youtube.com/watch?v={found}>"
        more = self._text(tag, *_MORE)
        address = self._address(tag)
        if not (title or address):
            return html.escape(more, quote=False)
        name = _one_line(title or address)
        shown = f"[{name}]({_target(address)})" if address else f"**{name}**"
        end = "" if tag.is_empty else " "
        return f"{shown} {html.escape(more, quote=False)}".rstrip() + end

    def _address(self, tag: Tag) -> str:
        return next((path for name in _ADDRESSES if (path := self._path(tag, name))), "")

    def _path(self, tag: Tag, name: str) -> str:
        return tag.texts.get(name, "") or path_of(tag.expressions.get(name, ""), self.files)

    def _text(self, tag: Tag, *names: str) -> str:
        return next((text for name in names if (text := self._word(tag, name))), "")

    def _word(self, tag: Tag, name: str) -> str:
        written = tag.expressions.get(name, "")
        is_text = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'`"
        return written[1:-1].strip() if is_text else tag.texts.get(name, "").strip()


def _one_line(text: str) -> str:
    return html.escape(" ".join(text.split()).replace("[", "(").replace("]", ")"), quote=False)


def _target(path: str) -> str:
    return f"<{path}>" if re.search(r"[\s()]", path) else path
