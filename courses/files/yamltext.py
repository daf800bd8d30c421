"""YAML and front matter, read without ever constructing objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from courses.model import Problem, Text

_OPENING = re.compile(r"---[ \t]{0,80}\n")
_CLOSING = re.compile(r"\n---[ \t]{0,80}(?=\n|\Z)")
_QUICK: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUICK_UP_TO = 2000
"""Letters; in a longer text lists could be nested so deep that libyaml's stack ends."""


class BadYaml(Exception):
    """Text that is not the YAML we need; carries the Problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class FrontMatter:
    """The mapping at the top of a Markdown file and the text below it."""

    values: Mapping[str, Any]
    body: str


def read_mapping(text: str, file: str, first_line: int = 1) -> Mapping[str, Any]:
    """The mapping a YAML text holds; raises BadYaml with file and line otherwise."""
    value = read_yaml(text, file, first_line)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadYaml(_bad("bad-yaml", file, first_line, "expected a mapping of names to values"))
    return {str(key): item for key, item in value.items()}


def read_yaml(text: str, file: str, first_line: int = 1) -> Any:
    """Whatever a YAML text holds; raises BadYaml with file and line."""
    if len(text) <= _QUICK_UP_TO:
        with suppress(yaml.YAMLError, ValueError):  # the other loader names places better
            return yaml.load(text, Loader=_QUICK)  # noqa: S506  # a safe loader
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadYaml(_yaml_problem(error, file, first_line)) from error


def split_front_matter(text: str, file: str) -> FrontMatter:
    """Front matter between two ``---`` lines at the very top, and the rest of the text."""
    start = _OPENING.match(text)
    if start is None:
        return FrontMatter({}, text)
    end = _CLOSING.search(text, start.end() - 1)
    if end is None:
        raise BadYaml(_bad("bad-yaml", file, 1, "the front matter has no closing --- line"))
    values = read_mapping(text[start.end() : end.start()], file, first_line=2)
    return FrontMatter(values, text[end.end() :])


def without_front_matter(text: str) -> str:
    """A text below front matter that is not valid; one that is not closed stays as it is."""
    end = _CLOSING.search(text, 3)
    return text[end.end() :] if end else text


def as_text(value: object, languages: tuple[str, ...]) -> Text:
    """A text in several languages from a mapping, or one text meant for the first language."""
    if isinstance(value, Mapping):
        return {str(k): text for k, v in value.items() if (text := as_word(v))}
    text = as_word(value)
    return {languages[0]: text} if text else {}


def as_word(value: object) -> str:
    """A single value as text; lists and mappings (which may be huge by aliases) are nothing."""
    if isinstance(value, (str, int, float, date)):
        return str(value).strip()
    return ""


def as_minutes(value: object) -> int:
    """Whole minutes between 0 and 1440; 0 when nothing sensible is given."""
    try:
        minutes = int(as_word(value))
    except ValueError:
        return 0
    return minutes if 0 <= minutes <= 1440 else 0


def _yaml_problem(error: Exception, file: str, first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = first_line + mark.line if mark is not None else first_line
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return _bad("bad-yaml", file, line, f"not valid YAML: {reason}")


def _bad(code: str, file: str, line: int, message: str) -> Problem:
    return Problem("error", code, file, line, message)
