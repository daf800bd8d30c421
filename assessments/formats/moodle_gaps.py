"""Moodle's words to drag or to select into `[[1]]`, `[[2]]` of a text."""

import re
from collections.abc import Sequence

from assessments.formats.drafting import Choice, Drafting
from assessments.formats.plain import as_markdown
from assessments.formats.xml_source import Node
from assessments.items.cloze import Gap, Gaps
from assessments.items.short_text import Accepted, Words

PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")

Option = tuple[str, str]
"""Group and text of a word, in the order in which places count them."""


def read_drag_words(node: Node, stem: str, drafting: Drafting) -> tuple[str, Gaps | None]:
    """Give stem and gaps of a question whose words are dragged into the text."""
    return _gaps(stem, [_option(each, drafting) for each in node.own("dragbox")], drafting)


def read_select_words(node: Node, stem: str, drafting: Drafting) -> tuple[str, Gaps | None]:
    """Give stem and gaps of a question whose words are selected in the text."""
    return _gaps(stem, [_option(each, drafting) for each in node.own("selectoption")], drafting)


def read_gapfill(
    node: Node, source: str, drafting: Drafting, item_id: str
) -> tuple[str, Gaps | None]:
    """Give stem and gaps of a question whose answers stand in its text, `[cat|dog]` say."""
    marks = node.text_of("delimitchars") or "[]"
    if len(marks) != 2:
        return source, None
    wrong = [
        text
        for each in node.own("answer")
        if each.get("fraction") == "0" and (text := each.text_of("text"))
    ]
    is_listed = node.text_of("answerdisplay") in ("dropdown", "dragdrop")
    inside = re.compile(re.escape(marks[0]) + r"([^\]\[<>{}]{1,200})" + re.escape(marks[1]))
    answers = [found.split("|")[0] for found in inside.findall(source)]
    words = list(dict.fromkeys([*answers, *wrong])) if is_listed else []
    is_case_kept = node.text_of("casesensitive") == "1"
    gaps: list[Gap] = []

    def marked(found: re.Match[str]) -> str:
        accepted = tuple(
            Accepted(each.replace("*", "\\*")) for each in found[1].split("|") if each.strip()
        )
        name = f"g{len(gaps) + 1}"
        if len(words) > 1:
            choices = [Choice(as_markdown(word), word == found[1].split("|")[0]) for word in words]
            gaps.append(Gap(name, "select", drafting.choices(choices)))
        else:
            gaps.append(Gap(name, "text", Words(accepted, is_case_kept, "collapse", {})))
        return f"\ue200{len(gaps)}\ue201"

    stem = drafting.html(inside.sub(marked, source), item_id, node.line)
    stem = re.sub("\ue200([0-9]+)\ue201", r"{{g\1}}", stem)
    return stem, Gaps(tuple(gaps)) if gaps else None


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
