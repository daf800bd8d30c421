"""`lms exams analyse`: the shape of its JSON, its models and its options."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lms.cli import lms
from tests.assessments.published import LSAT7

ITEM_FIELDS = {
    *("id", "facility", "item_total", "item_rest", "discrimination_upper_lower"),
    *("discriminative_efficiency", "a", "b", "se_a", "se_b", "flags", "options"),
}
TEST_FIELDS = {"n", "items", "alpha", "kr20", "sem", "mean", "sd", "loglik", "metric"}


@pytest.fixture
def lsat(tmp_path: Path) -> Path:
    rows = [
        f"p{i},{','.join(p)}" for i, p in enumerate(p for p, n in LSAT7.items() for _ in range(n))
    ]
    path = tmp_path / "lsat7.csv"
    path.write_text("\n".join(["id,1,2,3,4,5", *rows]))
    return path


def analysed(*arguments: object) -> dict[str, Any]:
    answer = CliRunner().invoke(lms, ["exams", "analyse", *map(str, arguments), "--json"])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("model", ["ctt", "rasch", "2pl"])
def test_every_model_has_the_same_fields(lsat: Path, model: str) -> None:
    found = analysed(lsat, "--model", model)

    assert set(found) >= TEST_FIELDS
    assert all(set(item) >= ITEM_FIELDS for item in found["items"])
    assert found["n"] == 1000


def test_classical_statistics_alone_leave_the_model_null(lsat: Path) -> None:
    found = analysed(lsat)

    assert (found["loglik"], found["metric"], found["items"][0]["a"]) == (None, None, None)


def test_the_two_parameter_model_tells_items_persons_and_metric(lsat: Path) -> None:
    found = analysed(lsat, "--model", "2pl")

    assert found["metric"] == "logistic, D = 1"
    assert found["loglik"] == pytest.approx(-2658.805, abs=6e-4)  # mirt's reference page
    assert found["converged"] is True
    assert found["items"][2]["a"] == pytest.approx(1.7075, abs=1e-3)
    assert found["persons"][-1]["id"] == "p999"
    assert found["persons"][-1]["theta"] > found["persons"][0]["theta"]


def test_what_a_model_cannot_say_is_null_and_flagged(tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    file.write_text("a,b\n1,1\n1,0\n")

    found = analysed(file, "--model", "2pl")

    assert found["loglik"] is None
    assert [item["b"] for item in found["items"]] == [None, None]
    assert all("no_estimate" in item["flags"] for item in found["items"])


def test_options_omissions_and_maxima(tmp_path: Path) -> None:
    responses, key, most = (tmp_path / name for name in ("r.csv", "k.csv", "m.csv"))
    responses.write_text("q1,q2,q3\nA,CB,X\nB,9,A\nA,B,9\nC,BC,A\n")
    key.write_text("item,key\nq1,A\nq2,BC\nq3,A\n")
    most.write_text("item,max\nq2,2\n")

    found = analysed(
        responses, "--key", key, "--max-marks", most, "--missing", "9", "--not-presented", "X"
    )

    assert found["mean"] == pytest.approx((3 + 1 + 1 + 3) / 4)
    assert found["kr20"] is None  # not every item is 0 or 1
    q1, q2, q3 = found["items"]
    assert q1["facility"] == q2["facility"] == 0.5
    assert (q3["n"], q3["facility"]) == (3, pytest.approx(2 / 3))
    assert (q2["omitted"], q3["not_reached"]) == (1, 1)
    assert q1["options"]["A"] == {
        "n": 2,
        "share": 0.5,
        "mean": 2.0,
        "option_total": pytest.approx(0.0),
        "option_rest": pytest.approx(-1 / 5**0.5),  # choices 1 0 1 0, rests 2 1 0 3
        "is_key": True,
    }


def test_people_get_a_table(lsat: Path) -> None:
    answer = CliRunner().invoke(lms, ["exams", "analyse", str(lsat), "--model", "rasch"])

    assert answer.exit_code == 0
    assert "1000 persons" in answer.stdout
    assert "rasch (logistic, D = 1): log-likelihood -" in answer.stdout
