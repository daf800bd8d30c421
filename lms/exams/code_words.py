"""What the tests gave for a program, in words that its author may read."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from lms.exams.code_models import CodeRun, Hitch

SILENT = "hidden-test"
"""The error of a test whose own words may tell nothing."""


def with_tests(explained: Mapping[str, object], run: CodeRun | None) -> Mapping[str, object]:
    """The explanation of a program with the outcome of each test; of anything else as it is."""
    if run is None or run.report is None:
        return explained
    report: Mapping[str, Any] = run.report
    tests = explained.get("tests", ())
    assert isinstance(tests, Sequence)
    told = [{**each, **_outcome(each, report["tests"].get(each["name"]))} for each in tests]
    return {**explained, "tests": told, "own_error": report["own_error"]}


def _outcome(test: Mapping[str, Any], given: Mapping[str, Any] | None) -> dict[str, object]:
    if given is None or given["earned"] is None:
        return {"is_passed": None}
    is_passed = Decimal(given["earned"]) == Decimal(test["points"])
    return {"is_passed": is_passed, "why": "" if is_passed else _why(str(given["error"]))}


def _why(error: str) -> str:
    """An author's message stands in the item; what the sandbox says is put in words of ours."""
    if error == "the time was up":
        return str(gettext("정해진 시간 안에 끝나지 않았습니다."))
    if error.startswith(("the notebook", "the process")):
        words = gettext("코드가 프로그램을 끝내 버리거나 한도를 넘어, 테스트를 돌릴 수 없었습니다.")
        return str(words)
    return "" if error == SILENT else error


def hitch_words(hitch: Hitch) -> str:
    """Why people have to decide."""
    words = {
        Hitch.NO_SANDBOX: gettext("샌드박스를 쓸 수 없어 테스트를 돌리지 못했습니다."),
        Hitch.NO_FILE: gettext("답으로 적힌 파일이 이 문항에 올라온 적이 없습니다."),
        Hitch.DOUBTFUL: gettext(
            "통과할 수 없는 문장까지 통과해, 코드가 테스트를 속였을 수 있습니다."
        ),
    }
    return str(words[hitch])
