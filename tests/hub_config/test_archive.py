"""Archives from the LMS land below their folder, and nowhere else."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from hub_config.lab.archive import UnsafeName, add, unpack


def archive_of(*names: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for name in names:
            add(tar, name, name.encode())
    return gzip.compress(held.getvalue())


def test_files_land_below_the_folder_and_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("my own")

    written = unpack(archive_of("a/b.txt", "mine.txt"), tmp_path, only_missing=True)

    assert written == [tmp_path / "a" / "b.txt"]
    assert (tmp_path / "a" / "b.txt").read_text() == "a/b.txt"
    assert (tmp_path / "mine.txt").read_text() == "my own"


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "a/../../out.txt"])
def test_a_file_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()

    with pytest.raises(UnsafeName):
        unpack(archive_of(name), folder, only_missing=False)
    assert not (tmp_path / "out.txt").exists()


def test_a_link_in_the_folder_leads_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "away").symlink_to(tmp_path)

    with pytest.raises(UnsafeName):
        unpack(archive_of("away/out.txt"), folder, only_missing=False)
