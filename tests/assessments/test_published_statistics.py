"""Classical statistics as others have published them.

For the LSAT sections the output of `itemstats(expand.table(LSAT6))` and of LSAT7 on the reference pages of mirt 1.45;
for the quiz the figures that Moodle's own tests expect (fixtures qstats00 of its quiz statistics),
where "discrimination index" is 100 times the correlation of item and rest.
"""

from collections.abc import Mapping

import pytest

from assessments.statistics import analyse
from tests.assessments.published import LSAT6, LSAT7, quiz, responses_to


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


def test_the_quiz_as_moodle_has_it() -> None:
    items = analyse(quiz()).items

    facility = [0.704, 0.48, 0.973333332, 0.68, 0.52, 0.64, 0.62]
    assert [item.facility for item in items] == pytest.approx(facility, abs=1e-8)
    index = [-7.0650767526, -28.8982125772, -9.1230674268, -22.6306444113]
    index += [-17.6997047674, -45.3785178421, -5.6543166602]
    assert [100 * (item.item_rest or 0) for item in items] == pytest.approx(index, abs=1e-6)
    efficiency = [-9.4550536967, -36.7834118938, -21.6545012165, -31.4411395613]
    efficiency += [-21.1794802584, -56.9365974439, -6.5043742058]
    found = [100 * (item.discriminative_efficiency or 0) for item in items]
    assert found == pytest.approx(efficiency, abs=1e-6)
