"""Directives as elements; what they hold has been parsed already, its inline marks have not."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.parse import quote

import markdown

from courses.code import code_html, line_numbers
from courses.mathblocks import Formulas
from courses.myst.directive import Directive
from courses.myst.labels import anchor_of, term_anchor
from courses.myst.names import ADMONITIONS, DROPPED
from courses.myst.references import reference_list
from courses.myst.tables import csv_table, list_table
from courses.myst.words import numbered, word
from courses.page import Current

Children = list[ET.Element]

_WIDTH = re.compile(r"(\d{1,5})(?:px)?\Z")
_YOUTUBE = re.compile(r"[\w-]{6,20}\Z")
_NOT_IN_CLASS = re.compile(r"[^\w -]+")


class Builder:
    """Builds the element of each directive of a page."""

    def __init__(self, md: markdown.Markdown, current: Current, formulas: Formulas) -> None:
        self._markdown = md
        self._current = current
        self._formulas = formulas
        self._builders: dict[str, Callable[[Directive, Children], ET.Element | None]] = {
            "figure": self._figure,
            "subfigure": self._figure,
            "image": self._image,
            "table": self._table,
            "list-table": self._list_table,
            "csv-table": self._csv_table,
            "card": self._card,
            "tab-item": self._tab,
            "details": self._details,
            "exercise": self._exercise,
            "solution": self._solution,
            "aside": self._aside,
            "blockquote": self._quote,
            "glossary": self._glossary,
            "versionadded": self._version,
            "versionchanged": self._version,
            "deprecated": self._version,
            "code-block": self._code,
            "parsed-literal": self._code,
            "literalinclude": self._literalinclude,
            "math": self._math,
            "raw": self._raw,
            "toctree": self._toctree,
            "bibliography": self._bibliography,
            "mermaid": self._diagram,
            "graphviz": self._diagram,
            "plantuml": self._diagram,
            "video": self._video,
            "button": self._button,
            "download": self._button,
            "eval-rst": self._eval_rst,
            "rubric": self._rubric,
            "centered": self._rubric,
            "attribution": self._rubric,
            "div": self._box,
            "grid": self._box,
            "grid-item": self._box,
            "tab-set": self._box,
            "compound": self._box,
            "hlist": self._box,
            **dict.fromkeys(
                (
                    "embed",
                    "glue",
                    "glue:figure",
                    "glue:text",
                    "glue:md",
                    "glue:math",
                    "plotly",
                    "anywidget",
                    "altair-plot",
                    "carousel",
                    "show-nav",
                ),
                self._stand_in,
            ),
        }

    def build(self, directive: Directive, children: Children) -> ET.Element | None:
        """The element of a directive with what stands in it; nothing for one that is dropped."""
        name = directive.name
        if name in DROPPED:
            return None
        own = self._builders.get(name)
        if own is not None:
            return own(directive, children)
        if name in ADMONITIONS:
            return self._admonition(directive, children)
        if name.startswith("prf:"):
            return self._proof(directive, children)
        return self._unknown(directive, children)

    @property
    def _language(self) -> str:
        return self._current.page.language

    def _word(self, name: str) -> str:
        return word(name, self._language)

    # Boxes

    def _admonition(self, directive: Directive, children: Children) -> ET.Element:
        name, title = directive.name, directive.argument
        if title and not children and name != "admonition":
            children, title = [_element("p", "", title)], ""
        title = title or self._word("note" if name == "admonition" else name)
        kind = "note" if name == "admonition" else name
        if "dropdown" in directive.classes.split() or directive.options.get("open"):
            return self._folding(directive, kind, title, children)
        box = self._new("div", f"admonition {kind}", directive)
        box.append(_element("p", "admonition-title", title))
        box.extend(children)
        return box

    def _folding(
        self, directive: Directive, kind: str, title: str, children: Children
    ) -> ET.Element:
        box = self._new("details", kind, directive)
        if "open" in directive.options and directive.options["open"].lower() != "false":
            box.set("open", "open")
        ET.SubElement(box, "summary").text = title
        box.extend(children)
        return box

    def _details(self, directive: Directive, children: Children) -> ET.Element:
        title = directive.argument or self._word("details")
        return self._folding(directive, "dropdown", title, children)

    def _proof(self, directive: Directive, children: Children) -> ET.Element:
        name = directive.name.removeprefix("prf:")
        box = self._new("div", f"proof {name}", directive)
        box.append(self._numbered_title("proof-title", directive.name, directive))
        box.extend(children)
        return box

    def _exercise(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("div", "proof exercise", directive)
        box.append(self._numbered_title("proof-title", "exercise", directive))
        box.extend(children)
        return box

    def _solution(self, directive: Directive, children: Children) -> ET.Element:
        title = self._solution_title(directive)
        return self._folding(directive, "solution", title, children)

    def _solution_title(self, directive: Directive) -> str:
        page = self._current.page
        label = page.labels.find(directive.argument, page.path)
        of = numbered("exercise", label.number, self._language) if label else ""
        return f"{self._word('solution')}: {of}" if of else self._word("solution")

    def gate(self, directive: Directive) -> str:
        """The opening of an exercise or solution whose end stands further down."""
        anchor = f' id="{html.escape(anchor_of(directive.label))}"' if directive.label else ""
        if directive.name == "solution-start":
            title = html.escape(self._solution_title(directive))
            return f'<details class="solution"{anchor}><summary>{title}</summary>'
        title = html.escape(self._heading_of("exercise", directive))
        return f'<div class="proof exercise"{anchor}><p class="proof-title">{title}</p>'

    def _numbered_title(self, css: str, kind: str, directive: Directive) -> ET.Element:
        return _element("p", css, self._heading_of(kind, directive))

    def _heading_of(self, kind: str, directive: Directive) -> str:
        title = numbered(kind, directive.number, self._language)
        return f"{title} ({directive.argument})" if directive.argument else title

    def _aside(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("div", "sidebar", directive)
        if directive.argument:
            box.append(_element("p", "sidebar-title", directive.argument))
        box.extend(children)
        return box

    def _quote(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("blockquote", "", directive)
        if directive.argument:
            box.append(_element("p", "", directive.argument))
        box.extend(children)
        return box

    def _version(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("div", "admonition version", directive)
        version, _, text = directive.argument.partition(" ")
        box.append(_element("p", "admonition-title", self._word(directive.name).format(version)))
        if text:
            box.append(_element("p", "", text))
        box.extend(children)
        return box

    def _box(self, directive: Directive, children: Children) -> ET.Element:
        css = {"div": directive.argument, "grid": "card-grid", "tab-set": "tab-set"}
        box = self._new("div", css.get(directive.name, ""), directive)
        box.extend(children)
        if directive.name == "tab-set" and len(box):
            box[0].set("open", "open")
        return box

    def _tab(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("details", "tab-item", directive)
        ET.SubElement(box, "summary").text = directive.argument or "…"
        box.extend(children)
        return box

    def _card(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("div", "card", directive)
        link = directive.options.get("link") or directive.options.get("url", "")
        picture = directive.options.get("img-top") or directive.options.get("img-background")
        if picture:
            ET.SubElement(box, "img", {"src": picture, "alt": directive.options.get("img-alt", "")})
        title = directive.argument or directive.options.get("header", "")
        if title or link:
            head = ET.SubElement(box, "p", {"class": "card-title"})
            if link:
                link = self._card_link(link, directive)
                ET.SubElement(head, "a", {"href": link}).text = title or link
            else:
                head.text = title
        box.extend(children)
        footer = directive.options.get("footer")
        if footer:
            box.append(_element("p", "card-footer", footer))
        return box

    def _card_link(self, link: str, directive: Directive) -> str:
        page = self._current.page
        kind = directive.options.get("link-type", "")
        if kind in ("doc", "any") or kind == "":
            place = page.labels.lesson(link, page.path) if "://" not in link else None
            if place:
                return f"/{quote(place)}"
        label = page.labels.find(link, page.path) if kind in ("ref", "any", "") else None
        return label.href_from(page.path) if label else link

    def _glossary(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("div", "glossary", directive)
        for child in children:
            for term in child.iter("dt"):
                term.set("id", term_anchor("".join(term.itertext())))
        box.extend(children)
        return box

    def _unknown(self, directive: Directive, children: Children) -> ET.Element:
        name = directive.written or directive.name
        self._current.page.report(
            "unknown-directive",
            f"the directive {{{name}}} is not known; its text is shown as it is",
            directive.line,
            f"{{{name}}}",
        )
        box = self._new("div", "unknown-directive", directive)
        if directive.argument:
            box.append(_element("p", "unknown-directive-title", directive.argument))
        box.extend(children)
        return box if len(box) else _element("p", "unknown-directive", name)

    def _stand_in(self, directive: Directive, children: Children) -> ET.Element:
        self._current.page.report(
            "not-shown",
            f"{{{directive.written}}} needs the book to be executed; a sentence stands in its place",
            directive.line,
            f"{{{directive.written}}}",
        )
        return _element("p", "stand-in", self._word("stand-in"))

    # Pictures and tables

    def _figure(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("figure", "figure", directive)
        if directive.argument and directive.argument != "#":
            self._picture(box, directive)
        pictures = [child for child in children if _is_picture(child)]
        box.extend(pictures)
        rest = [child for child in children if not _is_picture(child)]
        caption = ET.SubElement(box, "figcaption")
        number = numbered("figure", directive.number, self._language)
        if rest and rest[0].tag == "p":
            rest[0].text = f"**{number}.** {rest[0].text or ''}"
        else:
            caption.append(_element("p", "", f"**{number}**"))
        caption.extend(rest)
        return box

    def _picture(self, box: ET.Element, directive: Directive) -> None:
        values = {"src": directive.argument, "alt": directive.options.get("alt", "")}
        width = _WIDTH.match(directive.options.get("width", ""))
        if width and directive.options["width"].endswith("px"):
            values["width"] = width[1]
        link = directive.options.get("target")
        ET.SubElement(ET.SubElement(box, "a", {"href": link}) if link else box, "img", values)

    def _image(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("p", "", directive)
        self._picture(box, directive)
        return box

    def _captioned(self, directive: Directive, inner: Children) -> ET.Element:
        box = self._new("figure", "table-figure", directive)
        title = directive.argument or directive.options.get("caption", "")
        if title or directive.number:
            head = numbered("table", directive.number, self._language)
            caption = f"**{head}.** {title}" if title else f"**{head}**"
            ET.SubElement(box, "figcaption").text = caption
        box.extend(inner)
        return box

    def _table(self, directive: Directive, children: Children) -> ET.Element:
        return self._captioned(directive, children)

    def _list_table(self, directive: Directive, children: Children) -> ET.Element:
        return self._captioned(directive, list_table(directive, children))

    def _csv_table(self, directive: Directive, children: Children) -> ET.Element:
        text = directive.text
        if directive.options.get("file"):
            directive.body = []
            text = self.file_text(directive, directive.options["file"]) or ""
        return self._captioned(directive, [csv_table(directive, text)])

    # Code and formulas

    def _code(self, directive: Directive, children: Children) -> ET.Element:
        language = directive.argument.split()[0] if directive.argument else "text"
        if directive.written == "code-cell" and language.startswith("ipython"):
            language = "python"
        return self._code_box(directive, directive.text, language)

    def _code_box(self, directive: Directive, source: str, language: str) -> ET.Element:
        title = directive.options.get("caption") or directive.options.get("filename", "")
        lines = line_numbers(directive.options.get("emphasize-lines", ""))
        if directive.number:
            title = f"{numbered('code', directive.number, self._language)} {title}".strip()
        shown = code_html(source, language.strip("{}"), title, lines)
        if not directive.label:
            return self._stashed(shown)
        box = self._new("div", "code-block", directive)
        box.append(self._stashed(shown))
        return box

    def _literalinclude(self, directive: Directive, children: Children) -> ET.Element:
        text = self.file_text(directive)
        if text is None:
            return _element("p", "", directive.argument)
        language = directive.options.get("language") or directive.argument.rsplit(".", 1)[-1]
        return self._code_box(directive, _chosen_lines(text, directive), language)

    def _math(self, directive: Directive, children: Children) -> ET.Element:
        if directive.argument:
            directive.body = [directive.argument, *directive.body]
        return self._stashed(self.equation_html(directive))

    def equation_html(self, directive: Directive) -> str:
        """A displayed formula with its number, if it has one."""
        shown = "".join(
            self._formulas.html(part, display=True)
            for part in re.split(r"\n[ \t]*\n", directive.text.strip("\n"))
            if part.strip()
        )
        if not directive.label:
            return f'<div class="equation">{shown}</div>'
        anchor = html.escape(anchor_of(directive.label))
        number = f'<span class="equation-number">({directive.number})</span>'
        return f'<div class="equation numbered" id="{anchor}">{shown}{number}</div>'

    def _diagram(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("details", "diagram", directive)
        box.set("open", "open")
        title = self._word("diagram")
        if directive.name != "mermaid":
            title = title.replace("Mermaid", directive.name)
        ET.SubElement(box, "summary").text = directive.options.get("caption") or title
        box.append(self._stashed(code_html(directive.text, "text")))
        return box

    def _raw(self, directive: Directive, children: Children) -> ET.Element | None:
        if directive.argument.strip().lower() != "html":
            return None
        return self._stashed(f"<div>{directive.text}</div>")

    def _eval_rst(self, directive: Directive, children: Children) -> ET.Element:
        self._current.page.report(
            "rst-markup",
            "reStructuredText is shown as its source",
            directive.line,
            "{eval-rst}",
            "write it in Markdown or MyST",
        )
        return self._stashed(code_html(directive.text, "rst"))

    # Links and lists

    def _toctree(self, directive: Directive, children: Children) -> ET.Element | None:
        if directive.body == [] or "hidden" in directive.options:
            return None
        page = self._current.page
        items = ET.Element("ul", {"class": "toctree"})
        for line in directive.body:
            title, _, target = line.strip().rpartition("<")
            target = target.rstrip(">").strip()
            place = page.labels.lesson(target, page.path) if target else None
            if place:
                link = ET.SubElement(ET.SubElement(items, "li"), "a", {"href": f"/{quote(place)}"})
                link.text = title.strip() or page.labels.titles.get(place, target)
            elif target.startswith(("https://", "http://")):
                link = ET.SubElement(ET.SubElement(items, "li"), "a", {"href": target})
                link.text = title.strip() or target
        return items if len(items) else None

    def _bibliography(self, directive: Directive, children: Children) -> ET.Element | None:
        page = self._current.page
        keys = page.labels.entries if "all" in directive.options else page.labels.cited
        if "docname" in directive.options.get("filter", ""):
            keys = page.cited
        page.shows_references = True
        return reference_list(page, keys)

    def _video(self, directive: Directive, children: Children) -> ET.Element:
        target = directive.argument
        if directive.written == "youtube" and _YOUTUBE.match(target):
            target = f"https://www.youtube.com/watch?v={target}"
        box = self._new("p", "video-link", directive)
        ET.SubElement(box, "a", {"href": target}).text = f"▶ {self._word('video')}"
        return box

    def _button(self, directive: Directive, children: Children) -> ET.Element:
        box = self._new("p", "", directive)
        target = directive.options.get("link") or directive.argument
        words = directive.options.get("text") or directive.text or target
        ET.SubElement(box, "a", {"href": target}).text = words
        return box

    def _rubric(self, directive: Directive, children: Children) -> ET.Element:
        return _element("p", directive.name, directive.argument or directive.text)

    # Pieces

    def file_text(self, directive: Directive, path: str = "") -> str | None:
        """The text of a file a directive names; None and a Problem when there is none."""
        page = self._current.page
        name = path or directive.argument
        text = page.read(name)
        if text is None:
            message = f"the file {name!r} is not in the course"
            page.report("missing-file", message, directive.line, name)
        return text

    def _new(self, tag: str, css: str, directive: Directive) -> ET.Element:
        classes = f"{css} {_NOT_IN_CLASS.sub('', directive.classes)}".split()
        element = ET.Element(tag, {"class": " ".join(dict.fromkeys(classes))} if classes else {})
        if directive.label:
            element.set("id", anchor_of(directive.label))
        return element

    def _stashed(self, source: str) -> ET.Element:
        return _element("p", "", self._markdown.htmlStash.store(source))


def _element(tag: str, css: str, text: str) -> ET.Element:
    element = ET.Element(tag, {"class": css} if css else {})
    element.text = text
    return element


def _is_picture(element: ET.Element) -> bool:
    """Tell whether a paragraph of a figure is only its picture."""
    text = (element.text or "").strip()
    return element.tag == "figure" or (element.tag == "p" and text.startswith("!["))


def _chosen_lines(text: str, directive: Directive) -> str:
    lines = text.split("\n")
    for option, start in (("start-after", 1), ("start-at", 0)):
        mark = directive.options.get(option)
        if mark:
            found = next((n for n, line in enumerate(lines) if mark in line), -start)
            lines = lines[found + start :]
    for option, more in (("end-before", 0), ("end-at", 1)):
        mark = directive.options.get(option)
        if mark:
            found = next((n for n, line in enumerate(lines) if mark in line), len(lines))
            lines = lines[: found + more]
    wanted = directive.options.get("lines")
    if wanted:
        open_end = re.sub(r"-\s*(?=,|$)", f"-{len(lines)}", wanted)
        lines = [lines[n - 1] for n in line_numbers(open_end) if 0 < n <= len(lines)]
    return "\n".join(lines)
