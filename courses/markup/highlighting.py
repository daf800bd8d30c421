"""Code as HTML with a class for each kind of word."""

from __future__ import annotations

import html
from functools import lru_cache
from itertools import groupby
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name, get_lexer_for_filename
from pygments.token import STANDARD_TYPES, Error, Name, Text, Token
from pygments.util import ClassNotFound

HIGHLIGHT_LIMIT = 100_000
"""Code longer than this many characters is shown in one colour."""

_PLAIN = {Token, Text, Text.Whitespace, Name, Name.Other, Error}


def highlight_code(source: str, language: str) -> str:
    """A box of code; an unknown language and very long code stay plain."""
    lexer = _lexer(language)
    kind = f"language-{lexer.aliases[0]} highlight" if lexer is not None else "highlight"
    return f'<div class="{kind}"><pre><code>{highlighted(source, language)}\n</code></pre></div>'


def highlighted(source: str, language: str) -> str:
    """The lines of a piece of code without a box."""
    lexer = _lexer(language) if len(source) <= HIGHLIGHT_LIMIT else None
    shown = html.escape(source, quote=False) if lexer is None else _coloured(source, lexer)
    return shown.rstrip()


def is_language(name: str) -> bool:
    """Tell whether code of this language can be coloured."""
    return _lexer(name) is not None


def language_of_file(name: str) -> str:
    """The language a file of this name is written in, or ``text``."""
    try:
        return str(get_lexer_for_filename(name).aliases[0])
    except (ClassNotFound, IndexError):
        return "text"


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        lexer: Lexer = find_lexer_class_by_name(language)(stripnl=False)
    except ClassNotFound:
        return None
    return lexer


def _coloured(source: str, lexer: Lexer) -> str:
    """Neighbours of one class share a span; what has no colour gets none."""
    pieces = []
    for kind, tokens in groupby(lexer.get_tokens(source), lambda token: _class_of(token[0])):
        text = html.escape("".join(text for _, text in tokens), quote=False)
        pieces.append(f'<span class="{kind}">{text}</span>' if kind else text)
    return "".join(pieces)


@lru_cache(maxsize=512)
def _class_of(kind: Any) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return "" if kind in _PLAIN else STANDARD_TYPES[kind]
