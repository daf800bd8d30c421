"""Questions that a component asks, as the quiz of a lesson: ``<Question choices={[…]} />``."""

from __future__ import annotations

import json
import re

MOST_CHOICES = 12

_CHOICE = re.compile(r"\{(?:[^{}\"'`]|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)*\}")
_TEXT = r"\s*:\s*(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)"
_WORDS = re.compile(rf"(?<![\w\"'])(?P<name>text|answer|label|explain|explanation){_TEXT}")
_CORRECT = re.compile(r"(?<![\w\"'])(?:correct|isCorrect)\s*:\s*true\b")
_ESCAPE = re.compile(r"\\(.)")
_LIMIT = 20_000


def quiz_of(choices: str, stem: str) -> str:
    """A quiz on one line, in a fence; nothing unless some choices are there and one is right."""
    found = [_option(each[0]) for each in _CHOICE.finditer(choices[:_LIMIT])]
    options = [option for option in found if option["text"]]
    if not stem or not 2 <= len(options) <= MOST_CHOICES:
        return ""
    if not any(option["correct"] for option in options):
        return ""
    quiz = {"items": [{"stem": stem, "options": options}]}
    return f"```quiz\n{json.dumps(quiz, ensure_ascii=False)}\n```"


def _option(written: str) -> dict[str, str | bool]:
    words = {each["name"]: _said(each["text"]) for each in _WORDS.finditer(written)}
    return {
        "text": words.get("text") or words.get("answer") or words.get("label") or "",
        "correct": _CORRECT.search(written) is not None,
        "rationale": words.get("explain") or words.get("explanation") or "",
    }


def _said(quoted: str) -> str:
    return " ".join(_ESCAPE.sub(r"\1", quoted[1:-1]).split())
