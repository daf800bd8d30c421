"""The tree stays as the architecture says."""

import ast
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "courses", "assessments", "hub_config")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")


def modules() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [path for path in found if "node_modules" not in path.parts]


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_nobody_imports_whom_they_may_not() -> None:
    linter = Path(sys.executable).parent / "lint-imports"

    report = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)

    assert report.returncode == 0, report.stdout


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    hidden = [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not hidden, f"imports inside functions at lines {hidden}"


def test_every_module_has_a_name_that_says_something() -> None:
    vague = [path for path in modules() if path.stem in VAGUE_NAMES]

    assert not vague


def test_views_commands_and_jobs_are_imported_by_the_application_alone() -> None:
    edge = re.compile(r"^\s*from lms\.(\w+)(?:\.\w+)* import .*\b(views|cli|jobs)\b|^\s*from lms\.(\w+)\.(views|cli|jobs)\b", re.MULTILINE)  # fmt: skip
    importers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "lms").rglob("*.py")
        if edge.search(path.read_text()) and path.name not in {"app.py", "cli.py", "__init__.py"}
    ]

    assert not importers


STAND_ALONE = {"lms/notebooks/templates/notebooks/feedback.html"}
"""Files that are read in the lab, away from our style sheet."""


def test_no_page_writes_script_or_style_into_itself() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=", re.IGNORECASE
    )
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "lms").rglob("templates/**/*.html")
        if inline.search(path.read_text())
    ]

    assert set(guilty) <= STAND_ALONE


def test_no_tracked_file_names_a_package_index_or_a_home_folder() -> None:
    words = (*INDEX_HOSTS, "/root" + "/.", "/home" + "/runner")
    guilty = []
    for path in tracked_files():
        if path == Path(__file__) or not path.is_file():
            continue
        text = path.read_bytes()
        guilty += [(str(path.relative_to(ROOT)), word) for word in words if word.encode() in text]

    assert not guilty


def test_every_pinned_package_runs_on_the_oldest_python_promised() -> None:
    oldest = "3.11.2"  # what Debian 12 ships
    too_new = {
        one.name: wanted
        for one in distributions()
        if (wanted := one.metadata.get("Requires-Python"))  # type: ignore[attr-defined]
        and oldest not in SpecifierSet(str(wanted))
    }

    assert not too_new
