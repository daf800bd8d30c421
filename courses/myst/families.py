"""Directives that come in families: descriptions of objects, and pages made out of code."""

from __future__ import annotations

import re

_OF_DOMAIN = re.compile(r"(?:py|c|cpp|js|rst|std|http|sh|mat|rb|php):[a-z-]+\Z")
_OBJECTS = frozenset(
    [
        "function", "class", "method", "staticmethod", "classmethod", "attribute", "data",
        "exception", "decorator", "decoratormethod", "describe", "option", "cmdoption", "confval",
        "envvar",
    ]
)  # fmt: skip
_PLACES = frozenset(["module", "currentmodule", "namespace", "namespace-push", "namespace-pop"])
_COMPUTED = re.compile(r"auto[a-z0-9_]{3,}(?:-[a-z]+)?\Z|doxygen[a-z]+\Z")
_OF_CODE = frozenset(
    ["argparse", "click", "program-output", "command-output", "inheritance-diagram", "plot"]
)


def family_of(name: str) -> str:
    """The name under which a directive of a family is known; its own for all others."""
    if _OF_DOMAIN.match(name):
        return "dropped" if name.partition(":")[2] in _PLACES else "object"
    if name in _OBJECTS:
        return "object"
    return "computed" if name in _OF_CODE or _COMPUTED.match(name) else name
