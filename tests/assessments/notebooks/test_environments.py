"""Notebooks run in an environment of their course, and its packages get no rights by that."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assessments.notebooks import (
    Environment,
    GradeReport,
    Limits,
    NoEnvironment,
    ReleasedAssignment,
    grade,
    release_assignment,
    zygote,
)
from assessments.notebooks.libraries import DATA, libraries_for
from assessments.notebooks.sandbox import Child, Level
from tests.assessments.notebooks.samples import graded, notebook, solution
from tests.package_source import make_environment

NOISY = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\nvalue = 7\n"
WHO = """\
import os
user = os.getuid()
mapped = open("/proc/self/uid_map").read().split()
"""
EARLY = "import os, sys; sys.heard_as = os.getuid()\n"
SOURCE = notebook(
    solution(
        "own", "### BEGIN SOLUTION\nimport courselib\nvalue = courselib.value\n### END SOLUTION"
    ),
    graded(
        "tests",
        2,
        "assert value == 7\n### BEGIN HIDDEN TESTS\nassert courselib.value == 7\n### END HIDDEN TESTS",
    ),
)


@pytest.fixture(scope="module")
def environment() -> Iterator[Environment]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield make_environment(
            Path(folder, "environment"), courselib="value = 7\n", who=WHO, early__pth=EARLY
        )


@pytest.fixture(scope="module")
def release() -> ReleasedAssignment:
    return release_assignment(SOURCE)


def with_answer(release: ReleasedAssignment, code: str) -> bytes:
    book = json.loads(release.notebook)
    book["cells"][0]["source"] = code
    return json.dumps(book).encode()


def shown(release: ReleasedAssignment, environment: Environment, code: str, **files: str) -> str:
    """What the code prints as the answer."""
    beside = {f"{name}.py": text.encode() for name, text in files.items()}
    report = grade(release.key, with_answer(release, code), beside, environment=environment)
    assert report.executed is not None, report
    outputs = json.loads(report.executed)["cells"][0]["outputs"]
    return "".join(str(one.get("text") or one.get("evalue")) for one in outputs).strip()


@pytest.mark.parametrize("level", ["namespaces", "none"])
def test_what_only_the_environment_has_can_be_used(
    release: ReleasedAssignment, environment: Environment, level: Level
) -> None:
    report = grade(release.key, SOURCE, environment=environment, level=level)

    assert (report.score, report.flags) == (2, ())


def test_without_it_the_same_answer_fails(release: ReleasedAssignment) -> None:
    report: GradeReport = grade(release.key, SOURCE)

    assert report.score == 0
    assert report.executed is not None
    assert "No module named 'courselib'" in report.executed.decode()


def test_what_only_baeum_has_cannot_be_used(
    release: ReleasedAssignment, environment: Environment
) -> None:
    said = shown(release, environment, "import flask")

    assert said == "No module named 'flask'"


def test_jobs_are_forked_from_an_interpreter_with_the_courses_libraries(
    release: ReleasedAssignment, environment: Environment
) -> None:
    code = "import sys\nbefore = 'courselib' in sys.modules\nimport courselib\nprint(before, sys.prefix)"

    assert shown(release, environment, code) == f"True {environment.folder}"
    with Child("run", Limits(), environment=environment) as child:
        assert isinstance(child._process, zygote.Forked)


def test_a_courses_libraries_are_loaded_by_nobody_who_has_rights(
    release: ReleasedAssignment, environment: Environment
) -> None:
    code = "import who, sys\nprint(who.user, who.mapped, sys.heard_as)"
    loaded, mapped, heard = (
        shown(release, environment, code).replace(" [", "|").replace("] ", "|").split("|")
    )

    assert loaded == heard
    assert mapped == f"'{loaded}', '{loaded if os.getuid() == 0 else os.getuid()}', '1'"
    assert int(loaded) != 0 or os.getuid() != 0


def test_a_job_has_no_rights_either_and_sees_no_other(
    release: ReleasedAssignment, environment: Environment
) -> None:
    code = """
import os
status = open('/proc/self/status').read()
print([line for line in status.splitlines() if line.startswith(('CapEff', 'NoNewPrivs'))])
print(sorted(int(name) for name in os.listdir('/proc') if name.isdecimal())[:2])
"""
    said = shown(release, environment, code)

    assert "CapEff:\\t0000000000000000" in said
    assert "[1, 2]" in said


def test_the_environment_cannot_be_written(
    release: ReleasedAssignment, environment: Environment
) -> None:
    code = "import courselib\nopen(courselib.__file__, 'w').write('value = 8')"

    assert "Read-only file system" in shown(release, environment, code)


def test_a_file_beside_the_notebook_wins_over_a_library_that_is_loaded(
    release: ReleasedAssignment, environment: Environment
) -> None:
    code = "import courselib\nprint(courselib.value)"

    assert shown(release, environment, code, courselib="value = 'mine'") == "mine"


@pytest.mark.parametrize(
    "text",
    [NOISY, "raise RuntimeError('broken')", "raise SystemExit(3)", "import nowhere"],
    ids=["threads", "raises", "exits", "misses"],
)
def test_a_library_that_cannot_be_loaded_beforehand_costs_nobody_else(
    release: ReleasedAssignment, environment: Environment, tmp_path: Path, text: str
) -> None:
    site = next(environment.folder.glob("lib/python3*/site-packages"))
    (site / "odd.py").write_text(text)
    odd = Environment(environment.folder, (*environment.modules, "odd"))
    try:
        report = grade(release.key, SOURCE, environment=odd)
    finally:
        (site / "odd.py").unlink()

    assert report.score == 2
    with Child("run", Limits()) as child:
        assert isinstance(child._process, zygote.Forked)


def test_of_a_courses_libraries_all_are_loaded_or_none(environment: Environment) -> None:
    own = Environment(environment.folder, ("alpha", "beta"))

    assert libraries_for("import alpha, pandas", own) == ("alpha", "beta", *DATA)
    assert libraries_for("import pandas", own) == DATA
    assert libraries_for("print(1)", own) == ()


def test_an_environment_is_read_from_its_folder(environment: Environment, tmp_path: Path) -> None:
    assert Environment.read(environment.folder) == environment
    with pytest.raises(NoEnvironment):
        Environment.read(tmp_path)
    (tmp_path / "baeum.json").write_text("[]")
    with pytest.raises(NoEnvironment):
        Environment.read(tmp_path)
