"""Markdown to HTML through Python-Markdown; the result still has to be sanitised."""

from __future__ import annotations

import threading
import xml.etree.ElementTree as ET
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.treeprocessors import Treeprocessor
from pymdownx.details import DetailsExtension
from pymdownx.emoji import EmojiExtension, gemoji, to_alt
from pymdownx.quotes import QuotesExtension
from pymdownx.tasklist import TasklistExtension
from pymdownx.tilde import DeleteSubExtension

from courses.markup.headings import HeadingIds
from courses.markup.hostile import is_too_deep, is_too_tangled
from courses.markup.inline import register_inline
from courses.markup.listing import ListIndents
from courses.markup.mathblocks import register_math
from courses.markup.page import Current, Page
from courses.markup.pipetables import PipeTables
from courses.markup.triggers import await_triggers
from courses.myst.citekeys import register_cite_keys
from courses.myst.codespans import CodeSpansAndRoles
from courses.myst.extension import register_myst
from courses.myst.handler import TooManyLevels
from courses.myst.links import LabelLinks
from courses.myst.words import word


class TooDeep(ValueError):
    """A text nested or tangled more than any reader could follow."""


class MarkdownPage:
    """Renders the Markdown texts of one page, which may be many cells of a notebook."""

    def __init__(self, language: str, page: Page | None = None) -> None:
        self.page = page or Page(language)
        self._text_number = 0

    def render(self, text: str, lines_above: int | None = None) -> str:
        """Unsanitised HTML of one text; raises TooDeep for hostile nesting.

        ``lines_above`` is the number of lines of the author's file above the text, where
        the text stands in the file as it is.
        """
        if is_too_deep(text):
            raise TooDeep("the text is nested too deeply")
        if is_too_tangled(text):
            raise TooDeep("the text has too many unpaired brackets or repeated notes")
        self.page.begin(text, lines_above)
        self._text_number += 1
        try:
            return _converter(self.page.language).convert(text, self.page, self._text_number)
        except (RecursionError, TooManyLevels) as error:
            raise TooDeep("the text is nested too deeply") from error


_of_thread = threading.local()


def _converter(language: str) -> _Converter:
    """The converter of this thread for a language; making one takes longer than a short page."""
    known: dict[str, _Converter] = _of_thread.__dict__.setdefault("converters", {})
    key = "ko" if language == "ko" else "en"
    if key not in known:
        known[key] = _Converter(key)
    return known[key]


class _Converter:
    """One Python-Markdown, used for page after page."""

    def __init__(self, language: str) -> None:
        self._current = Current(Page(language))
        self._footnotes = FootnoteExtension(
            UNIQUE_IDS=True, BACKLINK_TITLE=word("footnote", language)
        )
        self._markdown = markdown.Markdown(
            extensions=[*_extensions(), self._footnotes, PageExtension(self._current)],
            tab_length=4,
        )

    def convert(self, text: str, page: Page, number: int) -> str:
        """The HTML of a text of a page; ``number`` keeps footnotes of its texts apart."""
        self._current.page = page
        self._markdown.reset()
        self._footnotes.unique_prefix = number
        try:
            return self._markdown.convert(text)
        except Exception:
            # The parser stops in the middle of something: the next text needs a fresh one.
            _of_thread.__dict__.clear()
            raise


def _extensions() -> list[Extension]:
    return [
        AbbrExtension(),
        AdmonitionExtension(),
        AttrListExtension(),
        DefListExtension(),
        SaneListExtension(),
        PipeTables(use_align_attribute=True),
        DetailsExtension(),
        EmojiExtension(emoji_index=gemoji, emoji_generator=to_alt),
        QuotesExtension(callouts=True),
        TasklistExtension(),
        DeleteSubExtension(subscript=False),
    ]


class PageExtension(Extension):
    """Our own steps, each registered where Python-Markdown expects its kind."""

    def __init__(self, current: Current, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._current = current

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Register the steps."""
        md.preprocessors.deregister("html_block")
        md.block_level_elements.remove("math")
        md.preprocessors.register(ListIndents(md), "list-indents", 24)
        formulas = register_math(md, self._current)
        register_myst(md, self._current, formulas)
        register_inline(md)
        spans = CodeSpansAndRoles(md, self._current, formulas)
        md.inlinePatterns.register(spans, "backtick", 190)
        register_cite_keys(md, self._current)
        await_triggers(md)
        md.treeprocessors.register(LabelLinks(md, self._current), "label-links", 6)
        md.treeprocessors.register(NoteTitles(md, self._current), "note-titles", 4)
        md.treeprocessors.register(HeadingIds(md, self._current), "heading-ids", 3)
        md.treeprocessors.register(ScrollingTables(md), "scrolling-tables", 2)


class NoteTitles(Treeprocessor):
    """Gives notes without a title of their own the word of the page's language."""

    def __init__(self, md: markdown.Markdown, current: Current) -> None:
        super().__init__(md)
        self._current = current

    def run(self, root: ET.Element) -> None:
        """Replace titles that only repeat the kind of the note."""
        for parent in root.iter():
            kinds = parent.get("class", "").split()
            if not (parent.tag == "details" or "admonition" in kinds):
                continue
            first = next(iter(parent), None)
            if first is None:
                continue
            kind = next((k for k in kinds if k != "admonition"), "")
            if (first.text or "").strip().lower() == kind and len(first) == 0:
                first.text = word(kind, self._current.page.language)


class ScrollingTables(Treeprocessor):
    """Puts each table into a box of its own, which scrolls on a narrow screen."""

    def run(self, root: ET.Element) -> None:
        """Wrap every table."""
        parents = [parent for parent in root.iter() if parent.find("table") is not None]
        for parent in parents:
            for index, child in enumerate(list(parent)):
                if child.tag == "table":
                    box = ET.Element("div", {"class": "table-scroll", "tabindex": "0"})
                    box.tail, child.tail = child.tail, None
                    box.append(child)
                    parent[index] = box
