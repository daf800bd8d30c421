"""What `environment:` in a course.yml may say, and what is refused with its line."""

from pathlib import Path

import pytest

from courses import Environment, read_course

TOP = """\
slug: small
title: A small course with numpy
units: [01-start]
"""


def environment_of(
    folder: Path, text: str
) -> tuple[Environment | None, list[tuple[str, int | None]]]:
    """What was read, and each problem with it by code and line."""
    (folder / "01-start").mkdir()
    (folder / "01-start" / "01-hello.md").write_text("---\nid: hello\nminutes: 5\n---\n# Hello\n")
    (folder / "course.yml").write_text(TOP + text)
    read = read_course(folder)
    found = [(p.code, p.line) for p in read.problems if p.severity == "error"]
    return read.course.environment if read.course else None, found


def test_packages_come_in_one_form_and_order(tmp_path: Path) -> None:
    found, problems = environment_of(
        tmp_path,
        "environment:\n  python: '>=3.11'\n  packages: [Pandas ==2.3.*, 'numpy>=2, <3', 'X_y[b,a]']\n",
    )

    assert not problems
    assert found == Environment(">=3.11", ("numpy<3,>=2", "pandas==2.3.*", "x-y[a,b]"))


def test_a_course_without_an_environment_has_none(tmp_path: Path) -> None:
    assert environment_of(tmp_path, "") == (None, [])


@pytest.mark.parametrize(
    "package",
    [
        "--index-url=https://example.org",
        "-e .",
        "-r other.txt",
        "git+https://example.org/x.git",
        "https://example.org/x.whl",
        "x @ https://example.org/x.whl",
        "x @ file:///etc/passwd",
        "./local",
        "../x.whl",
        "/etc/passwd",
        "C:\\\\x",
        "numpy; python_version < '3.12'",
        "numpy --hash=sha256:00",
        "numpy===${SECRET}",
        "numpy\\n--pre",
        "numpy pandas",
        "numpy==",
        "n" * 201,
        "",
        "한글",
    ],
)
def test_what_is_no_package_is_named_with_its_line(tmp_path: Path, package: str) -> None:
    text = f'environment:\n  packages:\n    - humanize\n    - "{package}"\n'
    found, problems = environment_of(tmp_path, text)

    line = 4 if package in {"", "numpy\\n--pre", "C:\\\\x"} else 7
    assert problems == [("bad-package", line)]
    assert found == Environment("", ("humanize",))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("environment: numpy\n", "bad-environment", 4),
        ("environment: [numpy]\n", "bad-environment", 4),
        ("environment: {python: '>=3'}\n", "bad-environment", 4),
        ("environment: {packages: []}\n", "bad-environment", 4),
        ("environment: {packages: numpy}\n", "bad-environment", 4),
        ("environment:\n  packages: [numpy]\n  pip: [x]\n", "bad-environment", 4),
        ("environment:\n  packages: [numpy]\n  python: new\n", "bad-environment", 6),
        ("environment:\n  packages: [numpy]\n  python: [1]\n", "bad-environment", 4),
        ("environment:\n  packages: [[numpy]]\n", "bad-package", 4),
        ("environment:\n  packages: [{numpy: 2}]\n", "bad-package", 4),
        ("environment:\n  packages: [a_b, A.B==1]\n", "duplicate-package", 5),
    ],
)
def test_an_environment_of_another_shape_is_refused(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    _, problems = environment_of(tmp_path, text)

    assert problems == [(code, line)]


def test_more_packages_than_any_course_needs_are_refused(tmp_path: Path) -> None:
    names = ", ".join(f"p{number}" for number in range(81))

    assert environment_of(tmp_path, f"environment: {{packages: [{names}]}}\n")[1] == [
        ("bad-environment", 4)
    ]


def test_another_environment_makes_another_course(tmp_path: Path) -> None:
    hashes = set()
    for number, text in enumerate(
        ["", "environment: {packages: [x]}\n", "environment: {packages: [y]}\n"]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment_of(folder, text)
        course = read_course(folder).course
        assert course is not None
        hashes.add(course.content_hash)

    assert len(hashes) == 3
