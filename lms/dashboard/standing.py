"""Who is falling behind in a run, and why: a pure rule over what each trainee has done.

A trainee falls behind who missed a due date, or has done at least `LESSONS_BEHIND`
lessons fewer than the middle one of the cohort and no more than two thirds of it, or
has not been seen in the run for `QUIET` days. Who came late is measured from then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

QUIET = timedelta(days=7)
LESSONS_BEHIND = 2


@dataclass(frozen=True)
class Standing:
    """What one trainee has done in one run; `since` is when they could begin."""

    user_id: int
    name: str
    since: datetime
    n_done: int
    n_missed: int
    seen_at: datetime | None


@dataclass(frozen=True)
class Behind:
    """Somebody to look after; what is no reason is zero."""

    standing: Standing
    n_missed: int
    n_lessons_behind: int
    n_quiet_days: int

    @property
    def n_reasons(self) -> int:
        """How many of the three hold."""
        return sum(map(bool, (self.n_missed, self.n_lessons_behind, self.n_quiet_days)))


def falling_behind(standings: Sequence[Standing], *, at: datetime) -> list[Behind]:
    """Those who fall behind, the ones with most reasons and most missed first."""
    if not standings:
        return []
    middle = median_low(one.n_done for one in standings)
    found = [_behind(one, middle, at) for one in standings]
    return sorted(
        (one for one in found if one.n_reasons),
        key=lambda one: (-one.n_reasons, -one.n_missed, -one.n_quiet_days, one.standing.user_id),
    )


def _behind(one: Standing, middle: int, at: datetime) -> Behind:
    lacks = middle - one.n_done
    is_slow = lacks >= LESSONS_BEHIND and one.n_done * 3 <= middle * 2
    quiet = at - max(one.since, one.seen_at or one.since)
    return Behind(one, one.n_missed, lacks if is_slow else 0, quiet.days if quiet >= QUIET else 0)
