"""Which item to practise next, and how an answer is rated for its return.

An item comes back the sooner, the worse it was known; what is right but was
not sure counts as weak. Half of a bank, chosen by its ids, is kept for mock
exams: a person practises such an item only after a mock has shown it to them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from assessments.model import Outcome


class Mode(StrEnum):
    """What a person wants to practise."""

    MIX = "mix"
    WEAK = "weak"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands with one item; without an outcome they never answered it.

    `met_in_mock` tells whether a closed mock has shown it to them.
    """

    item: str
    domain: str
    outcome: Outcome | None = None
    is_sure: bool = False
    answered_at: datetime | None = None
    due_at: datetime | None = None
    met_in_mock: bool = False

    @property
    def is_weak(self) -> bool:
        """Whether it was answered, and not both right and sure."""
        return self.outcome is not None and not (self.outcome == "right" and self.is_sure)


@dataclass(frozen=True, slots=True)
class DomainStanding:
    """How many items of a domain there are to practise, were answered, are weak."""

    domain: str
    n_items: int
    n_answered: int
    n_weak: int


def rating_of(outcome: Outcome, *, is_sure: bool) -> int:
    """Give the rating of spaced repetition: 1 again, 2 hard, 3 good."""
    if outcome == "right":
        return 3 if is_sure else 2
    return 2 if outcome == "partly" else 1


def is_for_mocks(bank: str, item: str) -> bool:
    """Tell whether an item is kept for mock exams; about half of a bank are, for ever the same."""
    return sha256(f"{bank}\0{item}".encode()).digest()[0] % 2 == 0


def practisable(bank: str, standings: Iterable[Standing]) -> list[Standing]:
    """Give the items that a person may practise: none that a mock could still show as new."""
    return [each for each in standings if each.met_in_mock or not is_for_mocks(bank, each.item)]


def choose(
    mode: Mode, standings: Sequence[Standing], *, at: datetime, seed: str, domain: str = ""
) -> str | None:
    """Give the item to ask next, or None: in that mode there is nothing left now.

    A mix takes what was never answered, in an order of the seed, then what was
    answered longest ago. Weak and due items come the longest waiting first.
    """
    own = [each for each in standings if not domain or each.domain == domain]
    if mode is Mode.WEAK:
        own = [each for each in own if each.is_weak]
    if mode is Mode.DUE:
        own = [each for each in own if each.due_at is not None and each.due_at <= at]
        return min(own, key=lambda each: (each.due_at or at, each.item)).item if own else None
    return min(own, key=lambda each: _longest_ago(each, seed)).item if own else None


def _longest_ago(each: Standing, seed: str) -> tuple[bool, float, str]:
    answered_at = each.answered_at
    rank = sha256(f"{seed}\0{each.item}".encode()).hexdigest()
    return answered_at is not None, answered_at.timestamp() if answered_at else 0.0, rank


def by_domain(standings: Iterable[Standing]) -> list[DomainStanding]:
    """Give the standing of each domain, the weakest of those answered first."""
    found: Mapping[str, list[Standing]] = defaultdict(list)
    for each in standings:
        found[each.domain].append(each)
    domains = [
        DomainStanding(
            domain,
            len(own),
            sum(each.outcome is not None for each in own),
            sum(each.is_weak for each in own),
        )
        for domain, own in found.items()
    ]
    return sorted(domains, key=lambda each: (-_weakness(each), each.domain))


def _weakness(domain: DomainStanding) -> float:
    return domain.n_weak / domain.n_answered if domain.n_answered else 0.0
