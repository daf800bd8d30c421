"""Answers that are run: a program or a notebook, and the tests of its item."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assessments.items.code import Program
from assessments.items.notebook_task import Task
from assessments.model import Bank, Body, Item
from assessments.notebooks import (
    AuthorTest,
    CodeReport,
    GradeReport,
    ResultOfTest,
    release_assignment,
    run_code,
)
from lms.exams.essays import criteria_in

Grade = Callable[..., GradeReport]


def report_on(answer: bytes, body: Body, grade: Grade) -> CodeReport:
    """Run the tests of an item on an answer; raises SandboxUnavailable."""
    if isinstance(body, Task):
        return _report_on_notebook(answer, body, grade)
    if not isinstance(body, Program):
        raise TypeError(f"{type(body).__name__} is not run")
    tests = [AuthorTest(each.code, each.points) for each in body.tests]
    return run_code(grade, answer.decode(), tests, seconds=body.seconds)


def _report_on_notebook(uploaded: bytes, task: Task, grade: Grade) -> CodeReport:
    report = grade(task.notebook.encode(), uploaded, {}, timeout_s=task.seconds)
    tests = tuple(ResultOfTest(cell.score, cell.error or "") for cell in report.cells)
    return CodeReport(tests, report.error or "", any(cell.score is None for cell in report.cells))


def failing_tests(body: Program | Task, grade: Grade) -> list[str]:
    """The tests that the author's own solution does not pass; raises SandboxUnavailable."""
    solution = body.notebook if isinstance(body, Task) else body.solution
    report = report_on(solution.encode(), body, grade)
    pairs = zip(criteria_in(body), report.tests, strict=True)
    return [test.id for test, result in pairs if result.earned != test.points]


def with_releases(banks: Sequence[Bank]) -> tuple[Bank, ...]:
    """The banks with what candidates get of each notebook; takes seconds, before a transaction.

    Raises NotReleasable and BadNotebook.
    """
    return tuple(
        replace(bank, items=tuple(_released(item) for item in bank.items)) for bank in banks
    )


def _released(item: Item) -> Item:
    if not isinstance(item.body, Task):
        return item
    made = release_assignment(item.body.notebook.encode())
    return replace(item, body=replace(item.body, released=made.notebook.decode()))
