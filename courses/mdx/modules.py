"""Lines of ``import`` and ``export``: where they end, and the names they give to files and words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LIMIT = 2_000
"""Lines that one statement may have."""

_IMPORT = re.compile(r"import\s+(?:['\"]|\{|type\b|[\w*][^\n]{0,300}\bfrom\b|[\w$]+\s*,)")
_EXPORT = re.compile(
    r"export\s+(?:default|const|let|var|function|class|async|type|interface|enum|\{|\*)"
)
_DEFAULT = re.compile(
    r"import\s+(?P<name>[\w$]+)[^\n]{0,300}?\bfrom\s+['\"](?P<path>[^'\"\n]+)['\"]"
)
_CONSTANT = re.compile(
    r"export\s+const\s+(?P<name>[\w$]+)\s*=\s*(?P<value>\"[^\"\n]*\"|'[^'\n]*'|-?\d[\d.]*)\s*;?\s*$"
)
_IS_SHOWN = re.compile(
    r"@theme/(?:Tabs|TabItem|Details|Admonition)\Z|.*\.(?:png|jpe?g|gif|svg|webp|avif)(?:[?#].*)?\Z",
    re.IGNORECASE,
)
"""What is shown although its import is left out."""

_TOKEN = re.compile(r"[()\[\]{}]|\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_GOES_ON = ("=", ",", "=>", "+", "from", "import", "?", ":", "&&", "||")


@dataclass
class Modules:
    """The statements of one text as far as they were read."""

    files: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    n_statements: int = 0
    first_line: int = 0
    _unclosed_until: int = 0

    def end_of(self, lines: list[str], start: int) -> int:
        """The number of the line behind the statement that begins here; ``start`` if none does."""
        line = lines[start]
        if _IMPORT.match(line) is None and _EXPORT.match(line) is None:
            return start
        self._note(line, start + 1)
        return self._end(lines, start)

    def _note(self, line: str, number: int) -> None:
        named = _DEFAULT.match(line)
        if named:
            self.files[named["name"]] = named["path"]
        if named is None or not _IS_SHOWN.match(named["path"]):
            self.n_statements += 1
            self.first_line = self.first_line or number
        constant = _CONSTANT.match(line)
        if constant:
            self.words[constant["name"]] = constant["value"].strip("\"'")

    def _end(self, lines: list[str], start: int) -> int:
        depth = 0
        last = min(len(lines), start + LIMIT) if start >= self._unclosed_until else start
        for number in range(start, last):
            line = lines[number]
            for token in _TOKEN.findall(line):
                depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
            if depth <= 0 and not line.rstrip().endswith(_GOES_ON):
                return number + 1
        self._unclosed_until = max(self._unclosed_until, last)
        blank = (n for n in range(start, len(lines)) if not lines[n].strip())
        return next(blank, len(lines))


def is_statement(line: str) -> bool:
    """Tell whether a line imports something by a path, as no sentence of a text does."""
    return _DEFAULT.match(line) is not None
