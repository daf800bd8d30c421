"""`lms courses new`: a small course to begin with, which has nothing to mend."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from lms.authoring.new_cli import TEMPLATE
from lms.cli import lms


def test_the_template_passes_the_strict_check() -> None:
    done = CliRunner().invoke(lms, ["courses", "check", str(TEMPLATE), "--strict"])

    assert done.exit_code == 0, done.output
    assert CliRunner().invoke(lms, ["banks", "check", str(TEMPLATE)]).exit_code == 0


def test_a_new_course_has_its_folder_s_name_and_passes_the_strict_check(tmp_path: Path) -> None:
    place = tmp_path / "My First"

    assert CliRunner().invoke(lms, ["courses", "new", str(place)]).exit_code == 0

    assert "slug: my-first" in (place / "course.yml").read_text()
    assert CliRunner().invoke(lms, ["courses", "check", str(place), "--strict"]).exit_code == 0


def test_a_folder_that_is_there_and_a_name_that_is_none_are_refused(tmp_path: Path) -> None:
    for words in (
        [str(tmp_path)],
        [str(tmp_path / "x"), "--slug", "Nein"],
        [str(tmp_path / "한글")],
    ):
        assert CliRunner().invoke(lms, ["courses", "new", *words]).exit_code == 1
    assert list(tmp_path.iterdir()) == []
