"""Moodle's words to drag or to select into `[[1]]`, `[[2]]` of a text."""

import re
from collections.abc import Sequence

from assessments.formats.drafting import Choice, Drafting
from assessments.formats.xml_source import Node
from assessments.items.cloze import Gap, Gaps

PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")

Option = tuple[str, str]
"""Group and text of a word, in the order in which places count them."""


def read_drag_words(node: Node, stem: str, drafting: Drafting) -> tuple[str, Gaps | None]:
    """Give stem and gaps of a question whose words are dragged into the text."""
    return _gaps(stem, [_option(each, drafting) for each in node.own("dragbox")], drafting)


def read_select_words(node: Node, stem: str, drafting: Drafting) -> tuple[str, Gaps | None]:
    """Give stem and gaps of a question whose words are selected in the text."""
    return _gaps(stem, [_option(each, drafting) for each in node.own("selectoption")], drafting)


def _option(node: Node, drafting: Drafting) -> Option:
    return node.text_of("group") or "1", drafting.html(node.text_of("text"))


def _gaps(stem: str, options: Sequence[Option], drafting: Drafting) -> tuple[str, Gaps | None]:
    """Each place takes the words of its own word's group."""
    gaps: list[Gap] = []
    is_sound = True

    def marked(found: re.Match[str]) -> str:
        nonlocal is_sound
        number = int(found[1])
        if not 1 <= number <= len(options):
            is_sound = False
            return found[0]
        group, right = options[number - 1]
        words = dict.fromkeys(text for other, text in options if other == group)
        body = drafting.choices([Choice(text, text == right) for text in words])
        gaps.append(Gap(f"g{len(gaps) + 1}", "select", body))
        return f"{{{{{gaps[-1].id}}}}}"

    marked_stem = PLACE.sub(marked, stem)
    return marked_stem, Gaps(tuple(gaps)) if gaps and is_sound else None
