"""Courses from zip archives and git repositories; what is unsafe is refused and leaves nothing."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from lms.publishing.archives import BadArchive, unpack
from lms.publishing.arrivals import CannotFetch, course_folder
from tests.courses.small_course import write_course


def archive(path: Path, files: dict[str, bytes], *, mode: int = 0o100644) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, data)
    return path


def test_an_archive_with_one_top_folder_is_that_folder(tmp_path: Path) -> None:
    packed = archive(tmp_path / "a.zip", {"book-main/README.md": b"# x", "book-main/u/a.md": b"y"})

    with course_folder(str(packed)) as folder:
        assert folder.name == "book-main"
        assert (folder / "u" / "a.md").read_bytes() == b"y"
        kept = folder
    assert not kept.exists()


def test_names_in_cp949_are_korean_again(tmp_path: Path) -> None:
    name = "한글.md".encode("cp949").decode("cp437")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("x" * len(name), b"x")
    raw = path.read_bytes().replace(b"x" * len(name), "한글.md".encode("cp949"))
    path.write_bytes(raw)

    assert [each.name for each in unpack(path, tmp_path / "out").iterdir()] == ["한글.md"]


@pytest.mark.parametrize(
    ("files", "mode", "reason"),
    [
        ({"../out.md": b""}, 0o100644, "leads out"),
        ({"a/../../out.md": b""}, 0o100644, "leads out"),
        ({"/etc/x.md": b""}, 0o100644, "leads out"),
        ({"C:/x.md": b""}, 0o100644, "leads out"),
        ({"a\\..\\..\\x.md": b""}, 0o100644, "leads out"),
        ({"nul.md": b""}, 0o100644, "device"),
        ({"a.md": b"", "A.md": b""}, 0o100644, "twice"),
        ({"a.md": b"/etc/passwd"}, 0o120777, "links"),
        ({"a.bin": bytes(30_000_000)}, 0o100644, "bomb"),
    ],
)
def test_an_unsafe_archive_is_refused_and_leaves_nothing(
    tmp_path: Path, files: dict[str, bytes], mode: int, reason: str
) -> None:
    packed = archive(tmp_path / "a.zip", files, mode=mode)

    with pytest.raises(BadArchive, match=reason):
        unpack(packed, tmp_path / "out")

    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no")
    with pytest.raises(BadArchive, match="not a zip"):
        unpack(tmp_path / "a.zip", tmp_path / "out")


def test_a_repository_is_cloned_at_a_branch(tmp_path: Path) -> None:
    work = write_course(tmp_path / "small.git")
    git = ["git", "-C", str(work), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)

    with course_folder(f"file://{work}#main") as folder:
        assert folder.name == "small"
        assert (folder / "course.yml").is_file()
    with (
        pytest.raises(CannotFetch, match="none"),
        course_folder(f"file://{work}", "none"),
    ):
        pass


@pytest.mark.parametrize(
    "source",
    ["ext::sh -c id", "http://a.example/x.git", "git://a.example/x", "--upload-pack=x", "no"],
)
def test_other_addresses_are_refused(source: str) -> None:
    with pytest.raises(CannotFetch), course_folder(source):
        pass
