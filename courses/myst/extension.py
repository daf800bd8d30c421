"""MyST in Python-Markdown: lines are scanned, marks are parsed, marks are folded into elements."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from courses.markup.code import code_html, is_language, parse_info
from courses.markup.mathblocks import Formulas
from courses.markup.page import Current
from courses.model import Severity
from courses.myst.builders import build
from courses.myst.builders.codes import equation_html
from courses.myst.builders.numberedboxes import gate_html
from courses.myst.builders.workshop import Workshop
from courses.myst.choosing import as_code, between, chosen_lines, deeper
from courses.myst.directive import Directive, new_directive
from courses.myst.including import included_lines
from courses.myst.labels import anchor_of
from courses.myst.names import DROPPED
from courses.myst.scanner import scanned
from courses.myst.substituting import substituted

_MARK = re.compile(r"\x02myst:(?P<what>open|close|leaf|target|classes):(?P<number>\d+)\x03")
_ALONE = re.compile(r" {0,3}\x02(?:myst:\w+:\d+|wzxhzdk:\d+)\x03[ ]*(?:\n|\Z)")
_TAG = "myst"
_LABEL = re.compile(r"\\label\{([^{}]+)\}")


def register_myst(md: markdown.Markdown, current: Current, formulas: Formulas) -> None:
    """Register the three steps: before the blocks, among them, before the inline patterns."""
    found = Found(md, current, formulas)
    md.preprocessors.register(ScanLines(md, found), "myst-lines", 27)
    md.parser.blockprocessors.register(Marks(md.parser), "myst-marks", 200)
    md.treeprocessors.register(Fold(md, found), "myst-fold", 30)


class Found:
    """The Handler of a text that is rendered: it leaves marks and stashed HTML."""

    def __init__(self, md: markdown.Markdown, current: Current, formulas: Formulas) -> None:
        self._markdown = md
        self._current = current
        self.directives: list[Directive] = []
        self.targets: list[str] = []
        self.classed: list[str] = []
        self.shop = Workshop(md, current, formulas)

    def reset(self) -> None:
        """Forget the text before."""
        self.directives, self.targets, self.classed = [], [], []

    def code(self, info: str, body: list[str], line: int) -> str:
        """Highlighted code, a diagram, or a thing another part of the engine has registered."""
        parsed = parse_info(info)
        source = "\n".join(body)
        own = self._current.fences.get(parsed.language)
        if own is not None:
            return self._stash(own(source, info, self._current.page, line))
        if parsed.language == "mermaid":
            return self.directive(self._as_directive("mermaid", body, line))
        if parsed.language == "math":
            return self.math(source, "", line)
        return self._stash(code_html(source, parsed.language, parsed.title, parsed.lines))

    def directive(self, directive: Directive) -> str:
        """A mark for a directive without Markdown in it."""
        if directive.name in DROPPED:
            return self.target(directive.label, directive.line) if directive.label else ""
        if directive.name == "math" and not directive.label:
            labelled = _LABEL.search(directive.text)
            if labelled:
                directive.options["label"] = labelled[1]
        self._current.page.numbers.give(directive)
        return self._mark("leaf", directive)

    def opens(self, directive: Directive) -> str:
        """A mark for the beginning of a directive; a gate is HTML, for it may span cells."""
        self._current.page.numbers.give(directive)
        if directive.name.endswith("-start"):
            return self._stash(gate_html(self.shop, directive))
        return self._mark("open", directive)

    def closes(self, directive: Directive) -> str:
        """A mark for the end of a directive."""
        if directive.name == "solution-end":
            return self._stash("</details>")
        if directive.name == "exercise-end":
            return self._stash("</div>")
        return f"\x02myst:close:{directive.mark}\x03"

    def math(self, latex: str, label: str, line: int) -> str:
        """A displayed formula, numbered when it has a label."""
        found = _LABEL.search(latex)
        name = label or (found[1] if found else "")
        directive = self._as_directive("math", latex.split("\n"), line)
        if name:
            directive.options["label"] = name
        self._current.page.numbers.give(directive)
        return self._stash(equation_html(self.shop, directive))

    def html(self, source: str) -> str:
        """Raw HTML as it stands; the sanitiser decides what of it is kept."""
        return self._stash(source)

    def target(self, label: str, line: int) -> str:
        """A mark for a label."""
        self.targets.append(label)
        return f"\x02myst:target:{len(self.targets) - 1}\x03"

    def names_last(self, label: str, line: int) -> str:
        """A mark for a label: it stands below what it names."""
        return self.target(label, line)

    def heading(self, level: int, title: str, line: int) -> None:
        """Headings are read where they stand."""

    def include(self, directive: Directive) -> list[str]:
        """The lines of the file; a text with front matter is taken without it."""
        text = self.shop.file_text(directive)
        if text is None:
            return []
        options = directive.options
        if "literal" in options or "code" in options:
            return as_code(chosen_lines(between(text, options), options), options.get("code", ""))
        lines = included_lines(between(text, options), directive.argument, self._current.page.has)
        chosen = chosen_lines("\n".join(lines), options)
        return deeper(chosen, options.get("heading-offset", ""))

    def classes(self, words: list[str]) -> str:
        """A mark for classes."""
        self.classed.append(" ".join(words))
        return f"\x02myst:classes:{len(self.classed) - 1}\x03"

    def substituted(self, text: str) -> str:
        """The line with the course's texts in place of their names."""
        page = self._current.page
        if not page.substitutions:
            return text
        unknown: list[str] = []
        shown = substituted(text, page.substitutions, unknown)
        for name in unknown:
            message = f"{{{{ {name[:60]} }}}} stands for no text of the course"
            page.report("unknown-substitution", message, None, name)
        return shown

    def is_language(self, name: str) -> bool:
        """Tell whether ``{name}`` after a fence is a language."""
        return is_language(name)

    def problem(self, code: str, message: str, line: int, *, severity: Severity = "error") -> None:
        """Note a problem of the text now rendered."""
        self._current.page.report(code, message, line, severity=severity)

    def _as_directive(self, name: str, body: list[str], line: int) -> Directive:
        directive = new_directive(name, "", line, "```")
        directive.body = body
        return directive

    def _mark(self, what: str, directive: Directive) -> str:
        directive.mark = len(self.directives)
        self.directives.append(directive)
        return f"\x02myst:{what}:{directive.mark}\x03"

    def _stash(self, source: str) -> str:
        return self._markdown.htmlStash.store(source)


