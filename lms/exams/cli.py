"""`lms banks`: checking item banks and exams without a server or a database."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from assessments import ReadBank, read_bank, read_exam
from assessments.formats.yaml_bank import BANK_FILE
from assessments.model import Bank, Problem
from courses import read_course

COURSE_FILE = "course.yml"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in some folders."""

    n_files: int
    items: int
    by_type: dict[str, int]
    tests: int
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether something is more than a warning."""
        return any(problem.severity == "error" for problem in self.problems)


@click.group()
def banks() -> None:
    """Item banks and exams."""


@banks.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check banks and the exams beside them; PATH is a course, a bank folder or its bank.yml."""
    checked = check_banks(paths)
    click.echo(_as_json(checked) if as_json else _as_text(checked))
    sys.exit(1 if checked.has_errors else 0)


def check_banks(paths: Sequence[Path]) -> Checked:
    """Read every bank under the paths and the exams of their courses."""
    folders = sorted({folder for path in paths for folder in _bank_folders(path)})
    reads = [_named(read_bank(folder, _lessons(folder.parent)), folder) for folder in folders]
    found = [read.bank for read in reads if read.bank is not None]
    exam_files = sorted({each for folder in folders for each in _exam_files(folder)})
    problems = [problem for read in reads for problem in read.problems]
    for path in exam_files:
        problems += _exam_problems(path, found)
    problems += _without_banks(paths, folders)
    kinds = [item.type for bank in found for item in bank.items]
    return Checked(
        n_files=sum(len(read.files) for read in reads) + len(exam_files),
        items=len(kinds),
        by_type={kind: kinds.count(kind) for kind in sorted(set(kinds))},
        tests=len(exam_files),
        problems=tuple(problems),
    )


def _bank_folders(path: Path) -> list[Path]:
    if path.is_file():
        return [path.parent] if path.name == BANK_FILE else []
    return [found.parent for found in path.rglob(BANK_FILE)]


def _exam_files(folder: Path) -> list[Path]:
    return sorted((folder.parent / "exams").glob("*.yml"))


def _lessons(course: Path) -> frozenset[str] | None:
    if not (course / COURSE_FILE).is_file():
        return None
    read = read_course(course).course
    return None if read is None else frozenset(lesson.key for lesson in read.lessons)


def _named(read: ReadBank, folder: Path) -> ReadBank:
    problems = [replace(each, file=str(folder / each.file)) for each in read.problems]
    return replace(read, problems=tuple(problems))


def _exam_problems(path: Path, banks_found: Sequence[Bank]) -> list[Problem]:
    read = read_exam(path, {bank.id: bank for bank in banks_found})
    return [replace(problem, file=str(path)) for problem in read.problems]


def _without_banks(paths: Sequence[Path], folders: Sequence[Path]) -> list[Problem]:
    if folders:
        return []
    message = f"there is no {BANK_FILE} here"
    return [Problem("error", "no-bank", str(path), None, None, message) for path in paths]


def _as_json(checked: Checked) -> str:
    data = {
        "files": checked.n_files,
        "items": checked.items,
        "by_type": checked.by_type,
        "tests": checked.tests,
        "problems": [asdict(problem) for problem in checked.problems],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _as_text(checked: Checked) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in checked.by_type.items())
    summary = (
        f"{checked.items} items ({kinds}) and {checked.tests} exams in {checked.n_files} files"
    )
    n_errors = sum(problem.severity == "error" for problem in checked.problems)
    n_warnings = len(checked.problems) - n_errors
    verdict = f"{summary}: {n_errors} errors, {n_warnings} warnings"
    return "\n".join([*map(_line, checked.problems), verdict])


def _line(problem: Problem) -> str:
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    item = f" [{problem.item}]" if problem.item else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {problem.severity}: {problem.code}{item}: {problem.message}{hint}"
