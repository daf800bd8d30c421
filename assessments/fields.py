"""Reading a source field by field: every problem is collected with its place."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from assessments.model import Problem, Severity, Text

EXPLANATIONS = ("objective", "rationale")
"""What a draft may do without."""
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
FLAGS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a source and the line it stands on; every scalar is the text as written."""

    value: "str | tuple[Entry, ...] | Mapping[str, Entry]"
    line: int | None = None


def entry_of(data: object) -> Entry:
    """Wrap plain data (from JSON) as a source without lines."""
    if isinstance(data, Mapping):
        return Entry({str(key): entry_of(value) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return Entry(tuple(entry_of(value) for value in data))
    if isinstance(data, bool):
        return Entry("true" if data else "false")
    return Entry("" if data is None else str(data))


@dataclass(slots=True)
class Report:
    """The problems of one source file, as they are found."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Tell whether something found so far is more than a warning."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(slots=True)
class Fields:
    """One mapping of a source, read field by field."""

    entry: Entry
    report: Report
    languages: tuple[str, ...] = ()
    item: str | None = None
    what: str = ""
    is_draft: bool = False

    def problem(
        self,
        code: str,
        message: str,
        *,
        at: Entry | None = None,
        hint: str = "",
        severity: Severity = "error",
    ) -> None:
        """Note what is wrong, at the line of `at` or else of this mapping."""
        line = at.line if at is not None and at.line is not None else self.entry.line
        message = f"{self.what}: {message}" if self.what else message
        self.report.problems.append(
            Problem(severity, code, self.report.file, self.item, line, message, hint)
        )

    def get(self, name: str) -> Entry | None:
        """Give the entry under `name`, if there is one."""
        return self.entry.value.get(name) if isinstance(self.entry.value, Mapping) else None

    def scalar(self, name: str, default: str | None = None) -> str:
        """Give the text under `name`; without a default it must be there."""
        entry = self.get(name)
        if entry is None:
            if default is None:
                self.problem("missing-field", f"'{name}' is missing")
            return default or ""
        if not isinstance(entry.value, str):
            self.problem("wrong-type", f"'{name}' must be a single value", at=entry)
            return default or ""
        return entry.value

    def word(self, name: str, default: str | None = None) -> str:
        """Give an identifier: ASCII letters, digits, dot, dash and underscore."""
        value = self.scalar(name, default)
        if value and not WORD.fullmatch(value):
            self.problem(
                "bad-identifier",
                f"'{name}' has characters that an identifier cannot have: {value!r}",
                at=self.get(name),
                hint="use ASCII letters, digits, '.', '-' and '_'",
            )
        elif not value and self.get(name) is not None and default is None:
            self.problem("missing-field", f"'{name}' is empty", at=self.get(name))
        return value

    def one_of(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """Give a value out of a fixed set, or the empty string."""
        value = self.scalar(name, default)
        if value in allowed or self.get(name) is None:
            return value
        close = get_close_matches(value, list(allowed), 1)
        self.problem(
            f"unknown-{name}",
            f"{name} {value!r} is not known",
            at=self.get(name),
            hint=f"did you mean {close[0]!r}?" if close else f"one of: {', '.join(allowed)}",
        )
        return ""

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """Give a whole number from `low` to `high`."""
        value = self.scalar(name, None if default is None else str(default))
        if self.get(name) is None and default is None:
            return low
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            self.problem(
                "bad-number",
                f"'{name}' must be a whole number from {low} to {high}, not {value!r}",
                at=self.get(name),
            )
            return low
        return int(value)

    def decimal(self, name: str, default: str | None = None) -> Decimal:
        """Give a finite decimal number."""
        value = self.scalar(name, default)
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("nan")
        if number.is_finite():
            return number
        if self.get(name) is not None:
            self.problem(
                "bad-number", f"'{name}' must be a number, not {value!r}", at=self.get(name)
            )
        return Decimal(0)

    def percentage(self, name: str, default: str | None = None) -> Decimal:
        """Give a decimal number from 0 to 100."""
        number = self.decimal(name, default)
        if not 0 <= number <= 100:
            self.problem("bad-number", f"'{name}' must be from 0 to 100", at=self.get(name))
        return number

    def flag(self, name: str, default: bool = False) -> bool:
        """Give a true or false."""
        value = self.scalar(name, "true" if default else "false").lower()
        if value not in FLAGS:
            self.problem(
                "bad-flag", f"'{name}' must be true or false, not {value!r}", at=self.get(name)
            )
        return FLAGS.get(value, default)

    def text(self, name: str, *, may_be_missing: bool = False) -> Text:
        """Give a text in every language of the source; a plain string is in the first language."""
        entry = self.get(name)
        if entry is None:
            if not may_be_missing and not self._may_do_without(name):
                self.problem("missing-text", f"'{name}' is missing")
            return {}
        if isinstance(entry.value, tuple):
            self.problem("wrong-type", f"'{name}' must be a text, not a list", at=entry)
            return {}
        if isinstance(entry.value, str):
            return self._complete(name, entry, {(*self.languages, "ko")[0]: entry.value})
        return self._complete(name, entry, _texts(entry.value))

    def quietly(self, name: str) -> Text:
        """Give the texts under `name` as they are, noting nothing."""
        entry = self.get(name)
        if entry is None or isinstance(entry.value, tuple):
            return {}
        return {"": entry.value} if isinstance(entry.value, str) else _texts(entry.value)

    def _may_do_without(self, name: str) -> bool:
        return self.is_draft and name in EXPLANATIONS

    def _complete(self, name: str, entry: Entry, found: dict[str, str]) -> Text:
        needed = () if self._may_do_without(name) else self.languages
        for language in needed:
            if not found.get(language, "").strip():
                self.problem("missing-language", f"'{name}' has no text in '{language}'", at=entry)
        if self.languages and (extra := set(found) - set(self.languages)):
            self.problem(
                "unknown-language",
                f"'{name}' has a language that the bank does not have: {', '.join(sorted(extra))}",
                at=entry,
            )
        order = [*self.languages, *(code for code in found if code not in self.languages)]
        return {code: found[code].strip() for code in order if found.get(code, "").strip()}

    def child(self, name: str) -> "Fields | None":
        """Give the mapping under `name`, if there is one."""
        entry = self.get(name)
        if entry is None:
            return None
        return self.inner(entry, name)

    def children(self, name: str) -> "Iterator[Fields]":
        """Give the mappings of the list under `name`."""
        entry = self.get(name)
        if entry is None:
            self.problem("missing-field", f"'{name}' is missing")
            return
        if not isinstance(entry.value, tuple):
            self.problem("wrong-type", f"'{name}' must be a list", at=entry)
            return
        for number, each in enumerate(entry.value, 1):
            if (inner := self.inner(each, f"{name} {number}")) is not None:
                yield inner

    def scalars(self, name: str) -> tuple[str, ...]:
        """Give the list of single values under `name`; a single value is a list of one."""
        entry = self.get(name)
        if entry is None:
            return ()
        listed = entry.value if isinstance(entry.value, tuple) else (entry,)
        for each in listed:
            if not isinstance(each.value, str):
                self.problem("wrong-type", f"'{name}' must be a list of single values", at=each)
        return tuple(each.value for each in listed if isinstance(each.value, str))

    def inner(self, entry: Entry, what: str) -> "Fields | None":
        """Give a nested mapping, read under the same item."""
        if not isinstance(entry.value, Mapping):
            self.problem("wrong-type", f"{what} must be a mapping", at=entry)
            return None
        return Fields(entry, self.report, self.languages, self.item, what, self.is_draft)

    def only(self, *known: str) -> None:
        """Note every field that is not known: most are slips of the pen."""
        if not isinstance(self.entry.value, Mapping):
            return
        for name, entry in self.entry.value.items():
            if name not in known:
                close = get_close_matches(name, known, 1)
                self.problem(
                    "unknown-field",
                    f"'{name}' is not a field here",
                    at=entry,
                    hint=f"did you mean '{close[0]}'?" if close else "",
                )


def _texts(value: Mapping[str, Entry]) -> dict[str, str]:
    return {code: entry.value for code, entry in value.items() if isinstance(entry.value, str)}
