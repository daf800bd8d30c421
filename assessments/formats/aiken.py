"""Aiken: a question, its options by letter, and a line with the answer."""

import re
from dataclasses import dataclass, field

from assessments.formats.drafting import Choice, Drafting
from assessments.formats.plain import lines_as_markdown

OPTION = re.compile(r"\s*([A-Z])[).]\s+(\S.*)")
ANSWER = re.compile(r"\s*ANSWER\s*:\s*([A-Z])\s*", re.IGNORECASE)


def looks_like_aiken(text: str) -> bool:
    """Tell whether a text has options and an answer line."""
    lines = text.splitlines()
    return any(map(ANSWER.fullmatch, lines)) and any(map(OPTION.fullmatch, lines))


@dataclass(slots=True)
class _Question:
    """A question as far as it was read."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def read_aiken(text: str, drafting: Drafting) -> None:
    """Read every question; what is wrong with one is noted and the next is read."""
    question = _Question(1)
    for number, line in enumerate(text.splitlines(), 1):
        if answer := ANSWER.fullmatch(line):
            _take(question, answer[1].upper(), drafting)
            question = _Question(number + 1)
        elif option := OPTION.fullmatch(line):
            question.options.append((option[1], option[2].strip()))
        elif line.strip() and question.options:
            _unfinished(question, drafting)
            question = _Question(number, [line.strip()])
        elif line.strip():
            if not question.stem:
                question.line = number
            question.stem.append(line.strip())
    if question.stem or question.options:
        _unfinished(question, drafting)


def _take(question: _Question, answer: str, drafting: Drafting) -> None:
    letters = [letter for letter, _ in question.options]
    if not question.stem or len(letters) < 2 or answer not in letters:
        reason = f"answer {answer} is none of its options" if question.options else "no options"
        if question.stem or question.options:
            _kept_as_words(question, drafting, "bad-question", reason)
        else:
            drafting.problem("bad-question", "an answer without a question", line=question.line)
        return
    if len(set(letters)) < len(letters):
        _kept_as_words(question, drafting, "option-id-repeated", "a letter stands there twice")
        return
    choices = [
        Choice(lines_as_markdown(text), letter == answer, id=letter.lower())
        for letter, text in question.options
    ]
    item_id = drafting.new_id("")
    stem = lines_as_markdown("\n".join(question.stem))
    drafting.add_choice(item_id, stem, choices, is_multiple=False, line=question.line)


def _unfinished(question: _Question, drafting: Drafting) -> None:
    _kept_as_words(question, drafting, "no-key", "there is no line 'ANSWER: letter'")


def _kept_as_words(question: _Question, drafting: Drafting, code: str, reason: str) -> None:
    body = drafting.choices([Choice(lines_as_markdown(text)) for _, text in question.options])
    stem = lines_as_markdown("\n".join(question.stem))
    drafting.words_only(drafting.new_id(""), stem, body, code, reason, line=question.line)
