"""The element of each directive; what it holds has been parsed already, its inline marks have not."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from courses.myst.builders import (
    boxes,
    cards,
    codes,
    figures,
    linking,
    numberedboxes,
    objects,
    standins,
)
from courses.myst.builders.workshop import Build, Children, Workshop
from courses.myst.directive import Directive
from courses.myst.names import ADMONITIONS, DROPPED

_BUILDERS: dict[str, Build] = {
    **boxes.BUILDERS,
    **cards.BUILDERS,
    **codes.BUILDERS,
    **figures.BUILDERS,
    **linking.BUILDERS,
    **numberedboxes.BUILDERS,
    **objects.BUILDERS,
    **standins.BUILDERS,
}


def build(shop: Workshop, directive: Directive, children: Children) -> ET.Element | None:
    """The element of a directive with what stands in it; nothing for one that is dropped."""
    if directive.name in DROPPED:
        return None
    return _builder_of(directive.name)(shop, directive, children)


def _builder_of(name: str) -> Build:
    if name in _BUILDERS:
        return _BUILDERS[name]
    if name in ADMONITIONS:
        return boxes.admonition
    return numberedboxes.proof if name.startswith("prf:") else standins.unknown
