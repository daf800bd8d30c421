r"""Chemical formulas as in mhchem's ``\ce{…}``, written as the LaTeX that stands for them."""

from __future__ import annotations

import re

_OPENING = re.compile(r"\\(?:ce|cf)\s*\{")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_PART = re.compile(
    r"(?P<arrow><=>>?|<<=>|<->|<--?>|-->|->|<-)(?:\[(?P<above>[^\[\]]{0,100})\])?"
    r"(?:\[(?P<below>[^\[\]]{0,100})\])?"
    r"|(?P<power>\^\{[^{}]*\}|\^[\d+-]+)"
    r"|(?P<below_line>_\{[^{}]*\}|_\d+)"
    r"|(?P<charge>(?<=[A-Za-z\d\])])[+-](?=[\s)\]}]|$))"
    r"|(?P<gas>(?<=\s)\^(?=\s|$))|(?P<solid>(?<=\s)v(?=\s|$))"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<number>\d+(?:[./]\d+)?)"
    r"|(?P<formula>\$[^$]*\$|\\[A-Za-z]+(?:\{[^{}]*\})*)"
    r"|(?P<space>\s+)"
    r"|(?P<dot>[*.])"
    r"|(?P<bond>[=#-])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_ARROWS = {
    "->": r"\rightarrow", "-->": r"\longrightarrow", "<-": r"\leftarrow", "<->": r"\leftrightarrow",
    "<=>": r"\rightleftharpoons", "<=>>": r"\rightleftharpoons", "<<=>": r"\rightleftharpoons",
}  # fmt: skip
_BONDS = {"-": "{-}", "=": "{=}", "#": r"{\equiv}"}


def with_chemistry(latex: str) -> str:
    r"""A formula with each ``\ce{…}`` in it as ordinary LaTeX."""
    if "\\c" not in latex:
        return latex
    parts, at = [], 0
    for match in _OPENING.finditer(latex):
        end = _end(latex, match.end()) if match.start() >= at else None
        if end is not None:
            parts += [latex[at : match.start()], _formula(latex[match.end() : end])]
            at = end + 1
    return "".join([*parts, latex[at:]])


def _end(latex: str, start: int) -> int | None:
    depth = 1
    for match in _BRACE.finditer(latex, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.start()
    return None


def _formula(source: str) -> str:
    """One chemical formula or equation."""
    parts: list[str] = []
    before = " "
    for match in _PART.finditer(source.strip()):
        parts.append(_part(match, before))
        before = match[0]
    return f"{{{''.join(parts)}}}"


def _part(match: re.Match[str], before: str) -> str:
    """A number counts what follows it, unless it stands right behind an element or a bracket."""
    kind, text = match.lastgroup or "", match[0]
    if match["arrow"]:
        return _arrow(match)
    if kind == "number":
        return f"_{{{text}}}" if before[-1:].isalpha() or before in (")", "]") else f"{text}\\,"
    if kind == "charge":
        return f"^{{{text}}}"
    if kind in ("power", "below_line"):
        return f"{text[0]}{{{text[1:].strip('{}')}}}"
    simple = {
        "letters": f"\\mathrm{{{text}}}",
        "gas": r"\uparrow ",
        "solid": r"\downarrow ",
        "formula": text.strip("$"),
        "space": r"\ ",
        "dot": r"\cdot ",
        "bond": _BONDS.get(text, text),
    }
    return simple.get(kind, f"\\{text}" if text in "{}" else text)


def _arrow(match: re.Match[str]) -> str:
    arrow = _ARROWS.get(match["arrow"], r"\leftrightarrow")
    above, below = match["above"], match["below"]
    if above:
        arrow = f"\\overset{{\\text{{{above}}}}}{{{arrow}}}"
    if below:
        arrow = f"\\underset{{\\text{{{below}}}}}{{{arrow}}}"
    return f"{arrow} "
