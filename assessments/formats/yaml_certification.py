"""Our own format of a certification: one YAML file, every fact with its source and its day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from assessments.certifications import (
    Certification,
    FormFacts,
    Outline,
    OutlineDomain,
    Range,
    Source,
    SourceKind,
)
from assessments.fields import Entry, Fields, Report, entry_of
from assessments.formats.yaml_source import read_entry
from assessments.items.kind import Data
from assessments.model import Problem

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_QUESTIONS = 1000
MOST_MINUTES = 1440
LONGEST_ADDRESS = 500
KINDS: dict[str, SourceKind] = {"official": "official", "secondary": "secondary"}


@dataclass(frozen=True, slots=True)
class ReadCertifications:
    """The certifications that could be read, and everything wrong with the files."""

    certifications: tuple[Certification, ...]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Tell whether they must not be published."""
        return any(problem.severity == "error" for problem in self.problems)


def read_certifications(folder: Path) -> ReadCertifications:
    """Read every certification in a folder; a bad file never hides the others."""
    found: list[Certification] = []
    problems: list[Problem] = []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        report = Report(path.name)
        if (entry := read_entry(path, report)) is not None:
            read = parse_certification(Fields(entry, report))
            found += [] if report.has_errors else [read]
        problems += report.problems
    if not found and not problems:
        problems.append(_problem("nothing-here", str(folder), None, "no certification in here"))
    return ReadCertifications(tuple(found), (*problems, *_between(found)))


def _between(found: Sequence[Certification]) -> list[Problem]:
    ids = [each.id for each in found]
    repeated = sorted({each for each in ids if ids.count(each) > 1})
    return [
        *(
            _problem("id-repeated", each, each, f"{each!r} stands in two files")
            for each in repeated
        ),
        *(
            _problem("unknown-successor", each.id, each.id, f"there is no {each.successor!r}")
            for each in found
            if each.successor and each.successor not in ids
        ),
    ]


def _problem(code: str, file: str, item: str | None, message: str) -> Problem:
    return Problem("error", code, file, item, None, message)


def parse_certification(fields: Fields) -> Certification:
    """Read a certification; what is wrong is in the report."""
    fields.item = fields.scalar("id", "") or None
    fields.only(
        "id", "provider", "title", "about", "site", "course", "retired_on", "successor", "outlines",
    )  # fmt: skip
    title = fields.text("title")
    fields.languages = tuple(title)
    outlines = tuple(_outline(each) for each in fields.children("outlines"))
    if fields.get("outlines") is not None and not outlines:
        fields.problem("no-outline", "there is no outline", at=fields.get("outlines"))
    _note_overlaps(fields, outlines)
    return Certification(
        id=fields.word("id"),
        provider=fields.text("provider"),
        title=title,
        about=fields.text("about"),
        site=_address(fields, "site"),
        outlines=outlines,
        course=fields.word("course", ""),
        retired_on=_day(fields, "retired_on"),
        successor=fields.word("successor", ""),
    )


def _note_overlaps(fields: Fields, outlines: Sequence[Outline]) -> None:
    ids = [each.id for each in outlines]
    for repeated in sorted({each for each in ids if ids.count(each) > 1}):
        fields.problem("outline-repeated", f"outline {repeated!r} stands here twice")
    ordered = sorted(outlines, key=lambda each: each.valid_from or date.min)
    for earlier, later in pairwise(ordered):
        begins = later.valid_from or date.min
        if earlier.valid_to is None or earlier.valid_to >= begins:
            fields.problem(
                "outlines-overlap",
                f"{earlier.id!r} still holds when {later.id!r} begins",
                hint="give the earlier one a 'valid_to' before the other's 'valid_from'",
            )


def _outline(fields: Fields) -> Outline:
    fields.only("id", "valid_from", "valid_to", "domains", "form", "notes", "sources")
    listed = fields.children("domains") if fields.get("domains") is not None else ()
    outline = Outline(
        id=fields.word("id"),
        valid_from=_day(fields, "valid_from"),
        valid_to=_day(fields, "valid_to"),
        domains=tuple(_domain(each) for each in listed),
        form=_form(fields.child("form") or Fields(Entry({}), fields.report, fields.languages)),
        notes=fields.text("notes", may_be_missing=True),
        sources=tuple(_source(each) for each in fields.children("sources")),
    )
    _note_faults(fields, outline)
    return outline


