"""How full a home is, and what may still happen in it."""

import os
import subprocess
from pathlib import Path

from hub_config.lab.disk import ROOM_TO_TIDY, DiskUse, disk_use, size_of

MEBIBYTE = 1024 * 1024


def test_files_in_folders_count(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "data").write_bytes(b"x" * MEBIBYTE)

    assert MEBIBYTE <= size_of(tmp_path, 10 * MEBIBYTE) < 2 * MEBIBYTE


def test_links_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/usr")

    assert size_of(tmp_path, 10 * MEBIBYTE) < MEBIBYTE


def test_a_flood_of_empty_files_counts(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / str(number)).touch()

    assert disk_use(tmp_path, MEBIBYTE).is_over


def test_nothing_hides_in_folders_too_deep_to_name(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=folder)
        folder, above = os.open("d" * 250, os.O_RDONLY, dir_fd=folder), folder
        os.close(above)
    file = os.open("data", os.O_CREAT | os.O_WRONLY, dir_fd=folder)
    os.write(file, b"x" * 4 * MEBIBYTE)
    os.close(file)
    os.close(folder)
    use = disk_use(tmp_path, MEBIBYTE)
    subprocess.run(["rm", "-rf", tmp_path / ("d" * 250)], check=True)

    assert use.is_over


def test_a_home_over_its_limit_may_only_be_tidied() -> None:
    use = DiskUse(used=1500 * MEBIBYTE, allowed=1000 * MEBIBYTE)

    assert use.is_over
    assert not use.is_far_over
    assert use.ceiling == 1500 * MEBIBYTE + ROOM_TO_TIDY


def test_a_home_far_over_its_limit_does_not_open() -> None:
    assert DiskUse(used=2001, allowed=1000).is_far_over


def test_a_home_within_its_limit_may_grow_up_to_it() -> None:
    assert DiskUse(used=1, allowed=1000).ceiling == 1000
