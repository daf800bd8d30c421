"""How the cost of a piece of work grows with what it is given, free of how busy the machine is."""

import time
from collections.abc import Callable

GRAIN = 0.002
"""Seconds of a core; what takes less is too short to be compared."""


def growth(
    work: Callable[[int], object], small: int, large: int, *, rounds: int = 3, grain: float = GRAIN
) -> float:
    """The time of a core that the large size takes over that of the small one.

    Both are tried in turn after a first try that does not count, and the least of each counts:
    whatever else the machine does only ever adds.
    """
    work(small)
    times: dict[int, list[float]] = {small: [], large: []}
    for _ in range(rounds):
        for size, taken in times.items():
            begun = time.process_time()
            work(size)
            taken.append(time.process_time() - begun)
    return min(times[large]) / max(min(times[small]), grain)
