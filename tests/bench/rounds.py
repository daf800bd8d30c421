"""Rounds in which the rivals alternate, and what they came to."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Measure = Callable[[], float]


@dataclass(frozen=True)
class Series:
    """What one rival measured, a figure a round."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The figure in the middle."""
        return statistics.median(self.values)


@dataclass(frozen=True)
class Ratio:
    """How many times one rival's figure is another's, round by round."""

    what: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The ratio in the middle; a single slow minute does not move it."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({min(self.values):.2f} to {max(self.values):.2f})"


def alternate(rivals: Mapping[str, Measure], *, unit: str, rounds: int) -> dict[str, Series]:
    """Measure every rival once a round, each round beginning with another one."""
    names = list(rivals)
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(rivals[name]())
    return {name: Series(name, unit, tuple(values)) for name, values in found.items()}


def ratio(what: str, over: Series, under: Series) -> Ratio:
    """The ratio of two series, each value with the one of the same round."""
    pairs = zip(over.values, under.values, strict=True)
    return Ratio(what, tuple(a / b for a, b in pairs))
