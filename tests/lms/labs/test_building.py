"""`lms labs build`: what a course asks for is installed at exact versions, whole or not at all."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.notebooks import Environment
from lms.catalog.models import Course, CourseRevision
from lms.cli import lms
from lms.errors import NotFound
from lms.labs import building
from lms.labs.environment_models import CourseEnvironment
from lms.labs.installed import environments_folder, folder_of, to_be_built
from lms.labs.locking import BuildFailed, names_asked
from lms.labs.locks import fits_this_python, packages_in
from lms.settings import Settings
from tests.lms.people import NOW, World
from tests.package_source import settings_of, write_what_every_environment_has, write_wheel

ASKED = {"python": ">=3.11", "packages": ["greeting"]}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, with one that needs another."""
    folder = tmp_path / "source"
    folder.mkdir()
    write_wheel(folder, "greeting", "1.0", "words>=1", greeting="def say(): return 'hello'")
    write_wheel(folder, "words", "1.0", words="")
    for name, value in settings_of(folder).items():
        monkeypatch.setenv(name, value)
    return folder


def built(folder: Path, asked: dict[str, object] = ASKED, lock: str | None = None) -> str:
    """Build without what labs and grader need, which takes long."""
    return building.build(folder, asked, lock, lambda _: None, base=())


def whole(folder: Path, lock: str) -> Path:
    return folder_of(folder, sha256(lock.encode()).hexdigest())


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def test_a_lock_names_every_package_with_version_and_hash(source: Path, tmp_path: Path) -> None:
    lock = built(tmp_path / "environments")
    digest = sha256((source / "greeting-1.0-py3-none-any.whl").read_bytes()).hexdigest()

    assert f"greeting==1.0 --hash=sha256:{digest}\n" in lock
    assert packages_in(lock) == {"greeting": "1.0", "words": "1.0"}
    assert fits_this_python(lock)
    assert not fits_this_python(lock.replace("# Python 3.", "# Python 2."))


def test_what_was_built_can_be_read_by_everybody_and_has_no_trace_of_where_it_was_made(
    source: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "environments"
    lock = built(folder)
    made = Environment.read(whole(folder, lock))

    assert made.modules == ("greeting",)
    assert made.lock == lock
    assert names_in(folder) == [made.folder.name]
    assert all(one.stat().st_mode & 0o044 == 0o044 for one in made.folder.rglob("*"))
    assert made.folder.stat().st_mode & 0o055 == 0o055
    assert not [
        one
        for one in made.folder.rglob("*")
        if one.is_file()
        and one.suffix != ".pyc"
        and building.UNDER_WAY.encode() in one.read_bytes()
    ]


def test_the_same_lock_gives_the_same_versions_when_there_are_newer_ones(
    source: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "environments"
    lock = built(folder)
    write_wheel(source, "greeting", "2.0", greeting="")
    shutil.rmtree(folder)

    assert built(folder, lock=lock) == lock
    assert whole(folder, lock).is_dir()
    assert packages_in(built(folder)) == {"greeting": "2.0"}


def test_a_package_that_is_another_than_was_locked_is_refused(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    lock = built(folder)
    shutil.rmtree(folder)
    write_wheel(source, "greeting", "1.0", "words>=1", greeting="forged = True")

    with pytest.raises(BuildFailed, match="THESE PACKAGES DO NOT MATCH THE HASHES"):
        built(folder, lock=lock)
    assert names_in(folder) == []


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"python": "", "packages": ["nowhere"]}, "nowhere"),
        ({"python": "", "packages": ["greeting==3"]}, "greeting==3"),
        ({"python": "", "packages": ["greeting", "words<1"]}, "words"),
        ({"python": "<3", "packages": ["greeting"]}, "wants Python <3"),
        ({"python": "", "packages": ["onlysource"]}, "onlysource"),
    ],
)
def test_what_cannot_be_built_leaves_nothing_and_says_what_it_was(
    source: Path, tmp_path: Path, asked: dict[str, object], reason: str
) -> None:
    (source / "onlysource-1.0.tar.gz").write_bytes(b"never opened")
    folder = tmp_path / "environments"

    with pytest.raises(BuildFailed, match=reason):
        built(folder, asked)
    assert names_in(folder) == []


