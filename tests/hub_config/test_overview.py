"""The lab's page of assignments."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hub_config.lab.overview import overview_page
from tests.hub_config.stand_in import StandIn, assignment_facts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def shown(language: str = "ko", **facts: Any) -> str:
    lms = StandIn(archives={"ps1": {"ps1.ipynb": b""}})
    found = [{**assignment_facts(lms, "ps1", "u7"), **facts}]
    return overview_page(
        [("ai-2026", "AI <기초>", found), ("idle", "쉬는 과정", [])],
        now=NOW,
        language=language,
        base_url="/user/u7/",
        lms_url="http://localhost:8000",
    )


@pytest.mark.parametrize(
    ("rule", "korean", "english"),
    [
        ("best", "가장 높은 점수", "the highest score"),
        ("last", "마지막 제출", "the last attempt"),
        ("first", "첫 제출", "the first attempt"),
        ("mean", "모든 제출의 평균", "the mean of all attempts"),
    ],
)
def test_which_attempt_counts_is_said(rule: str, korean: str, english: str) -> None:
    assert korean in shown(counts=rule)
    assert english in shown("en", counts=rule)


def test_attempts_left_and_dates_in_seoul_are_said() -> None:
    page = shown("en", attempts_used=2, attempts_allowed=5, due_at="2026-03-02T14:59:59+00:00")

    assert "2 of 5, 3 left" in page
    assert "2026-03-02 23:59" in page
    assert "late)" not in page


@pytest.mark.parametrize(
    ("closes", "word"), [("2026-03-03T00:00:00+00:00", "late"), ("2026-03-02T08:59:00+00:00", "closed")]
)  # fmt: skip
def test_what_is_late_or_over_says_so(closes: str, word: str) -> None:
    assert f"({word})" in shown("en", due_at="2026-03-02T08:00:00+00:00", closes_at=closes)


def test_titles_are_text_and_courses_without_assignments_are_left_out() -> None:
    page = shown(title="<script>alert(1)</script>")

    assert "<script>" not in page
    assert "AI &lt;기초&gt;" in page
    assert "쉬는 과정" not in page


def test_an_lms_that_names_no_rule_is_no_error() -> None:
    assert "–" in shown(counts=None)
    assert "지금 열려 있는 과제가 없어요" in overview_page(
        [], now=NOW, language="ko", base_url="/", lms_url="/"
    )
