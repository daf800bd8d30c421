"""What an author should look at: flags that item analysis raises.

The bounds are rules of thumb of the field: Ebel & Frisbie, Essentials of Educational
Measurement (5th ed. 1991), on difficulty and discrimination; Haladyna & Downing (1993), How
many options is enough for a multiple-choice test item?, Educational and Psychological
Measurement 53, 999-1010, on distractors that fewer than 5 % choose.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

TOO_EASY, TOO_HARD, WEAK = 0.95, 0.20, 0.10
FEW_CHOOSE = 0.05
SURE = 1.645
"""Standard errors above zero from which a correlation is taken to be positive: 5 %, one-sided."""


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """How often an option was chosen, and how that goes with the rest of the test.

    `mean` is the mean total of those who chose it; `option_total` and `option_rest` are
    point-biserial correlations of the choice with the total and with the total without the item.
    """

    n: int
    share: float
    mean: float | None
    option_total: float | None
    option_rest: float | None
    is_key: bool


def flags_of(
    facility: float | None,
    item_rest: float | None,
    options: Mapping[str, OptionStatistics],
    n: int,
) -> tuple[str, ...]:
    """The names of what is worth a look, in a fixed order."""
    wrong = [option for option in options.values() if not option.is_key]
    checks = {
        "too_easy": facility is not None and facility > TOO_EASY,
        "too_hard": facility is not None and facility < TOO_HARD,
        "weak": item_rest is not None and 0 <= item_rest < WEAK,
        "negative": item_rest is not None and item_rest < 0,
        "probable_wrong_key": any(_beats_the_key(option, item_rest, n) for option in wrong),
        "dead_distractor": any(option.share < FEW_CHOOSE for option in wrong),
    }
    return tuple(name for name, holds in checks.items() if holds)


def _beats_the_key(wrong: OptionStatistics, item_rest: float | None, n: int) -> bool:
    """Whether those who do well elsewhere choose this wrong option rather than the key."""
    if wrong.option_rest is None or wrong.option_rest < max(WEAK, SURE / math.sqrt(max(n, 1))):
        return False
    return item_rest is None or (item_rest < WEAK and wrong.option_rest > item_rest)
