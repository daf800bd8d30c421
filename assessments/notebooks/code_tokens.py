"""The code of a notebook as tokens in which names, layout and comments no longer differ."""

import builtins
import keyword
import tokenize
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from assessments.notebooks.cells import read_notebook

MOST_TOKENS = 20_000
"""So much of a notebook is read; what stands after it is left out."""

MOST_CHARACTERS = 500_000
"""So much of one cell is read."""

MOST_ERRORS = 50
"""So often reading starts anew after a line that is no Python."""

NAME, NUMBER, STRING = "name", "number", "string"
LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
        tokenize.ENCODING,
        tokenize.ERRORTOKEN,
    }
)
FSTRING_START = getattr(tokenize, "FSTRING_START", -1)
FSTRING_END = getattr(tokenize, "FSTRING_END", -1)
KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
"""Names that nobody can choose: changing them changes the program."""


@dataclass(frozen=True)
class Token:
    """What a token is once names are the same, as a number, and its line, from 0."""

    number: int
    line: int


def tokens_of_cells(notebook: bytes) -> dict[int, list[Token]]:
    """The tokens of each code cell by its place, MOST_TOKENS at most; raises BadNotebook."""
    left = MOST_TOKENS
    found: dict[int, list[Token]] = {}
    for place, cell in enumerate(read_notebook(notebook)["cells"]):
        if cell["cell_type"] != "code" or left <= 0:
            continue
        found[place] = [one for one, _ in zip(tokens_of(cell["source"]), range(left), strict=False)]
        left -= len(found[place])
    return found


def source_lines(notebook: bytes) -> list[list[str]]:
    """The lines of every cell, counted as tokens count them; raises BadNotebook."""
    return [_lines_of(cell["source"]) for cell in read_notebook(notebook)["cells"]]


def _lines_of(source: str) -> list[str]:
    return source.replace("\r\n", "\n").split("\n")


def tokens_of(source: str) -> Iterator[Token]:
    """The tokens of a cell; what is no Python, as magics and half a line, is stepped over."""
    text = _lines_of(source[:MOST_CHARACTERS])
    lines = [_without_magic(line) for line in text]
    begins = 0
    for _ in range(MOST_ERRORS):
        last = begins
        try:
            for token in _tokens(lines[begins:], begins):
                last = token.line
                yield token
        except (tokenize.TokenError, SyntaxError, ValueError) as problem:
            begins = max(last, _line_of(problem, begins)) + 1
            if begins < len(lines):
                continue
        return


def _without_magic(line: str) -> str:
    return "\n" if line.lstrip().startswith(("%", "!", "?")) else f"{line}\n"


def _line_of(problem: Exception, begins: int) -> int:
    """The line that a tokenizer stumbled at, from 0; the first where it does not say."""
    if isinstance(problem, SyntaxError):
        return begins + (problem.lineno or 1) - 1
    place = problem.args[1] if len(problem.args) > 1 else None
    return begins + (place[0] - 1 if isinstance(place, tuple) else 0)


def _tokens(lines: list[str], begins: int) -> Iterator[Token]:
    """Tokens by Python's own tokenizer; a formatted string is one token, as before 3.12."""
    depth, follows_dot = 0, False
    for token in tokenize.generate_tokens(StringIO("".join(lines)).readline):
        line = begins + token.start[0] - 1
        if token.type == FSTRING_START:
            depth += 1
            if depth == 1:
                yield _made(STRING, line)
        elif token.type == FSTRING_END:
            depth -= 1
        elif not depth and token.type not in LAYOUT and token.string != ";":
            yield _made(_normal(token, follows_dot=follows_dot), line)
            follows_dot = token.string == "."


def _normal(token: tokenize.TokenInfo, *, follows_dot: bool) -> str:
    if token.type == tokenize.NUMBER:
        return NUMBER
    if token.type == tokenize.STRING:
        return STRING
    if token.type == tokenize.NAME and not follows_dot and token.string not in KEPT:
        return NAME
    return token.string


def _made(text: str, line: int) -> Token:
    return Token(zlib.crc32(text.encode(errors="backslashreplace")) + 1, line)
