"""In a real lab a course's notebooks run in the Python of that course."""

from collections.abc import Iterator
from hashlib import sha256

import pytest

from lms.labs.building import name_kernel
from lms.labs.installed import folder_of
from tests.hub_config.machine import Machine, Person
from tests.package_source import make_environment

pytestmark = pytest.mark.hub
LOOK = "import courselib, sys; print(courselib.value, sys.prefix)"


@pytest.fixture(scope="module")
def prefix(machine: Machine) -> Iterator[str]:
    """Where an environment was built for the course while labs were running."""
    environments, digest = machine.data / "environments", sha256(b"lock").hexdigest()
    environments.mkdir(exist_ok=True)
    folder = folder_of(environments, digest)
    make_environment(folder, courselib="value = 7\n")
    name_kernel(environments, "ai-foundations", "AI 기초", digest)
    yield str(folder)
    (environments / "jupyter/kernels/baeum-ai-foundations/kernel.json").unlink()


@pytest.mark.parametrize(
    "notebook", ["ai-foundations/02-python/01-values.ipynb", "ai-2026/ps1/ps1.ipynb"]
)
def test_lessons_and_assignments_of_the_course_run_in_it(
    ben: Person, prefix: str, notebook: str
) -> None:
    assert ben.run(LOOK, notebook) == f"7 {prefix}\n"


@pytest.mark.parametrize("notebook", ["", "own/notes.ipynb"])
def test_own_notebooks_run_in_the_usual_python(ben: Person, prefix: str, notebook: str) -> None:
    assert "No module named 'courselib'" in ben.run(LOOK, notebook)


def test_a_notebook_that_is_opened_gets_the_kernel_of_its_course(ben: Person, prefix: str) -> None:
    asked = {
        "path": "ai-foundations/new.ipynb",
        "name": "",
        "type": "notebook",
        "kernel": {"name": "python3"},
    }
    session = ben.lab("POST", "api/sessions", json=asked).json()
    try:
        assert session["kernel"]["name"] == "baeum-ai-foundations"
    finally:
        ben.lab("DELETE", f"api/sessions/{session['id']}")


def test_its_name_is_shown_and_nothing_in_it_can_be_changed(ben: Person, prefix: str) -> None:
    specs = ben.lab("GET", "api/kernelspecs").json()["kernelspecs"]
    said = ben.run(f"open({prefix + '/lock.txt'!r}, 'a')", "ai-foundations/x.ipynb")

    assert specs["baeum-ai-foundations"]["spec"]["display_name"] == "Python (AI 기초)"
    assert "Read-only file system" in said or "Permission denied" in said
