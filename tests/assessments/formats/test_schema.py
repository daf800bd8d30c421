"""The schema that editors use says what the reader says."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from assessments import exam_data
from assessments.formats.schema import exam_schema, items_schema
from assessments.items import COMMON_FIELDS, STATUSES, TYPES
from assessments.items.cloze import KINDS
from assessments.model import Demand, Part, Scale, Section
from tests.assessments.samples import exam_of
from tests.assessments.typed_items import BODIES, source_of

SCHEMA: dict[str, Any] = json.loads(items_schema())
CHECK = Draft202012Validator(SCHEMA)
CONTENT = Path(__file__).resolve().parents[3] / "content"
EXAM: dict[str, Any] = json.loads(exam_schema())
EXAM_CHECK = Draft202012Validator(EXAM)
EXAMS = sorted(CONTENT.glob("*/exams/*.yml"))
FILES = sorted(path for path in CONTENT.glob("*/items/*.yml") if path.name != "bank.yml")


def document(source: str) -> object:
    return {"domain": "a", "items": yaml.safe_load(source)}


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", BODIES)
def test_every_type_is_known_to_it(name: str) -> None:
    assert list(CHECK.iter_errors(document(source_of(name)))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_banks_we_ship_are_valid(path: Path) -> None:
    assert [error.message for error in CHECK.iter_errors(yaml.safe_load(path.read_text()))] == []


def test_it_has_the_fields_of_the_reader_and_no_others() -> None:
    item = SCHEMA["$defs"]["item"]
    branches = {
        branch["if"]["properties"]["type"]["const"]: set(branch["then"]["properties"])
        for branch in item["allOf"]
    }

    assert set(item["properties"]) == set(COMMON_FIELDS)
    assert branches == {name: {*COMMON_FIELDS, *kind.fields} for name, kind in TYPES.items()}
    assert item["properties"]["status"]["enum"] == list(STATUSES)
    assert SCHEMA["$defs"]["gap"]["properties"]["kind"]["enum"] == list(KINDS)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("single", "type: single", "type: singel"),
        ("single", "correct: true", "corect: true"),
        ("hotspot", "shape: circle", "shape: star"),
        ("cloze", "kind: number", "kind: hotspot"),
        ("numeric", 'answer: "4096.5"', "answer: many"),
        ("matching", "targets:", "target:"),
    ],
)
def test_slips_are_found(name: str, old: str, new: str) -> None:
    source = source_of(name)
    assert old in source

    assert list(CHECK.iter_errors(document(source.replace(old, new))))


@pytest.mark.parametrize("path", EXAMS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_exams_we_ship_are_valid(path: Path) -> None:
    found = EXAM_CHECK.iter_errors(yaml.safe_load(path.read_text()))
    assert [error.message for error in found] == []


def test_that_of_exams_has_what_the_reader_writes_and_finds_slips() -> None:
    Draft202012Validator.check_schema(EXAM)
    full = replace(
        exam_of(Demand("a", 1, Decimal(40))),
        scale=Scale(Decimal(100), Decimal(1000), Decimal(700)),
        sections=(Section({"ko": "하나"}, ("a",)),),
    )
    written = exam_data(full)

    assert set(EXAM["properties"]) == set(written)
    for name in ("demand", "scale", "section"):
        source = {"demand": "blueprint", "scale": "scale", "section": "sections"}[name]
        value: Any = written[source]
        one = value[0] if isinstance(value, list) else value
        assert set(EXAM["$defs"][name]["properties"]) == set(one)
    part = Part({"ko": "하나"}, ("q1",), points=(("q1", Decimal(2)),))
    listed: Any = exam_data(exam_of(Demand("a", 1, Decimal(40), part)))["blueprint"]
    assert set(EXAM["$defs"]["part"]["properties"]) == set(listed[0])
    slip = {**yaml.safe_load(EXAMS[0].read_text()), "sections": [{"titel": "하나"}]}
    assert list(EXAM_CHECK.iter_errors(slip))
