"""Tables with pipes, in which a formula may hold a pipe of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
from markdown.extensions.tables import TableExtension, TableProcessor

_FORMULA = re.compile(r"(?<![\\$])(\${1,2})(?![\s$])(?:\\.|[^$\\]){1,500}(?<!\s)\1(?![\d$])")
_CODE = re.compile(r"(?<![`\\])(`{1,5})(?!`)([^`]{1,500})\1(?!`)")
_IN_FORMULA = "\x04"


class PipeTables(TableExtension):
    """The library's tables with our reading of their rows."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Register the tables in place of the library's own."""
        super().extendMarkdown(md)
        tables = FormulaTables(md.parser, self.getConfigs())
        md.parser.blockprocessors.register(tables, "table", 75)


class FormulaTables(TableProcessor):
    """A row with more cells than the table has columns is read again with its formulas whole.

    In code ``\\|`` is a pipe, as on GitHub.
    """

    _columns = 0

    def test(self, parent: ET.Element, block: str) -> bool:
        """Tell whether a block is a table; its second line tells the number of columns."""
        first, _, rest = block.partition("\n")
        if "|" not in first:
            return False
        line = rest.partition("\n")[0].strip().removeprefix("|").removesuffix("|")
        self._columns = line.count("|") + 1
        return super().test(parent, block)

    def _split(self, row: str) -> list[str]:
        if "\\|" in row and "`" in row:
            row = _CODE.sub(lambda m: m[0].replace("\\|", "|"), row)
        cells: list[str] = super()._split(row)  # type: ignore[misc] # the stubs leave it out
        if len(cells) <= self._columns or "$" not in row:
            return cells
        whole = _FORMULA.sub(lambda m: m[0].replace("|", _IN_FORMULA), row)
        cells = super()._split(whole)  # type: ignore[misc]
        return [cell.replace(_IN_FORMULA, "|") for cell in cells]
