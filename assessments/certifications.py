"""Certification exams of others: what their public outlines say, since when, and where it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from assessments.model import Text

SourceKind = Literal["official", "secondary"]
"""Whether the provider itself says it, or somebody about the provider."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; the same number twice where there is only one."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class OutlineDomain:
    """A part of an outline and its weight in per cent; None where no outline says it."""

    id: str
    title: Text
    weight: Range | None


@dataclass(frozen=True, slots=True)
class FormFacts:
    """How an exam is sat, as far as it is public."""

    questions: Range | None
    minutes: int | None
    pass_rule: Text


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts were read, and on which day."""

    url: str
    kind: SourceKind
    checked_on: date


@dataclass(frozen=True, slots=True)
class Outline:
    """One version of an exam's blueprint; `valid_from` and `valid_to` are None where unknown."""

    id: str
    valid_from: date | None
    valid_to: date | None
    domains: tuple[OutlineDomain, ...]
    form: FormFacts
    notes: Text
    sources: tuple[Source, ...]

    def is_valid(self, on: date) -> bool:
        """Tell whether it holds on a day; an end that nobody knows does not count against it."""
        is_begun = self.valid_from is None or self.valid_from <= on
        return is_begun and (self.valid_to is None or on <= self.valid_to)

    @property
    def checked_on(self) -> date:
        """Give the day on which a source of it was last looked at."""
        return max(source.checked_on for source in self.sources)


@dataclass(frozen=True, slots=True)
class Certification:
    """An exam for a certificate that somebody else gives; `course` prepares for it here."""

    id: str
    provider: Text
    title: Text
    about: Text
    site: str
    outlines: tuple[Outline, ...]
    course: str = ""
    retired_on: date | None = None
    successor: str = ""

    def is_retired(self, on: date) -> bool:
        """Tell whether it can be sat no more: the day itself is the last one."""
        return self.retired_on is not None and on > self.retired_on

    def outline(self, on: date) -> Outline:
        """Give the outline that holds on a day, or else the newest one."""
        valid = [each for each in self.outlines if each.is_valid(on)]
        return _newest(valid or self.outlines)


def _newest(outlines: Sequence[Outline]) -> Outline:
    return max(outlines, key=lambda each: each.valid_from or date.min)
