"""Presentation MathML → TeX, as far as questions use it."""

from collections.abc import Callable, Mapping, Sequence

from assessments.formats.xml_source import Node

ROWS = frozenset(["math", "mrow", "mstyle", "mpadded", "semantics", "mtd", "menclose", "merror"])
WORDS = {
    "×": r"\times ", "÷": r"\div ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "±": r"\pm ",
    "∞": r"\infty ", "∑": r"\sum ", "∫": r"\int ", "√": r"\sqrt ", "π": r"\pi ", "θ": r"\theta ",
    "α": r"\alpha ", "β": r"\beta ", "λ": r"\lambda ", "μ": r"\mu ", "σ": r"\sigma ",
    "−": "-", "\u2061": "", "\u2062": "", "\u00a0": " ", "{": r"\{", "}": r"\}", "%": r"\%",
    "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_",
}  # fmt: skip
FUNCTIONS = frozenset(["sin", "cos", "tan", "log", "ln", "exp", "lim", "max", "min"])


def tex_of(math: Node) -> str:
    """Give a formula in TeX: the one that stands in it as an annotation, or one from its elements."""
    for each in math.all("annotation"):
        if "tex" in each.get("encoding").lower():
            return each.text.strip().strip("$").removeprefix("\\[").removesuffix("\\]").strip()
    return " ".join(_tex(math).split())


def _tex(node: Node) -> str:
    if node.name in ROWS:
        return "".join(_tex(each) for each in node.children)
    parts = [_tex(each) for each in node.children if each.name != "none"]
    shape = SHAPES.get(node.name)
    if shape is not None and len(parts) >= shape[0]:
        return shape[1](parts)
    if node.name.startswith("annotation"):
        return ""
    if node.name == "mtext":
        return rf"\text{{{_escaped(' '.join(node.text.split()))}}}"
    if node.children:
        return "".join(parts)
    text = node.text.strip()
    return f"\\{text} " if text in FUNCTIONS else _escaped(text)


def _escaped(text: str) -> str:
    return "".join(WORDS.get(char, "" if char == "\\" else char) for char in text)


def _fenced(parts: Sequence[str]) -> str:
    return rf"\left({','.join(parts)}\right)"


def _table(parts: Sequence[str]) -> str:
    return r"\begin{matrix}" + r" \\ ".join(parts) + r"\end{matrix}"


SHAPES: Mapping[str, tuple[int, Callable[[Sequence[str]], str]]] = {
    "msup": (2, lambda p: f"{{{p[0]}}}^{{{p[1]}}}" if len(p[0]) > 1 else f"{p[0]}^{{{p[1]}}}"),
    "msub": (2, lambda p: f"{{{p[0]}}}_{{{p[1]}}}" if len(p[0]) > 1 else f"{p[0]}_{{{p[1]}}}"),
    "msubsup": (3, lambda p: f"{{{p[0]}}}_{{{p[1]}}}^{{{p[2]}}}"),
    "munder": (2, lambda p: f"{p[0]}_{{{p[1]}}}"),
    "mover": (2, lambda p: rf"\overset{{{p[1]}}}{{{p[0]}}}"),
    "munderover": (3, lambda p: f"{p[0]}_{{{p[1]}}}^{{{p[2]}}}"),
    "mfrac": (2, lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
    "msqrt": (1, lambda p: rf"\sqrt{{{''.join(p)}}}"),
    "mroot": (2, lambda p: rf"\sqrt[{p[1]}]{{{p[0]}}}"),
    "mfenced": (1, _fenced),
    "mtr": (1, " & ".join),
    "mtable": (1, _table),
}
"""How many children an element needs at least, and how they are put together."""
