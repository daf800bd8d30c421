"""Certifications as files: what is read, what is refused and where, which outline holds when."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from assessments.certifications import Certification, Range
from assessments.formats.schema import certification_schema
from assessments.formats.yaml_certification import (
    certification_data,
    certification_from,
    read_certifications,
)

CONTENT = Path(__file__).resolve().parents[3] / "content" / "certifications"
SCHEMA = Draft202012Validator(json.loads(certification_schema()))
SOURCE = """\
id: ab-1
provider: {ko: 기관, en: Agency}
title: {ko: 시험, en: Exam}
about: {ko: 설명, en: What it is}
site: https://agency.example/
retired_on: 2026-06-30
outlines:
  - id: old
    valid_to: 2025-12-31
    domains:
      - {id: one, title: {ko: 하나, en: One}, weight: {min: 15, max: 20}}
      - {id: two, title: {ko: 둘, en: Two}, weight: 80}
    form: {questions: {min: 40, max: 60}, minutes: 45, pass_rule: {ko: 700점, en: "700"}}
    sources:
      - {url: "https://agency.example/outline", kind: official, checked_on: 2026-01-02}
      - {url: "https://news.example/1", kind: secondary, checked_on: 2026-03-04}
  - id: new
    valid_from: 2026-01-01
    sources:
      - {url: "https://agency.example/outline", kind: official, checked_on: 2026-02-02}
"""


def read(folder: Path, text: str = SOURCE) -> Certification:
    (folder / "ab-1.yml").write_text(text, encoding="utf-8")
    found = read_certifications(folder)
    assert found.problems == ()
    return found.certifications[0]


def unquoted(path: Path) -> Any:
    """The file with days as they are written, not as dates."""
    return yaml.load(path.read_text("utf-8"), Loader=_DaysAsText)  # noqa: S506  # safe loader


class _DaysAsText(yaml.SafeLoader):
    """Reads a day as the text it is."""


_DaysAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_a_certification_is_read_as_written(tmp_path: Path) -> None:
    found = read(tmp_path)

    old = found.outlines[0]
    assert (found.id, found.retired_on) == ("ab-1", date(2026, 6, 30))
    assert [each.weight for each in old.domains] == [
        Range(Decimal(15), Decimal(20)),
        Range(Decimal(80), Decimal(80)),
    ]
    assert (old.form.minutes, old.form.questions) == (45, Range(Decimal(40), Decimal(60)))
    assert old.checked_on == date(2026, 3, 4)
    assert found.outlines[1].form.minutes is None
    assert certification_from(json.loads(json.dumps(certification_data(found)))) == found


@pytest.mark.parametrize(
    ("on", "outline", "is_retired"),
    [
        (date(2025, 12, 31), "old", False),
        (date(2026, 1, 1), "new", False),
        (date(2026, 6, 30), "new", False),
        (date(2026, 7, 1), "new", True),
    ],
)
def test_a_day_has_its_outline_and_the_last_day_still_counts(
    tmp_path: Path, on: date, outline: str, is_retired: bool
) -> None:
    found = read(tmp_path)

    assert found.outline(on).id == outline
    assert found.is_retired(on) is is_retired


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("weight: 80", "weight: 70", "bad-weights", 11),
        ("weight: 80", "weight: {min: 90, max: 80}", "bad-range", 12),
        ("weight: 80", "weight: 180", "bad-range", 12),
        ("weight: 80", "weight: much", "bad-number", 12),
        ("2026-06-30", "June 2026", "bad-date", 6),
        ("2026-06-30", "2026-06-31", "bad-date", 6),
        ("valid_to: 2025-12-31", "valid_to: 2026-01-01", "outlines-overlap", 1),
        ("valid_from: 2026-01-01", "valid_from: 2026-01-01\n    valid_to: 2025-01-01", "bad-date", 19),
        ("id: new", "id: old", "outline-repeated", 1),
        ("kind: secondary", "kind: rumour", "unknown-kind", 16),
        (", checked_on: 2026-03-04", "", "missing-field", 16),
        ("site: https://", "site: ftp://", "bad-address", 5),
        ("https://news.example/1", "javascript:alert(1)", "bad-address", 16),
        ("minutes: 45", "minutes: 0", "bad-number", 13),
        ("about:", "abuot:", "unknown-field", 4),
        ("retired_on: 2026-06-30", "successor: nobody", "unknown-successor", None),
        (", en: Agency", "", "missing-language", 2),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int | None
) -> None:
    assert old in SOURCE
    (tmp_path / "ab-1.yml").write_text(SOURCE.replace(old, new), encoding="utf-8")

    found = read_certifications(tmp_path)

    assert found.has_errors
    assert (code, line) in [(each.code, each.line) for each in found.problems]


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("id: [", encoding="utf-8")
    (tmp_path / "b.yml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "c.yml").write_text(SOURCE, encoding="utf-8")

    found = read_certifications(tmp_path)

    assert [each.code for each in found.problems] == ["bad-yaml", "id-repeated"]
    assert len(found.certifications) == 2


def test_an_empty_folder_is_not_a_catalogue(tmp_path: Path) -> None:
    assert [each.code for each in read_certifications(tmp_path).problems] == ["nothing-here"]


def test_what_we_ship_is_sound_has_the_schema_and_names_its_sources() -> None:
    found = read_certifications(CONTENT)

    assert found.problems == ()
    assert len(found.certifications) >= 12
    for path in CONTENT.glob("*.yml"):
        assert [error.message for error in SCHEMA.iter_errors(unquoted(path))] == [], path.name
    for each in found.certifications:
        assert set(each.title) == {"ko", "en"}
    ended = {each.id: each.successor for each in found.certifications if each.retired_on}
    assert ended == {"ai-900": "ai-901", "ai-102": "ai-103"}


def test_the_example_of_these_tests_has_the_schema_too(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text(SOURCE, encoding="utf-8")

    assert list(SCHEMA.iter_errors(unquoted(path))) == []
