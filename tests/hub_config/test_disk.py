"""How full a home is, and what may still happen in it."""

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


def test_a_home_over_its_limit_may_only_be_tidied() -> None:
    use = DiskUse(used=1500 * MEBIBYTE, allowed=1000 * MEBIBYTE)

    assert use.is_over
    assert not use.is_far_over
    assert use.ceiling == 1500 * MEBIBYTE + ROOM_TO_TIDY


def test_a_home_far_over_its_limit_does_not_open() -> None:
    assert DiskUse(used=2001, allowed=1000).is_far_over


def test_a_home_within_its_limit_may_grow_up_to_it() -> None:
    assert DiskUse(used=1, allowed=1000).ceiling == 1000