def test_nothing_of_a_package_is_run_by_building(source: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    write_wheel(source, "words", "1.1", words=f"open({str(trace)!r}, 'w')")
    path = source / "words-1.1-py3-none-any.whl"
    assert path.exists()

    built(tmp_path / "environments")

    assert not trace.exists()


def test_the_names_that_a_course_asked_for_are_cut_out_of_its_wishes() -> None:
    asked = {"packages": ["numpy<3,>=2", "x-y[a,b]", "pandas==2.*", "z!=1", "scikit-learn~=1.0"]}

    assert names_asked(asked) == ["numpy", "x-y", "pandas", "z", "scikit-learn"]


def test_what_no_course_uses_is_removed(tmp_path: Path) -> None:
    for name in ("a" * 20, "b" * 20, ".building-x", "jupyter"):
        (tmp_path / name / "deep").mkdir(parents=True)

    assert building.remove_unused(tmp_path, ["a" * 64]) == [".building-x", "b" * 20]
    assert names_in(tmp_path) == ["a" * 20, "jupyter"]
    assert building.remove_unused(tmp_path / "nowhere", []) == []


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def asking(session: Session, world: World) -> Course:
    """The course as published, with an environment."""
    revision = CourseRevision(
        course_id=world.course.id,
        content_hash="c" * 64,
        title={"ko": "작은 강의", "en": "Small"},
        summary={},
        outline=[],
        environment=ASKED,
        published_at=NOW,
    )
    world.course.current_revision = revision
    session.commit()
    return world.course


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    settings: Settings = app.extensions["settings"]
    yield environments_folder(settings)
    shutil.rmtree(environments_folder(settings), ignore_errors=True)


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(lms, ["labs", *words], obj=lambda: app)


@pytest.mark.any_database
def test_a_course_gets_its_environment_and_labs_its_kernel(
    app: Flask, session: Session, asking: Course, source: Path, folder: Path
) -> None:
    write_what_every_environment_has(source)
    before = run(app, "list")
    first = run(app, "build", "tiny", "--json")
    again = run(app, "build", "tiny")
    after = run(app, "list", "--json")

    assert (before.exit_code, before.output) == (1, "tiny: not built: lms labs build tiny\n")
    facts = json.loads(first.output)
    made = Environment.read(Path(facts["folder"]))
    assert facts["state"] == "built"
    assert made.modules == ("greeting",)
    assert {"greeting", "words", "ipykernel", "ipython"} <= set(packages_in(made.lock))
    assert facts["lock"] == sha256(made.lock.encode()).hexdigest()
    assert again.output.endswith(f"{facts['folder']}\n")
    assert "tiny: unchanged" in again.output
    assert session.scalar(select(func.count()).select_from(CourseEnvironment)) == 1
    spec = json.loads((folder / "jupyter/kernels/baeum-tiny/kernel.json").read_text())
    assert spec["display_name"] == "Python (작은 강의)"
    assert spec["argv"][0] == made.python
    assert after.exit_code == 0
    assert json.loads(after.output)[0]["state"] == "ready"

    asking.current_revision.environment = ASKED | {"python": "<3"}
    session.commit()
    failed = run(app, "build", "tiny")
    assert (failed.exit_code, "wants Python <3" in failed.output) == (2, True)
    assert Path(facts["folder"]).is_dir()
    assert run(app, "list").exit_code == 1


@pytest.mark.parametrize("slug", ["nothing", "tiny"])
def test_a_course_that_is_not_published_is_not_built(app: Flask, world: World, slug: str) -> None:
    assert isinstance(run(app, "build", slug).exception, NotFound)


def test_a_course_that_asks_for_nothing_any_more_runs_in_the_usual_python(
    app: Flask, session: Session, asking: Course, folder: Path
) -> None:
    building.name_kernel(folder, "tiny", "작은 강의", "a" * 64)
    asking.current_revision.environment = {}
    session.commit()
    settings = app.extensions["settings"]
    assert to_be_built(session, settings) == ["tiny"]

    assert json.loads(run(app, "build", "tiny", "--json").output)["state"] == "usual"
    assert to_be_built(session, settings) == []


def test_cleaning_keeps_what_courses_use_and_says_what_went(
    app: Flask, session: Session, asking: Course, folder: Path
) -> None:
    for number, lock in enumerate(("a" * 64, "b" * 64)):
        session.add(
            CourseEnvironment(
                course_id=asking.id,
                asked=ASKED,
                lock=lock,
                python="3.11.7",
                n_packages=2,
                built_at=NOW + timedelta(days=number),
            )
        )
        (folder / lock[:20]).mkdir(parents=True)
    session.commit()

    assert run(app, "clean").output == f"removed: {'a' * 20}\n"
    assert names_in(folder) == ["b" * 20]
    assert run(app, "clean").output == "nothing to remove\n"
