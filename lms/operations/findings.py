"""What a check of the installation found."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    check: str
    verdict: Verdict
    detail: str


def finding(
    check: str, is_right: bool, detail: str, *, otherwise: Verdict = Verdict.WRONG
) -> Finding:
    """A check's line: ok, or how bad it is that something is not right."""
    return Finding(check, Verdict.OK if is_right else otherwise, detail)
