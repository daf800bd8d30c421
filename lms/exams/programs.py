"""A program and the tests of its item, run in the sandbox."""

from collections.abc import Callable

from assessments.items.code import Program
from assessments.notebooks import AuthorTest, CodeReport, GradeReport, run_code


def report_on(answer: str, program: Program, grade: Callable[..., GradeReport]) -> CodeReport:
    """Run the tests of an item on an answer; raises SandboxUnavailable."""
    tests = [AuthorTest(each.code, each.points) for each in program.tests]
    return run_code(grade, answer, tests, seconds=program.seconds)


def failing_tests(program: Program, grade: Callable[..., GradeReport]) -> list[str]:
    """The tests that the reference solution does not pass; raises SandboxUnavailable."""
    report = report_on(program.solution, program, grade)
    pairs = zip(program.tests, report.tests, strict=True)
    return [test.name for test, result in pairs if result.earned != test.points]
