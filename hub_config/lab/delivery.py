"""How a course's files reach a home without overwriting a person's work: the rules, as values.

The rules are nbgitpuller's: what was not changed is brought up to date, what was
deleted comes back, and what was changed stays, with the new version beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath


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


def after(delivered: Delivered, offered: str, step: Step) -> Delivered:
    """Return what is remembered once a plan was carried out."""
    if step is Step.WRITE:
        return Delivered(sha256=offered)
    if step is Step.BESIDE:
        return Delivered(sha256=delivered.sha256, beside=offered)
    return delivered


def from_json(told: object) -> dict[str, Delivered]:
    """Return what was remembered; anything unreadable counts as never delivered."""
    if not isinstance(told, Mapping):
        return {}
    return {
        str(path): Delivered(str(one.get("sha256", "")), str(one.get("beside", "")))
        for path, one in told.items()
        if isinstance(one, Mapping)
    }


def to_json(delivered: Mapping[str, Delivered]) -> dict[str, dict[str, str]]:
    """Return what is to be remembered as JSON values."""
    return {
        path: {"sha256": one.sha256, "beside": one.beside}
        for path, one in sorted(delivered.items())
    }
