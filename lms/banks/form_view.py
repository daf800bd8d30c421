"""Items of the commonest types as the fields of a form: the same values as in their text."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from assessments.items.choices import MOST_OPTIONS

HEAD = ("id", "type", "domain", "level", "objective", "lesson", "stem")
BODIES: Mapping[str, tuple[str, ...]] = {
    "single": ("options",),
    "multiple": ("options",),
    "true-false": ("answer", "rationale"),
    "numeric": ("answer", "tolerance", "unit", "rationale"),
    "short-text": ("answers", "case_sensitive", "rationale"),
}
"""The types that a form can show, and what it shows of each."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OPTION = re.compile(r"option\.([0-9]{1,2})\.")
MARK = "stem."
FEWEST_ROWS = 4
FLAGS = {"true": True, "false": False}

Data = dict[str, Any]
Sent = MultiDict[str, str]


def fits(data: Mapping[str, Any]) -> bool:
    """Whether a form shows all of an item, or keeps what it does not show."""
    if data.get("type") not in BODIES:
        return False
    answers = data.get("answers", ()) if data["type"] == "short-text" else ()
    return all(_is_plain(each) for each in answers)


def _is_plain(answer: object) -> bool:
    """Whether an accepted answer is a text that earns everything, and nothing is said of it."""
    if not isinstance(answer, Mapping):
        return isinstance(answer, str)
    return str(answer.get("credit", "100")) == "100" and not answer.get("rationale")


def is_form(sent: Sent) -> bool:
    """Whether a form was sent, not a text."""
    return any(name.startswith(MARK) for name in sent)


def data_from(sent: Sent, languages: Sequence[str]) -> Data:
    """The values that were filled in, and those that the form carried along."""
    kind = sent.get("type", "")
    head: Data = {
        "id": sent.get("id", "").strip(),
        "type": kind,
        "domain": sent.get("domain", ""),
        "level": _whole(sent.get("level", "")),
        "objective": _texts(sent, "objective", languages),
        "lesson": sent.get("lesson", ""),
        "stem": _texts(sent, "stem", languages),
    }
    return {**head, **_rest(sent, kind), **_body(sent, kind, languages)}


def rest_of(data: Mapping[str, Any]) -> str:
    """What the form does not show but carries along, as JSON."""
    shown = {*HEAD, *BODIES.get(str(data.get("type")), ())}
    rest = {name: value for name, value in data.items() if name not in shown and name != "status"}
    return json.dumps(rest, ensure_ascii=False)


def rows_of(data: Mapping[str, Any], n_more: int = 0) -> list[Data]:
    """The options as rows to fill in, with empty ones below."""
    rows = [*data.get("options", ())]
    n_rows = max(FEWEST_ROWS, len(rows)) + n_more
    rows += [{} for _ in range(min(n_rows, MOST_OPTIONS) - len(rows))]
    return rows


def answers_of(data: Mapping[str, Any]) -> str:
    """The accepted answers, one a line."""
    found: Iterable[Any] = data.get("answers", ())
    return "\n".join(str(each["text"] if isinstance(each, Mapping) else each) for each in found)


def _whole(written: str) -> int | str:
    return int(written) if written.isascii() and written.isdigit() else written


def _texts(sent: Sent, name: str, languages: Sequence[str]) -> dict[str, str]:
    written = {code: sent.get(f"{name}.{code}", "") for code in languages}
    return {
        code: text.replace("\r\n", "\n").strip() for code, text in written.items() if text.strip()
    }


def _rest(sent: Sent, kind: str) -> Data:
    try:
        rest = json.loads(sent.get("rest", "{}"))
    except (ValueError, RecursionError):
        return {}
    shown = {*HEAD, *BODIES.get(kind, ()), "status"}
    return (
        {str(name): value for name, value in rest.items() if name not in shown}
        if isinstance(rest, dict)
        else {}
    )


def _body(sent: Sent, kind: str, languages: Sequence[str]) -> Data:
    if kind in {"single", "multiple"}:
        return {"options": _options(sent, languages)}
    body: Data = {"rationale": _texts(sent, "rationale", languages)}
    if kind == "true-false":
        answer = sent.get("answer", "")
        return {"answer": FLAGS.get(answer, answer), **body}
    if kind == "numeric":
        tolerance = sent.get("tolerance", "").strip() or "0"
        unit = sent.get("unit", "").strip()
        return {
            "answer": sent.get("answer", "").strip(), "tolerance": tolerance, "unit": unit, **body
        }  # fmt: skip
    if kind == "short-text":
        lines = [line.strip() for line in sent.get("answers", "").splitlines()]
        return {
            "answers": [line for line in lines if line],
            "case_sensitive": sent.get("case_sensitive") == "true",
            **body,
        }
    return {}


def _options(sent: Sent, languages: Sequence[str]) -> list[Data]:
    numbers = sorted({int(found[1]) for name in sent if (found := OPTION.match(name))})
    right = set(sent.getlist("correct"))
    rows = [_option(sent, number, languages, right) for number in numbers]
    filled = [row for row in rows if row["text"] or row["rationale"]]
    taken = {row["id"] for row in filled}
    free = iter([letter for letter in LETTERS if letter not in taken])
    return [{**row, "id": row["id"] or next(free, "")} for row in filled]


def _option(sent: Sent, number: int, languages: Sequence[str], right: set[str]) -> Data:
    return {
        "id": sent.get(f"option.{number}.id", "").strip(),
        "correct": str(number) in right,
        "text": _texts(sent, f"option.{number}.text", languages),
        "rationale": _texts(sent, f"option.{number}.rationale", languages),
    }
