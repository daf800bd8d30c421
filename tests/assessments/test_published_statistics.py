"""Classical statistics of the LSAT sections as published in the documentation of mirt.

Output of `itemstats(expand.table(LSAT6))` and of LSAT7 on the reference pages of mirt 1.45.
"""

from collections.abc import Mapping

import pytest

from assessments.statistics import analyse
from tests.assessments.published import LSAT6, LSAT7, responses_to


@pytest.mark.parametrize(
    ("section", "mean", "sd", "alpha", "sem"),
    [(LSAT6, 3.819, 1.035, 0.295, 0.869), (LSAT7, 3.707, 1.199, 0.453, 0.886)],
)
def test_the_whole_test(
    section: Mapping[str, int], mean: float, sd: float, alpha: float, sem: float
) -> None:
    found = analyse(responses_to(section))

    assert found.n == 1000
    assert found.mean == pytest.approx(mean, abs=5e-4)
    assert found.sd == pytest.approx(sd, abs=5e-4)
    assert found.alpha == found.kr20 == pytest.approx(alpha, abs=5e-4)
    assert found.sem == pytest.approx(sem, abs=5e-4)


@pytest.mark.parametrize(
    ("section", "name", "values"),
    [
        (LSAT6, "facility", [0.924, 0.709, 0.553, 0.763, 0.870]),
        (LSAT6, "item_total", [0.362, 0.567, 0.618, 0.534, 0.435]),
        (LSAT6, "item_rest", [0.113, 0.153, 0.173, 0.144, 0.122]),
        (LSAT6, "alpha_if_deleted", [0.275, 0.238, 0.217, 0.246, 0.266]),
        (LSAT7, "facility", [0.828, 0.658, 0.772, 0.606, 0.843]),
        (LSAT7, "item_total", [0.530, 0.600, 0.611, 0.592, 0.461]),
        (LSAT7, "item_rest", [0.246, 0.247, 0.313, 0.223, 0.175]),
        (LSAT7, "alpha_if_deleted", [0.396, 0.394, 0.345, 0.415, 0.438]),
    ],
)
def test_each_item(section: Mapping[str, int], name: str, values: list[float]) -> None:
    found = analyse(responses_to(section))

    assert [getattr(item, name) for item in found.items] == pytest.approx(values, abs=6e-4)
