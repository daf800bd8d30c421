"""Which submissions of an assignment are alike: pairs, by how much of their code they share."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

MOST_SHARING = 10
"""What more of the submissions than this have is taken for what everybody writes, as MOSS does."""

FEWEST_SHARED = 4
"""Fewer fingerprints in common say nothing."""

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Likeness(Generic[Name]):
    """How many fingerprints two submissions share, and of how many of each that count."""

    first: Name
    second: Name
    n_shared: int
    n_first: int
    n_second: int

    @property
    def share(self) -> float:
        """Of the one with less code, how much the other has too: 0 to 1."""
        return self.n_shared / min(self.n_first, self.n_second)


def alike(
    prints: Mapping[Name, AbstractSet[int]], *, threshold: float, most: int = 200
) -> list[Likeness[Name]]:
    """The pairs that share at least this much, those that share most first.

    A fingerprint that more than MOST_SHARING have is counted for none, so the work grows
    with the code, not with the pairs.
    """
    having: dict[int, list[Name]] = defaultdict(list)
    for name, own in prints.items():
        for one in own:
            having[one].append(name)
    shared: Counter[tuple[Name, Name]] = Counter()
    counting: Counter[Name] = Counter()
    for names in having.values():
        if len(names) <= MOST_SHARING:
            counting.update(names)
            shared.update(combinations(names, 2))
    found = [
        Likeness(first, second, n, counting[first], counting[second])
        for (first, second), n in shared.items()
        if n >= FEWEST_SHARED
    ]
    close = [one for one in found if one.share >= threshold]
    return sorted(close, key=lambda one: (-one.share, -one.n_shared))[:most]
