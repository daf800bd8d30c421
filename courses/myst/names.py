"""Which directives there are, and how each is read."""

from __future__ import annotations

ADMONITIONS = frozenset(
    [
        "note",
        "tip",
        "important",
        "warning",
        "caution",
        "danger",
        "error",
        "hint",
        "attention",
        "seealso",
        "todo",
        "info",
        "example",
        "question",
        "success",
        "abstract",
        "failure",
        "bug",
        "quote",
        "admonition",
        "summary",
    ]
)
PROOFS = frozenset(
    [
        "theorem",
        "proof",
        "lemma",
        "definition",
        "algorithm",
        "example",
        "remark",
        "corollary",
        "proposition",
        "axiom",
        "conjecture",
        "criterion",
        "observation",
        "property",
        "assumption",
    ]
)
CONTAINERS = (
    ADMONITIONS
    | {f"prf:{name}" for name in PROOFS}
    | frozenset(
        [
            "figure",
            "subfigure",
            "table",
            "list-table",
            "card",
            "grid",
            "grid-item",
            "tab-set",
            "tab-item",
            "details",
            "exercise",
            "solution",
            "aside",
            "blockquote",
            "div",
            "only",
            "ifconfig",
            "versionadded",
            "versionchanged",
            "deprecated",
            "versionremoved",
            "object",
            "glossary",
            "exercise-start",
            "solution-start",
            "compound",
            "hlist",
            "tab-item-code",
        ]
    )
)
"""Directives whose text is Markdown."""

LEAVES = frozenset(
    [
        "code-block",
        "literalinclude",
        "image",
        "math",
        "csv-table",
        "raw",
        "toctree",
        "bibliography",
        "mermaid",
        "video",
        "button",
        "eval-rst",
        "embed",
        "glue",
        "rubric",
        "attribution",
        "centered",
        "parsed-literal",
        "download",
        "glue:figure",
        "glue:text",
        "glue:md",
        "glue:math",
        "computed",
        "doctest",
        "testcode",
        "testoutput",
        "prompt",
        "productionlist",
        "line-block",
        "graphviz",
        "plantuml",
        "plotly",
        "anywidget",
        "altair-plot",
        "show-nav",
        "carousel",
        "figure-md",
    ]
) - {"figure-md"}
"""Directives whose text is something else, or that have none."""

DROPPED = frozenset(
    [
        "index",
        "meta",
        "tags",
        "contents",
        "dropped",
        "highlight",
        "default-role",
        "default-domain",
        "sectionauthor",
        "codeauthor",
        "currentmodule",
        "bibliography-style",
        "tabularcolumns",
        "sectnum",
        "section-numbering",
        "nocite",
        "program",
        "role",
        "todolist",
        "testsetup",
        "testcleanup",
        "math-macros",
        "toggle-header",
        "thebe",
        "thebe-init",
        "seq",
        "settings",
    ]
)
GATES = {"exercise-end": "exercise-start", "solution-end": "solution-start"}

PLAIN_CONTAINERS = frozenset(
    [
        "note",
        "tip",
        "info",
        "important",
        "warning",
        "danger",
        "caution",
        "details",
        "hint",
        "attention",
        "example",
        "question",
        "success",
    ]
)
"""Names that other tools write after ``:::`` without braces."""


def is_known(name: str) -> bool:
    """Tell whether a directive is one we show as it is meant."""
    return name in CONTAINERS or name in LEAVES or name in DROPPED or name in GATES
