"""How much of the points is lost by handing in after the due date: pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class LateStep(StrEnum):
    """What lateness is counted in."""

    HOUR = "hour"
    DAY = "day"

    @property
    def length(self) -> timedelta:
        """How long one is."""
        return timedelta(hours=1) if self is LateStep.HOUR else timedelta(days=1)


@dataclass(frozen=True)
class LatePolicy:
    """Percent lost for each step begun after the due date and the grace, up to `most_percent`."""

    percent: int = 0
    step: LateStep = LateStep.DAY
    most_percent: int = 100
    grace: timedelta = timedelta(0)

    def percent_off(self, due_at: datetime, received_at: datetime) -> int:
        """The percent lost; a second after the grace is a whole step."""
        late_by = received_at - due_at
        if not self.percent or late_by <= self.grace:
            return 0
        steps = -(-late_by // self.step.length)
        return min(self.percent * steps, self.most_percent)


NOTHING_OFF = LatePolicy()


def counted(score: Decimal, percent_off: int) -> Decimal:
    """The points that are left, to ten-thousandths."""
    return (score * (100 - percent_off) / 100).quantize(Decimal("0.0001")).normalize() + 0