def _note_faults(fields: Fields, outline: Outline) -> None:
    if fields.get("sources") is not None and not outline.sources:
        fields.problem("no-source", "an outline needs a source", at=fields.get("sources"))
    if outline.valid_from and outline.valid_to and outline.valid_to < outline.valid_from:
        fields.problem("bad-date", "'valid_to' lies before 'valid_from'", at=fields.get("valid_to"))
    weights = [each.weight for each in outline.domains]
    known = [each for each in weights if each is not None]
    if known and len(known) == len(weights):
        low, high = sum(each.low for each in known), sum(each.high for each in known)
        if not low <= 100 <= high:
            fields.problem(
                "bad-weights",
                f"the weights make {low:f} to {high:f} %, which is never 100 %",
                at=fields.get("domains"),
            )


def _domain(fields: Fields) -> OutlineDomain:
    fields.only("id", "title", "weight")
    weight = _range(fields, "weight", 100)
    return OutlineDomain(fields.word("id"), fields.text("title"), weight)


def _form(fields: Fields) -> FormFacts:
    fields.only("questions", "minutes", "pass_rule")
    has_minutes = fields.get("minutes") is not None
    return FormFacts(
        _range(fields, "questions", MOST_QUESTIONS),
        fields.whole("minutes", 1, MOST_MINUTES) if has_minutes else None,
        fields.text("pass_rule", may_be_missing=True),
    )


def _source(fields: Fields) -> Source:
    fields.only("url", "kind", "checked_on")
    kind = KINDS.get(fields.one_of("kind", KINDS), "secondary")
    day = _day(fields, "checked_on")
    if day is None and fields.get("checked_on") is None:
        fields.problem("missing-field", "'checked_on' is missing")
    return Source(_address(fields, "url"), kind, day or date.min)


def _range(fields: Fields, name: str, highest: int) -> Range | None:
    """One number, or `min` and `max`."""
    entry = fields.get(name)
    if entry is None:
        return None
    if isinstance(entry.value, str):
        only = fields.decimal(name)
        found = Range(only, only)
    else:
        inner = fields.child(name)
        if inner is None:
            return None
        inner.only("min", "max")
        found = Range(inner.decimal("min"), inner.decimal("max"))
    if not 0 <= found.low <= found.high <= highest:
        fields.problem("bad-range", f"'{name}' must lie between 0 and {highest}", at=entry)
    return found


def _day(fields: Fields, name: str) -> date | None:
    value = fields.scalar(name, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        fields.problem("bad-date", f"'{name}' must be a day as 2026-06-30", at=fields.get(name))
        return None


def _address(fields: Fields, name: str) -> str:
    value = fields.scalar(name)
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    is_plain = value.isprintable() and " " not in value and len(value) <= LONGEST_ADDRESS
    if value and not (parts.scheme in {"https", "http"} and parts.hostname and is_plain):
        fields.problem("bad-address", f"'{name}' must be a web address", at=fields.get(name))
    return value


def certification_data(found: Certification) -> Data:
    """Give a certification as plain values that `certification_from` reads back."""
    return {
        "id": found.id,
        "provider": dict(found.provider),
        "title": dict(found.title),
        "about": dict(found.about),
        "site": found.site,
        "course": found.course,
        "successor": found.successor,
        **_days(retired_on=found.retired_on),
        "outlines": [_outline_data(each) for each in found.outlines],
    }


def _outline_data(outline: Outline) -> Data:
    form = outline.form
    minutes = {} if form.minutes is None else {"minutes": form.minutes}
    return {
        "id": outline.id,
        **_days(valid_from=outline.valid_from, valid_to=outline.valid_to),
        "domains": [
            {"id": each.id, "title": dict(each.title), **_range_data("weight", each.weight)}
            for each in outline.domains
        ],
        "form": {
            **_range_data("questions", form.questions),
            **minutes,
            **_text_data("pass_rule", form.pass_rule),
        },
        **_text_data("notes", outline.notes),
        "sources": [
            {"url": each.url, "kind": each.kind, "checked_on": each.checked_on.isoformat()}
            for each in outline.sources
        ],
    }


def _days(**days: date | None) -> dict[str, object]:
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _range_data(name: str, found: Range | None) -> dict[str, object]:
    return {} if found is None else {name: {"min": str(found.low), "max": str(found.high)}}


def _text_data(name: str, text: object) -> dict[str, object]:
    return {name: text} if text else {}


def certification_from(data: Data) -> Certification:
    """Read a certification that `certification_data` gave; raises ValueError if it is not one."""
    report = Report("stored certification")
    found = parse_certification(Fields(entry_of(data), report))
    if report.has_errors:
        raise ValueError("; ".join(problem.message for problem in report.problems))
    return found
