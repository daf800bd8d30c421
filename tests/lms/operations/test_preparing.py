"""What is published before the processes start, and in which order."""

from pathlib import Path

from lms.operations.preparing import courses_in


def _course(content: Path, name: str, level: str) -> Path:
    folder = content / name
    folder.mkdir()
    (folder / "course.yml").write_text(f"slug: {name}\nlevel: {level}\nlanguages: [ko]\n")
    return folder


def test_courses_for_beginners_come_first_then_by_name(tmp_path: Path) -> None:
    exam = _course(tmp_path, "a-certificate", "intermediate")
    second = _course(tmp_path, "second-steps", "foundation")
    first = _course(tmp_path, "first-steps", "foundation")

    assert courses_in(tmp_path) == [first, second, exam]


def test_templates_and_folders_without_a_course_are_left_out(tmp_path: Path) -> None:
    _course(tmp_path, "_template", "foundation")
    (tmp_path / "notes").mkdir()
    (tmp_path / "README.md").write_text("no course")

    assert courses_in(tmp_path) == []
