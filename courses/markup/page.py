"""What the texts of one page share while they become HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from courses.markup.sanitize import RESERVED_IDS
from courses.model import Heading, Severity
from courses.myst.labels import Labels
from courses.myst.numbering import Numbers


@dataclass(frozen=True)
class TextProblem:
    """Something to mend in one text of a page; the needle finds it where lines are not known."""

    code: str
    message: str
    line: int | None = None
    needle: str = ""
    hint: str = ""
    severity: Severity = "warning"


@dataclass(frozen=True)
class BrokenReference:
    """A reference to a label, a lesson or a term that the course does not have."""

    target: str
    line: int | None
    needle: str


@dataclass
class Page:
    """Heading ids, the contents list, numbers, formulas gone wrong and other problems."""

    language: str
    path: str = ""
    labels: Labels = field(default_factory=Labels)
    read: Callable[[str], str | None] = lambda _path: None
    has: Callable[[str], bool] = lambda _path: False
    macros: dict[str, str] = field(default_factory=dict)
    substitutions: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESERVED_IDS, 0))
    headings: list[Heading] = field(default_factory=list)
    bad_math: list[tuple[str, str]] = field(default_factory=list)
    problems: list[TextProblem] = field(default_factory=list)
    broken: list[BrokenReference] = field(default_factory=list)
    numbers: Numbers = field(default_factory=Numbers)
    cited: dict[str, None] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)
    shows_references: bool = False
    lines_above: int | None = None
    source: str = ""
    read_until: int = 0

    def begin(self, text: str, lines_above: int | None) -> None:
        """Begin a text of the page; where it stands in the file is looked for if it is not known."""
        self.lines_above = lines_above
        if lines_above is None and self.source:
            place = self.source.find(text.strip(), self.read_until)
            if place >= 0:
                leading = len(text) - len(text.lstrip("\n"))
                self.lines_above = self.source.count("\n", 0, place) - leading
                self.read_until = place

    def line(self, line: int | None) -> int | None:
        """A line of the text now rendered as a line of the author's file, where that is known."""
        return None if line is None or self.lines_above is None else self.lines_above + line

    def report(
        self,
        code: str,
        message: str,
        line: int | None = None,
        needle: str = "",
        hint: str = "",
        *,
        severity: Severity = "warning",
    ) -> None:
        """Note something to mend at a line of the text now rendered."""
        problem = TextProblem(code, message, self.line(line), needle, hint, severity)
        self.problems.append(problem)

    def led(self, written: str, href: str) -> str:
        """The target that a reference was given, noted with what its author wrote."""
        if written != href:
            self.written.setdefault(href, []).append(written)
        return href

    def break_reference(self, target: str, needle: str) -> None:
        """Note a reference that leads nowhere."""
        self.broken.append(BrokenReference(target, None, needle))


Fence = Callable[[str, str, Page, int], str]
"""(source, what stands after the fence, page, line) → unsanitised HTML."""


@dataclass
class Current:
    """The page a converter is working on, and the fences other parts of the engine show."""

    page: Page
    fences: dict[str, Fence] = field(default_factory=dict)
