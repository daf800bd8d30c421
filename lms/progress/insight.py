"""What the attempts of a class say about each question: pure counts, no verdicts."""

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.gradebook.book import Trainee
from lms.notebooks.marks import Result

ERROR_TYPE = re.compile(r"\b(?:\w+\.)*(\w*(?:Error|Exception|Interrupt|Exit|Warning|Timeout))\b")
MOST_ERRORS = 3
TRIES_OF_STUCK = 2
"""Whoever has handed in so often and never got a question whole is stuck at it."""


@dataclass(frozen=True)
class Try:
    """One attempt that was graded, with what each question got."""

    user_id: int
    at: datetime
    results: Mapping[str, Result]


@dataclass(frozen=True)
class Question:
    """How a class fares with one question; times run from a person's first hand-in.

    `errors` counts the kind of error in each person's first attempt that failed.
    """

    name: str
    label: str
    n_people: int
    n_right_at_first: int
    n_right: int
    median_tries: float | None
    median_time: timedelta | None
    errors: Sequence[tuple[str, int]]
    stuck: Sequence[Trainee]

    @property
    def share_right(self) -> int:
        """Those who got it whole by now, in whole percent, rounded down."""
        return 100 * self.n_right // self.n_people


def questions_of(tries: Sequence[Try], people: Mapping[int, Trainee]) -> list[Question]:
    """Each question that anybody tried, in the order of the notebook; `tries` from old to new."""
    by_person: dict[int, list[Try]] = {}
    for one in tries:
        if one.user_id in people:
            by_person.setdefault(one.user_id, []).append(one)
    labels = {name: one.label for each in tries for name, one in each.results.items()}
    found = (_question(name, label, by_person, people) for name, label in labels.items())
    return [one for one in found if one.n_people]


def error_type(error: str) -> str:
    """The kind of an error as Python names it, else how its text begins."""
    match = ERROR_TYPE.search(error)
    return match[1] if match else error.strip().partition("\n")[0][:40]


def _question(
    name: str,
    label: str,
    by_person: Mapping[int, Sequence[Try]],
    people: Mapping[int, Trainee],
) -> Question:
    tried, at_first, stuck = 0, 0, []
    counts, times = [], []
    errors: Counter[str] = Counter()
    for user_id, every in by_person.items():
        mine = [one for one in every if name in one.results and not one.results[name].is_waiting]
        if not mine:
            continue
        tried += 1
        passed = next(
            (place for place, one in enumerate(mine) if is_right(one.results[name])), None
        )
        if passed is not None:
            at_first += passed == 0
            counts.append(passed + 1)
            times.append((mine[passed].at - mine[0].at).total_seconds())
        elif len(mine) >= TRIES_OF_STUCK:
            stuck.append(people[user_id])
        if passed != 0 and (error := mine[0].results[name].error):
            errors[error_type(error)] += 1
    return Question(
        name,
        label,
        tried,
        at_first,
        len(counts),
        statistics.median(counts) if counts else None,
        timedelta(seconds=statistics.median(times)) if times else None,
        errors.most_common(MOST_ERRORS),
        stuck,
    )


def is_right(result: Result) -> bool:
    """Whether a question got all its points."""
    return result.score is not None and result.score >= result.points
