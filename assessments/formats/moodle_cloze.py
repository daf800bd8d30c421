"""Moodle's embedded answers: `{1:MULTICHOICE:=right~wrong}` inside of a text."""

import re
from decimal import Decimal

from assessments.formats.drafting import Choice, Drafting, number_in
from assessments.formats.plain import as_markdown
from assessments.items.cloze import Gap, Gaps
from assessments.items.numeric import Number
from assessments.items.short_text import Accepted, Words
from assessments.model import Body

GAP = re.compile(r"\{([0-9]*):([A-Z_]+):((?:[^{}\\]|\\.|\{[^{}]*\})*?)(?<!\\)\}", re.DOTALL)
ALTERNATIVE = re.compile(r"(?<!\\)~")
WEIGHT = re.compile(r"^%(-?[0-9.]+)%")
SELECTS = re.compile(r"(MULTICHOICE|MC)(_?[A-Z]*)")
SEVERAL = re.compile(r"(MULTIRESPONSE|MR)(_?[A-Z]*)")
TEXTS = frozenset(["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"])
"""The last three keep upper and lower case apart."""
NUMBERS = frozenset(["NUMERICAL", "NM"])
MOST_WEIGHT = 100


def read_cloze(source: str, drafting: Drafting, item_id: str) -> tuple[str, Gaps | None]:
    """Give the stem with markers and the gaps, or None where one of them cannot be read."""
    gaps: list[Gap] = []
    marks: dict[str, str] = {}
    is_sound = True

    def marked(found: re.Match[str]) -> str:
        nonlocal is_sound
        name = f"g{len(gaps) + 1}"
        gap = _gap(name, found, drafting)
        if gap is None:
            is_sound = False
            return found[0]
        gaps.append(gap)
        stands = f"\ue200{len(gaps)}\ue201"
        marks[stands] = f"{{{{{name}}}}}"
        return stands

    stem = drafting.html(GAP.sub(marked, source), item_id)
    for stands, marker in marks.items():
        stem = stem.replace(stands, marker)
    return stem, Gaps(tuple(gaps)) if gaps and is_sound else None


def _gap(name: str, found: re.Match[str], drafting: Drafting) -> Gap | None:
    weight = min(max(int(found[1] or "1"), 1), MOST_WEIGHT) if len(found[1]) < 5 else 1
    kind, alternatives = (
        found[2],
        [each for each in map(_alternative, ALTERNATIVE.split(found[3])) if each[1]],
    )
    if SELECTS.fullmatch(kind):
        body = _select(alternatives, drafting)
        return None if body is None else Gap(name, "select", body, weight)
    if SEVERAL.fullmatch(kind):
        return Gap(name, "several", _several(alternatives, drafting), weight)
    if kind in TEXTS:
        return Gap(name, "text", _text(kind, alternatives, drafting), weight)
    if kind in NUMBERS:
        number = _number(alternatives, drafting)
        return None if number is None else Gap(name, "number", number, weight)
    return None


def _alternative(written: str) -> tuple[Decimal, str, str]:
    """Credit in percent, text and feedback of an alternative."""
    text = written.strip()
    credit = Decimal(0)
    if text.startswith("="):
        credit, text = Decimal(100), text[1:]
    if weight := WEIGHT.match(text):
        credit, text = number_in(weight[1]) or Decimal(0), text[weight.end() :]
    answer, _, feedback = re.sub(r"\\#", "\ue202", text).partition("#")
    return credit, _unescaped(answer).strip(), _unescaped(feedback).strip()


def _unescaped(text: str) -> str:
    return re.sub(r"\\([~=#{}\\/\"])", r"\1", text.replace("\ue202", "#"))


def _select(alternatives: list[tuple[Decimal, str, str]], drafting: Drafting) -> Body | None:
    best = max((credit for credit, _, _ in alternatives), default=Decimal(0))
    right = [text for credit, text, _ in alternatives if credit == best and best > 0]
    if len(right) != 1:
        return None
    return drafting.choices(
        [
            Choice(drafting.html(text), text == right[0], as_markdown(feedback))
            for _, text, feedback in alternatives
        ]
    )


def _several(alternatives: list[tuple[Decimal, str, str]], drafting: Drafting) -> Body:
    return drafting.choices(
        [
            Choice(drafting.html(text), credit > 0, as_markdown(feedback))
            for credit, text, feedback in alternatives
        ]
    )


def _text(kind: str, alternatives: list[tuple[Decimal, str, str]], drafting: Drafting) -> Body:
    accepted = tuple(
        Accepted(
            text,
            min(max(credit, Decimal(0)), Decimal(100)),
            drafting.text(as_markdown(feedback)) or None,
        )
        for credit, text, feedback in alternatives
    )
    return Words(accepted, kind.endswith("C"), "collapse", {})


def _number(alternatives: list[tuple[Decimal, str, str]], drafting: Drafting) -> Number | None:
    for credit, text, feedback in alternatives:
        value, _, tolerance = text.partition(":")
        number, margin = number_in(value), number_in(tolerance or "0")
        if credit == 100 and number is not None and margin is not None:
            return Number(number, abs(margin), "", drafting.text(as_markdown(feedback)))
    return None
