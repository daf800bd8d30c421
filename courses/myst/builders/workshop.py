"""What the builders of directives share: the page, its words, and plain elements."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass

import markdown

from courses.markup.mathblocks import Formulas
from courses.markup.page import Current, Page
from courses.myst.directive import Directive
from courses.myst.labels import anchor_of
from courses.myst.words import word

Children = list[ET.Element]

_NOT_IN_CLASS = re.compile(r"[^\w -]+")


@dataclass(frozen=True)
class Workshop:
    """The means to build the elements of the page that is rendered now."""

    markdown: markdown.Markdown
    current: Current
    formulas: Formulas

    @property
    def page(self) -> Page:
        """The page that is rendered now."""
        return self.current.page

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.current.page.language

    def word(self, name: str) -> str:
        """A word of the interface in the page's language."""
        return word(name, self.language)

    def file_text(self, directive: Directive, path: str = "") -> str | None:
        """The text of a file a directive names; None and a Problem when there is none."""
        name = path or directive.argument
        text = self.page.read(name)
        if text is None:
            message = f"the file {name!r} is not in the course"
            self.page.report("missing-file", message, directive.line, name)
        return text

    def stashed(self, source: str) -> ET.Element:
        """A paragraph that HTML will stand in the place of."""
        return element("p", "", self.markdown.htmlStash.store(source))


Build = Callable[[Workshop, Directive, Children], ET.Element | None]
"""(workshop, directive, what stands in it) → its element, or nothing."""


def element(tag: str, css: str, text: str) -> ET.Element:
    """An element with a class, unless it is empty, and a text."""
    made = ET.Element(tag, {"class": css} if css else {})
    made.text = text
    return made


def box_for(tag: str, css: str, directive: Directive) -> ET.Element:
    """An empty element with the label and the classes of a directive besides those given."""
    classes = f"{css} {_NOT_IN_CLASS.sub('', directive.classes)}".split()
    box = ET.Element(tag, {"class": " ".join(dict.fromkeys(classes))} if classes else {})
    if directive.label:
        box.set("id", anchor_of(directive.label))
    return box


def folding_box(directive: Directive, css: str, title: str, children: Children) -> ET.Element:
    """A box that a reader opens, unless the directive says it is open."""
    box = box_for("details", css, directive)
    if "open" in directive.options and directive.options["open"].lower() != "false":
        box.set("open", "open")
    ET.SubElement(box, "summary").text = title
    box.extend(children)
    return box
