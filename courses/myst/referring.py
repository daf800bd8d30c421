"""Roles that refer: to labels, numbers, lessons, terms and works."""

from __future__ import annotations

from urllib.parse import quote

from courses.markup.page import Current
from courses.myst.labels import Label
from courses.myst.otherbooks import doi_address, page_in, place_in
from courses.myst.references import citation, cited_keys
from courses.myst.roletexts import Shown, link_to, text_element, titled
from courses.myst.words import numbered, word


class References:
    """What each role that refers shows; one that leads nowhere is its text, and a broken link."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def ref(self, text: str) -> Shown:
        """A link under the title of what it leads to."""
        title, target = titled(text)
        label = self._label(target or title)
        if label is None:
            return self._elsewhere(target or title, title)
        return link_to(
            self._href(label, target or title), title if target else self._name_of(label)
        )

    def numref(self, text: str) -> Shown:
        """A link under the number of what it leads to."""
        title, target = titled(text)
        label = self._label(target or title)
        if label is None:
            return self._elsewhere(target or title, title)
        if not target:
            return link_to(self._href(label, target or title), self._name_of(label, numbers=True))
        number = str(label.number or label.title)
        words = title.replace("%s", number).replace("{number}", number)
        return link_to(self._href(label, target or title), words.replace("{name}", label.title))

    def eq(self, text: str) -> Shown:
        """A link under the number of a formula."""
        title, target = titled(text)
        label = self._label(target or title)
        if label is None:
            return self._elsewhere(target or title, title)
        return link_to(
            self._href(label, target or title),
            title if target else f"({label.number or label.title})",
        )

    def doc(self, text: str) -> Shown:
        """A link to a lesson."""
        title, target = titled(text)
        page = self._current.page
        place = page.labels.lesson(target or title, page.path)
        if place is None:
            there = page_in(page.labels.books, target or title)
            return self._elsewhere(target or title, title, there)
        href = page.led(target or title, f"/{quote(place)}")
        return link_to(href, title if target else page.labels.titles[place])

    def any(self, text: str) -> Shown:
        """A link to a lesson or a label."""
        title, target = titled(text)
        page = self._current.page
        if page.labels.lesson(target or title, page.path):
            return self.doc(text)
        return self.ref(text)

    def term(self, text: str) -> Shown:
        """A link into the glossary."""
        title, target = titled(text)
        page = self._current.page
        label = page.labels.find(f"term:{target or title}", page.path)
        if label is None and not target and title.endswith("s"):
            label = page.labels.find(f"term:{title[:-1]}", page.path)
        return (
            link_to(self._href(label, target or title), title)
            if label
            else self._broken(target or title, title)
        )

    def cite(self, name: str, text: str) -> Shown:
        """Works cited."""
        page = self._current.page
        keys = cited_keys(text)
        if name == "nocite":
            return ""
        unknown = [key for key in keys if key not in page.labels.entries and not doi_address(key)]
        for key in unknown:
            self._broken(key, key)
        if unknown:
            return text_element("span", f"({text})", "citation")
        in_text = name in ("cite:t", "cite:ts", "citet", "footcite:t")
        return citation(page, keys, in_text=in_text)

    def _label(self, target: str) -> Label | None:
        page = self._current.page
        return page.labels.find(target, page.path)

    def _href(self, label: Label, written: str) -> str:
        page = self._current.page
        return page.led(written, label.href_from(page.path))

    def _elsewhere(self, target: str, title: str, there: str | None = None) -> Shown:
        """A link to a book that the course refers to; otherwise a broken link."""
        there = there or place_in(self._current.page.labels.books, target)
        if there is None:
            return self._broken(target, title)
        return link_to(there, target.partition(":")[2] if title == target else title)

    def _broken(self, target: str, title: str) -> Shown:
        self._current.page.break_reference(target, f"`{title}" if title == target else target)
        return text_element("span", title)

    def _name_of(self, label: Label, *, numbers: bool = False) -> str:
        language = self._current.page.language
        if label.number and (numbers or not label.title or label.kind != "heading"):
            return numbered(label.kind, label.number, language)
        return label.title or word(label.kind, language) or label.anchor
