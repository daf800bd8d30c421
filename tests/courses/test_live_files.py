"""What a browser can run of a page, and the files of the course that it opens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses import LessonVariant, read_course
from courses.files.datafiles import FILE_LIMIT, paths_named_in
from courses.pythoncells import python_cells
from tests.courses.small_course import (
    code_cell,
    lesson,
    markdown_cell,
    notebook,
    write_course,
)
from tests.growth import growth

LAB = "02-two/01-lab.ipynb"


def page_of(root: Path, changes: dict[str, str | bytes | None], key: str = "lab") -> LessonVariant:
    """The Korean page of a lesson of the small course with these changes."""
    course = read_course(write_course(root, changes)).course
    assert course is not None
    return next(one for one in course.lessons if one.key == key).variants["ko"]


def lab(*sources: str) -> dict[str, str | bytes | None]:
    return {LAB: notebook(markdown_cell("# 실습"), *map(code_cell, sources))}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('pd.read_csv("data/x.csv")', ["data/x.csv"]),
        ("open('x.txt', encoding='utf-8')", ["x.txt"]),
        ('Path("./x.json").read_text()', ["x.json"]),
        ('Path("data") / "x.csv"', ["x.csv", "data/x.csv"]),
        ('os.path.join("data", "x.csv")', ["x.csv", "data/x.csv"]),
        ('HERE = "data"\nopen(f"{HERE}/x.csv")', ["x.csv", "data/x.csv"]),
        ('pd.read_csv("../shared/x.csv")', ["../shared/x.csv"]),
        ("from helpers import draw", ["helpers.py"]),
        ("import os, helpers as h", ["os.py", "helpers.py"]),
        ('pd.read_csv("https://example.org/x.csv")', []),
        ('open("/etc/passwd.txt")', []),
        ('open("lesson.md"), open("items/bank.yml"), open("lab.ipynb")', []),
        ('print("3.14 is a number. Yes")', []),
    ],
)
def test_names_of_files_are_found_in_the_code(code: str, names: list[str]) -> None:
    assert paths_named_in([code], {"data"}.__contains__) == names


def test_names_in_hostile_code_are_found_in_time_that_grows_with_its_length() -> None:
    def read(length: int) -> None:
        code = "'\"{" * length + "import " + "a," * length
        paths_named_in([code], lambda _path: False)

    assert growth(read, 8_000, 80_000) < 40


def test_a_page_has_the_files_its_cells_open_and_no_others(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        {
            **lab('open("data/numbers.csv")\nopen("none.csv")', 'open("../shared/deep.txt")'),
            "shared/deep.txt": "deep",
            "02-two/data/other.csv": "never named",
        },
    )

    assert page.opened == ("02-two/data/numbers.csv", "shared/deep.txt")
    assert {asset.path: asset.data for asset in page.assets}["shared/deep.txt"] == b"deep"


def test_solutions_keys_and_large_files_stay_where_they_are(tmp_path: Path) -> None:
    names = ("solutions/a.csv", "quiz.json", "large.csv", "../../outside.csv")
    (tmp_path / "outside.csv").write_text("not of the course")
    quiz = [{"quiz": [{"questionText": "?", "answerOptions": [{"answerText": "a"}]}]}]
    page = page_of(
        tmp_path / "course",
        {
            **lab("\n".join(f'open("{name}")' for name in names)),
            "02-two/solutions/a.csv": "the answer",
            "02-two/quiz.json": json.dumps(quiz),
            "02-two/large.csv": b"1" * (FILE_LIMIT + 1),
        },
    )

    assert page.opened == ()


def test_a_file_that_changes_makes_another_course(tmp_path: Path) -> None:
    changes = {**lab('open("../shared/deep.txt")'), "shared/deep.txt": "one"}
    before = read_course(write_course(tmp_path, changes)).course
    after = read_course(write_course(tmp_path, {**changes, "shared/deep.txt": "two"})).course

    assert before is not None
    assert after is not None
    assert before.content_hash != after.content_hash


def test_a_lab_is_given_what_the_cells_open_wherever_it_lies(tmp_path: Path) -> None:
    changes = {**lab('open("../shared/deep.txt")'), "shared/deep.txt": "deep"}
    course = read_course(write_course(tmp_path, changes)).course
    assert course is not None

    (found,) = [one for one in course.lessons if one.key == "lab"]
    assert [m.path for m in found.materials if m.language is None] == [
        "02-two/data/numbers.csv",
        "shared/deep.txt",
    ]


def test_only_python_cells_of_a_notebook_run(tmp_path: Path) -> None:
    sources = (
        "x = 1",
        "%%time\ny = 2",
        "%%bash\nls",
        "%%writefile a.py\nz = 3",
        "!pip install numpy\n# so be it",
        "%matplotlib inline\nw = 4",
        "%%sql\nselect 1",
    )
    about = markdown_cell("# 실습\n\n```python\nno = cell\n```")
    page = page_of(tmp_path, {LAB: notebook(about, *map(code_cell, sources))})

    assert [code.strip() for code in python_cells(page.html)] == [
        "x = 1",
        "%%time\ny = 2",
        "%matplotlib inline\nw = 4",
    ]


def test_a_notebook_of_another_language_runs_nothing(tmp_path: Path) -> None:
    about = markdown_cell("# 실습\n\n```python\nno = cell\n```")
    written = json.loads(notebook(about, code_cell("x <- 1")))
    written["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}
    written["metadata"]["language_info"] = {"name": "R"}

    assert list(python_cells(page_of(tmp_path, {LAB: json.dumps(written)}).html)) == []


def test_the_python_fences_of_a_text_run(tmp_path: Path) -> None:
    text = '```python\nopen("../shared/deep.txt")\n```\n\n```r\nx <- 1\n```\n\n```sh\nls\n```'
    changes: dict[str, str | bytes | None] = {
        "01-one/01-start.md": lesson("start", "시작", text),
        "shared/deep.txt": "deep",
    }
    page = page_of(tmp_path, changes, "start")

    assert list(python_cells(page.html)) == ['open("../shared/deep.txt")\n']
    assert page.opened == ("shared/deep.txt",)
