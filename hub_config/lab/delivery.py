"""How a course's files reach a home without overwriting a person's work: the rules, as values.

The rules are nbgitpuller's: what was not changed is brought up to date, what was
deleted comes back, and what was changed stays, with the new version beside it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any


class Step(StrEnum):
    """What happens with one delivered file."""

    KEEP = "keep"
    """nothing: what is there is what the course has, or the person knows of the new version"""
    WRITE = "write"
    """the file is new, was deleted, or was left as it came"""
    BESIDE = "beside"
    """the person changed it, so the new version comes beside it"""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was delivered last for one path: at the path itself, and beside it."""

    sha256: str = ""
    beside: str = ""
    fingerprint: str = ""
    """of what was written at the path, told from its content alone"""


NAMES = tuple(field.name for field in fields(Delivered))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for one path, and where."""

    path: str
    step: Step
    target: str


def plan(
    path: str, offered: str, here: str | None, delivered: Delivered, taken: Callable[[str], bool]
) -> Plan:
    """Decide about one file from four digests.

    `offered` is the course's version, `here` what lies at the path (None: nothing),
    `delivered` what was written last, and `taken` tells whether a path is in use.
    """
    if here is None or (here == delivered.sha256 and here != offered):
        return Plan(path, Step.WRITE, path)
    if offered in {here, delivered.sha256, delivered.beside}:
        return Plan(path, Step.KEEP, path)
    return Plan(path, Step.BESIDE, beside(path, taken))


def beside(path: str, taken: Callable[[str], bool]) -> str:
    """Return a free name beside a path that says what it is."""
    pure, number = PurePosixPath(path), 1
    while True:
        label = "새 버전" if number == 1 else f"새 버전 {number}"
        candidate = str(pure.with_name(f"{pure.stem} ({label}){pure.suffix}"))
        if not taken(candidate):
            return candidate
        number += 1


def after(delivered: Delivered, offered: str, step: Step, fingerprint: str = "") -> Delivered:
    """Return what is remembered once a plan was carried out."""
    if step is Step.WRITE:
        return Delivered(sha256=offered, fingerprint=fingerprint)
    if step is Step.BESIDE:
        return replace(delivered, beside=offered)
    return delivered


def fingerprint(data: bytes) -> str:
    """Return a digest of what a person works on in a file.

    For a notebook that is its cells and their outputs: JupyterLab rewrites metadata and
    layout as soon as a notebook is opened, and that is no work of the person.
    """
    try:
        cells = json.loads(data)["cells"]
        told = [[cell["cell_type"], text_of(cell), outputs_of(cell)] for cell in cells]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def text_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's source, which may be stored as lines or as one text."""
    return "".join(cell["source"])


def outputs_of(cell: Mapping[str, Any]) -> list[Any]:
    """Return a cell's outputs without the number of the run that made them."""
    return [
        {name: value for name, value in output.items() if name != "execution_count"}
        for output in cell.get("outputs", [])
    ]


def from_json(told: object) -> dict[str, Delivered]:
    """Return what was remembered; anything unreadable counts as never delivered."""
    if not isinstance(told, Mapping):
        return {}
    return {
        str(path): Delivered(*(str(one.get(name, "")) for name in NAMES))
        for path, one in told.items()
        if isinstance(one, Mapping)
    }


def to_json(delivered: Mapping[str, Delivered]) -> dict[str, dict[str, str]]:
    """Return what is to be remembered as JSON values."""
    return {path: asdict(one) for path, one in sorted(delivered.items())}
