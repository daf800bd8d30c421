"""What a trial of strength came to."""

from dataclasses import dataclass


class Failed(Exception):
    """Something was lost, wrong or slower than it may be."""


@dataclass(frozen=True)
class Fact:
    """One figure."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"  {self.name:44} {self.value:10.10g} {self.unit}".rstrip()
