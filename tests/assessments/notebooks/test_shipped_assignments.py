"""The assignments in content/: solvable, not given away, and not to be hard-coded."""

from decimal import Decimal
from pathlib import Path

import pytest

from assessments.notebooks import ReleasedAssignment, grade, release_assignment
from tests.assessments.notebooks.samples import edited

CONTENT = Path(__file__).parents[3] / "content"
COURSES = CONTENT.glob("[!_]*")
FOLDERS = sorted(
    path.parent for course in COURSES for path in course.glob("assignments/*/assignment.yml")
)

# an answer that passes the visible example of one task, and what it may earn there
HARD_CODED = {
    "python-grades": ("average", "average-tests", "def average(scores):\n    return 85"),
    "bike-cleaning": ("copies", "copies-tests", "def drop_copies(df):\n    return df.head(2)"),
    "first-model": (
        "baseline",
        "baseline-tests",
        "def baseline_accuracy(y):\n    return 0.75",
    ),
}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def source_of(folder: Path) -> bytes:
    return (folder / f"{folder.name}.ipynb").read_bytes()


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    chosen: Path = request.param
    return chosen


@pytest.fixture(scope="module")
def made(folder: Path) -> ReleasedAssignment:
    return release_assignment(source_of(folder))


def test_there_are_three_assignments() -> None:
    assert [folder.name for folder in FOLDERS] == ["bike-cleaning", "first-model", "python-grades"]


def test_points_and_tasks_are_of_a_size_to_do_in_an_hour(made: ReleasedAssignment) -> None:
    assert 15 <= made.max_score <= 20
    assert 5 <= len(made.cells) <= 7


def test_the_reference_solution_gets_full_marks(folder: Path, made: ReleasedAssignment) -> None:
    report = grade(made.key, source_of(folder), files_of(folder))

    assert [cell.error for cell in report.cells if cell.error] == []
    assert report.score == report.max_score == made.max_score
    assert not report.needs_manual_grade


def test_a_right_answer_passes_every_check_that_a_trainee_can_see(
    folder: Path, made: ReleasedAssignment
) -> None:
    report = grade(made.notebook, source_of(folder), files_of(folder))

    assert {cell.grade_id: cell.score for cell in report.cells if cell.score != cell.points} == {}


def test_the_released_version_gets_none(folder: Path, made: ReleasedAssignment) -> None:
    report = grade(made.key, made.notebook, files_of(folder))

    assert {cell.grade_id: cell.score for cell in report.cells if cell.score} == {}
    assert b"HIDDEN" not in made.notebook
    assert b"BEGIN SOLUTION" not in made.notebook


def test_an_answer_fitted_to_the_example_fails_the_hidden_tests(
    folder: Path, made: ReleasedAssignment
) -> None:
    task, tests, answer = HARD_CODED[folder.name]
    report = grade(made.key, edited(made.notebook, **{task: answer}), files_of(folder))
    result = next(cell for cell in report.cells if cell.grade_id == tests)

    assert result.score == 0
    assert result.hidden
    assert result.error != "hidden-test"


@pytest.mark.parametrize(
    ("name", "task", "tests", "answer", "score"),
    [
        ("python-grades", "grade-of", "grade-of-tests", 'def grade_of(score):\n    return "A"', 1),
        (
            "bike-cleaning",
            "means",
            "means-tests",
            "def mean_minutes(df):\n    return tidy_stations(df).groupby('station')['minutes'].mean()",
            1,
        ),
    ],
)
def test_half_right_answers_earn_part_of_the_points(
    name: str, task: str, tests: str, answer: str, score: int
) -> None:
    folder = next(folder for folder in FOLDERS if folder.name == name)
    source = edited(source_of(folder), **{task.replace("-", "_"): answer})
    report = grade(release_assignment(source_of(folder)).key, source, files_of(folder))

    assert {cell.grade_id: cell.score for cell in report.cells}[tests] == Decimal(score)
