"""A course's own LaTeX commands: read where they are defined, written out where they are used."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

TEXT_LIMIT = 500
MACRO_LIMIT = 200
ROUNDS = 8
"""How often a command may stand for a text with another command of the course in it."""

LENGTH_LIMIT = 8_000
"""Characters of a formula with all its commands written out."""

_NAME = re.compile(r"\\?[A-Za-z]+\Z")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|[^\s{}])", re.DOTALL)
_PARAMETER = re.compile(r"#([1-9])")
_NEW = re.compile(
    r"\\(?:(?:re)?new|provide)command\*?\s*(?:\{\s*(?P<braced>\\[A-Za-z]+)\s*\}|(?P<bare>\\[A-Za-z]+))"
    r"\s*(?:\[(?P<count>\d)\])?\s*(?:\[(?P<first>[^\[\]]{0,100})\])?\s*(?=\{)"
    r"|\\DeclareMathOperator(?P<star>\*?)\s*\{\s*(?P<operator>\\[A-Za-z]+)\s*\}\s*(?=\{)"
    r"|\\def\s*(?P<defined>\\[A-Za-z]+)\s*(?P<parameters>(?:#\d)*)\s*(?=\{)"
)


class TooLong(ValueError):
    """Commands that stand for more and more text."""


def macros_in(value: object) -> dict[str, str]:
    """The commands of a ``math:`` or ``macros:`` mapping, by their names with a backslash.

    A text is given as it is, as ``[text, number of arguments]``, or under ``macro``.
    """
    if not isinstance(value, Mapping):
        return {}
    found: dict[str, str] = {}
    for name, given in list(value.items())[:MACRO_LIMIT]:
        text = _text_of(given)
        if text and _NAME.match(str(name)):
            found[f"\\{str(name).lstrip(chr(92))}"] = text[:TEXT_LIMIT]
    return found


def take_definitions(latex: str, macros: MutableMapping[str, str]) -> str:
    """The formula without the commands it defines, which are now among the macros."""
    if "\\" not in latex or not _NEW.search(latex):
        return latex
    pairs = _pairs(latex)
    kept, at = [], 0
    for match in _NEW.finditer(latex):
        end = pairs.get(match.end())
        if match.start() < at or end is None:
            continue
        kept.append(latex[at : match.start()])
        at = end
        if len(macros) < MACRO_LIMIT:
            name, text = _defined(match, latex[match.end() + 1 : end - 1])
            macros[name] = text[:TEXT_LIMIT]
    return "".join([*kept, latex[at:]])


def with_macros(latex: str, macros: Mapping[str, str]) -> str:
    """The formula with the course's own commands written out; raises TooLong."""
    for _ in range(ROUNDS if macros else 0):
        if not any(name in macros for name in _COMMAND.findall(latex)):
            break
        latex = _written_out(latex, macros)
        if len(latex) > LENGTH_LIMIT:
            raise TooLong("its commands stand for too much text")
    return latex


def _text_of(given: Any) -> str:
    if isinstance(given, Mapping):
        given = given.get("macro")
    if isinstance(given, list) and given:
        default = given[2] if len(given) > 2 else None
        given = given[0]
        if isinstance(given, str) and isinstance(default, str):
            given = given.replace("#1", default)
    return given if isinstance(given, str) else ""


def _defined(match: re.Match[str], text: str) -> tuple[str, str]:
    """Name and text of one definition; a first argument with a default always has it."""
    if match["operator"]:
        return match["operator"], f"\\operatorname{match['star']}{{{text}}}"
    if match["first"] is not None:
        text = text.replace("#1", match["first"])
    return match["braced"] or match["bare"] or match["defined"], text


def _written_out(latex: str, macros: Mapping[str, str]) -> str:
    """Every command of the course replaced once by its text."""
    pairs = _pairs(latex)
    parts: list[str] = []
    at = 0
    while match := _COMMAND.search(latex, at):
        text = macros.get(match[0])
        parts.append(latex[at : match.start() if text is not None else match.end()])
        at = match.end()
        if text is not None:
            count = max(map(int, _PARAMETER.findall(text)), default=0)
            given, at = _arguments(latex, at, count, pairs)
            parts.append(_filled(text, given))
            if text[-1:].isalpha() and latex[at : at + 1].isalpha():
                parts.append(" ")
    return "".join([*parts, latex[at:]])


def _arguments(latex: str, at: int, count: int, pairs: Mapping[int, int]) -> tuple[list[str], int]:
    """The arguments behind a command: what stands in braces, or one sign each."""
    given = []
    for _ in range(count):
        start = at + len(latex[at:]) - len(latex[at:].lstrip())
        token = _TOKEN.match(latex, at)
        if start in pairs:
            given.append(latex[start + 1 : pairs[start] - 1])
            at = pairs[start]
        elif token:
            given.append(token[1])
            at = token.end()
    return given, at


def _filled(text: str, given: list[str]) -> str:
    def argument(match: re.Match[str]) -> str:
        number = int(match[1])
        found = given[number - 1] if number <= len(given) else ""
        follows_command = re.search(r"\\[A-Za-z]+\Z", text[: match.start()])
        return f" {found}" if follows_command and found[:1].isalpha() else found

    return _PARAMETER.sub(argument, text)


def _pairs(latex: str) -> dict[int, int]:
    """Where each opening brace's group ends (behind its closing brace)."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for match in _BRACE.finditer(latex):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            pairs[opened.pop()] = match.end()
    return pairs
