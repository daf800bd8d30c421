"""Code spans, among which MyST roles stand: ``{name}`text```."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor

from courses.markup.mathblocks import Formulas
from courses.markup.page import Current
from courses.myst import rolenames
from courses.myst.roles import Roles

_NAME = re.compile(r"\{(?P<name>[A-Za-z][\w:.+-]*)\}\Z|(?<![\w`]):(?P<rst>[a-z][\w:-]*):\Z")


class CodeSpansAndRoles(BacktickInlineProcessor):
    """Code spans, and roles where a name in braces stands before one."""

    def __init__(self, md: markdown.Markdown, current: Current, formulas: Formulas) -> None:
        super().__init__(BACKTICK_RE)
        self.md = md
        self._roles = Roles(current, formulas)
        self._formulas = formulas

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element | str | None, int | None, int | None]:
        """The role's element, a formula between dollars, or a code span."""
        node, start, end = super().handleMatch(m, data)
        if not isinstance(node, ET.Element) or start is None or end is None:
            return node, start, end
        text = data[start:end].strip("`").strip()
        if data[start - 1 : start] == "$" and data[end : end + 1] == "$":
            return self._formulas.stash(text, display=False), start - 1, end + 1
        named = _NAME.search(data, max(0, start - 60), start)
        if named is None or data[named.start() - 1 : named.start()] == "\\":
            return node, start, end
        if named["rst"] and named["rst"] not in rolenames.RST:
            return node, start, end
        shown = self._roles.show(named["name"] or named["rst"], text, is_rst=bool(named["rst"]))
        return shown, named.start(), end