class ScanLines(Preprocessor):
    """The scanner as a step of Python-Markdown."""

    def __init__(self, md: markdown.Markdown, found: Found) -> None:
        super().__init__(md)
        self._found = found

    def run(self, lines: list[str]) -> list[str]:
        """The lines with marks in place of what was found."""
        self._found.reset()
        return scanned(self._found, lines)


class Marks(BlockProcessor):
    """Turns each mark into an element of its own, wherever it stands."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)

    def test(self, parent: ET.Element, block: str) -> bool:
        """Tell whether a block is a mark."""
        return _ALONE.match(block) is not None

    def run(self, parent: ET.Element, blocks: list[str]) -> bool:
        """Write the mark's element; what follows on other lines is read again."""
        first, _, rest = blocks.pop(0).lstrip().partition("\n")
        match = _MARK.match(first)
        if match:
            ET.SubElement(parent, _TAG, {"what": match["what"], "number": match["number"]})
        else:
            ET.SubElement(parent, "p").text = first.strip()
        if rest.strip():
            blocks.insert(0, rest)
        return True


class Fold(Treeprocessor):
    """Puts what stands between two marks into the element their directive asks for."""

    def __init__(self, md: markdown.Markdown, found: Found) -> None:
        super().__init__(md)
        self._found = found

    def run(self, root: ET.Element) -> None:
        """Fold every element that has marks among its children."""
        if not (self._found.directives or self._found.targets or self._found.classed):
            return
        parents = [e for e in root.iter() if any(child.tag == _TAG for child in e)]
        for parent in parents:
            self._fold(parent)

    def _fold(self, parent: ET.Element) -> None:
        children = list(parent)
        for child in children:
            parent.remove(child)
        frames: list[tuple[int, list[ET.Element]]] = [(-1, [])]
        for child in children:
            if child.tag == _TAG:
                self._mark(child, frames)
            else:
                frames[-1][1].append(child)
        while len(frames) > 1:
            self._close(frames)
        parent.extend(_with_targets(_with_classes(frames[0][1])))

    def _mark(self, mark: ET.Element, frames: list[tuple[int, list[ET.Element]]]) -> None:
        what, number = mark.get("what"), int(mark.get("number", "0"))
        if what == "target":
            anchor = anchor_of(self._found.targets[number])
            frames[-1][1].append(ET.Element("span", {"class": "target", "id": anchor}))
        elif what == "classes":
            frames[-1][1].append(ET.Element(_TAG, {"class": self._found.classed[number]}))
        elif what == "leaf":
            frames[-1][1].extend(self._build(number, []))
        elif what == "open":
            frames.append((number, []))
        elif any(number == opened for opened, _ in frames):
            while frames[-1][0] != number:
                self._close(frames)
            self._close(frames)

    def _close(self, frames: list[tuple[int, list[ET.Element]]]) -> None:
        number, children = frames.pop()
        frames[-1][1].extend(self._build(number, _with_targets(_with_classes(children))))

    def _build(self, number: int, children: list[ET.Element]) -> list[ET.Element]:
        built = build(self._found.shop, self._found.directives[number], children)
        return [] if built is None else [built]


def _with_classes(children: list[ET.Element]) -> list[ET.Element]:
    """The children with the classes that stand before some of them."""
    kept: list[ET.Element] = []
    waiting = ""
    for child in children:
        if child.tag == _TAG:
            waiting = f"{waiting} {child.get('class', '')}"
            continue
        if waiting and child.get("class") != "target":
            child.set("class", f"{child.get('class', '')}{waiting}".strip())
            waiting = ""
        kept.append(child)
    return kept


def _with_targets(children: list[ET.Element]) -> list[ET.Element]:
    """A label before the title of a page goes below it, for the title is shown elsewhere."""
    for index in range(len(children) - 1):
        if children[index].get("class") == "target" and children[index + 1].tag == "h1":
            children[index], children[index + 1] = children[index + 1], children[index]
    return children
