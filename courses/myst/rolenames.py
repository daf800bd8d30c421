"""Which roles there are, by what they show."""

from __future__ import annotations

TAGS = {
    "sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup", "kbd": "kbd",
    "del": "del", "s": "del", "strike": "del", "delete": "del", "u": "u", "underline": "u",
    "strong": "strong", "emphasis": "em", "mark": "mark", "q": "q", "small": "small",
    "dfn": "dfn", "guilabel": "strong", "samp": "samp", "keyboard": "kbd",
}  # fmt: skip
"""Roles that are an element of HTML."""

CODE = frozenset(
    [
        "code",
        "file",
        "command",
        "program",
        "envvar",
        "option",
        "literal",
        "func",
        "function",
        "class",
        "meth",
        "method",
        "mod",
        "module",
        "attr",
        "attribute",
        "data",
        "obj",
        "exc",
        "const",
        "token",
        "regexp",
        "mimetype",
        "newsgroup",
        "makevar",
        "keyword",
        "confval",
        "setting",
        "manpage",
        "mailheader",
        "dfn-code",
        "any-code",
        "python",
        "py",
        "bash",
        "shell",
        "javascript",
        "js",
        "r",
        "julia",
        "sql",
        "html",
        "css",
    ]
)
"""Roles whose text is a name in code."""

PLAIN = frozenset(
    [
        "span",
        "t",
        "raw-text",
        "lower",
        "upper",
        "title-reference",
        "title",
        "underline-text",
        "text",
    ]
)
"""Roles whose text is shown as it is."""

NOTHING = frozenset(
    [
        "icon",
        "octicon",
        "fa",
        "fas",
        "far",
        "fab",
        "fa-solid",
        "fa-brands",
        "material-regular",
        "material-",
        "outlined",
        "material-round",
        "material-sharp",
        "material-twotone",
        "label",
    ]
)
"""Roles that show nothing: entries of an index, icons of a font."""

CITES = frozenset(
    [
        "cite",
        "footcite",
        "nocite",
        "cite:p",
        "cite:t",
        "cite:ps",
        "cite:ts",
        "cite:alp",
        "cite:year",
        "cite:yearpar",
        "cite:author",
        "cite:label",
        "cite:labelpar",
        "footcite:p",
        "footcite:t",
        "citep",
        "citet",
    ]
)
"""Roles that cite works."""

RST = frozenset(
    [
        "eqref",
        "citet",
        "citep",
        "any",
        "label",
        "ref",
        "doc",
        "numref",
        "eq",
        "math",
        "cite",
        "cite:p",
        "cite:t",
        "term",
        "download",
        "func",
        "class",
        "meth",
        "mod",
        "code",
        "sub",
        "sup",
        "kbd",
        "abbr",
        "py:func",
        "py:class",
        "py:meth",
        "py:mod",
        "file",
        "guilabel",
        "command",
        "option",
    ]
)
"""Roles that are known when written the way of reStructuredText."""
