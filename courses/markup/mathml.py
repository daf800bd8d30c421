"""LaTeX formulas as MathML, so that they read without JavaScript."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from functools import lru_cache

from latex2mathml.converter import convert_to_element

from courses.markup.sanitize import MATH_ATTRIBUTES

FORMULA_LIMIT = 4000

_LIKE_SPLIT = [
    "aligned",
    "gathered",
    "equation",
    "equation*",
    "gather",
    "gather*",
    "multline",
    "multline*",
    "split",
]
_LIKE_ALIGN = [
    "align",
    "alignat",
    "alignat*",
    "alignedat",
    "flalign",
    "flalign*",
    "eqnarray",
    "eqnarray*",
    "math",
]
_RENAMED = {
    **dict.fromkeys(_LIKE_SPLIT, "split"),
    **dict.fromkeys(_LIKE_ALIGN, "align*"),
    "dcases": "cases",
    "rcases": "cases",
}
_ENVIRONMENT = re.compile(
    r"\\(begin|end)\{(aligned|gathered|equation\*?|gather\*?|multline\*?|align|alignat\*?|alignedat|"
    r"flalign\*?|eqnarray\*?|math|dcases|rcases)\}(?:(?<=at\})\{\d+\}|(?<=at\*\})\{\d+\}|"
    r"(?<=edat\})\{\d+\})?"
)
_DROPPED = re.compile(r"\\(?:vspace\*?\{[^{}]*\}|label\{[^{}]*\}|(?:notag|nonumber)(?![A-Za-z]))")
_ARG = re.compile(r"\\arg(?![A-Za-z])")
_INTERTEXT = re.compile(r"\\(?:short)?intertext\{([^{}]*)\}")
_UNKNOWN_COMMAND = re.compile(r"\\[A-Za-z]+")
_KEPT_ATTRIBUTES = MATH_ATTRIBUTES | {"display", "alttext"}


class BadMath(ValueError):
    """A formula that is not LaTeX we can show."""


@lru_cache(maxsize=4096)
def to_mathml(latex: str, *, display: bool) -> str:
    """One ``<math>`` element for a LaTeX formula; raises BadMath with the reason."""
    if len(latex) > FORMULA_LIMIT:
        raise BadMath(f"the formula is longer than {FORMULA_LIMIT} characters")
    source = _as_converter_reads(latex.strip())
    try:
        root = convert_to_element(source, display="block" if display else "inline")
    except RecursionError as error:
        raise BadMath("the formula is nested too deeply") from error
    except Exception as error:
        # The converter raises many kinds for bad input; each means "not a formula".
        raise BadMath(type(error).__name__) from error
    _refuse_unknown_commands(root)
    root.set("alttext", latex.strip())
    _clean(root)
    return ET.tostring(root, encoding="unicode")


def _as_converter_reads(latex: str) -> str:
    """The formula with what the converter does not know written as what it knows."""
    source = _ENVIRONMENT.sub(lambda m: f"\\{m[1]}{{{_RENAMED[m[2]]}}}", latex)
    if "eqnarray" in latex:
        source = re.sub(r"&\s*(=|\\[a-z]+|[<>])\s*&", r"& \1 ", source)
    source = _INTERTEXT.sub(r"\\text{\1} \\\\", _DROPPED.sub("", source))
    return _ARG.sub(r"\\operatorname{arg}", source)


def _refuse_unknown_commands(root: ET.Element) -> None:
    for element in root.iter():
        if element.tag != "mtext" and element.text and _UNKNOWN_COMMAND.fullmatch(element.text):
            raise BadMath(f"unknown command {element.text}")


def _clean(root: ET.Element) -> None:
    """Turn the converter's half-escaped texts into plain ones and drop links and styles."""
    for element in root.iter():
        if element.text:
            element.text = html.unescape(element.text)
        for name in set(element.attrib) - _KEPT_ATTRIBUTES:
            del element.attrib[name]
