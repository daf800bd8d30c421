"""How much of the disk a lab's home takes, and what follows."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024
ROOM_TO_TIDY = 64 * MEBIBYTE
SIZE_OF_AN_EMPTY_FILE = 4096


@dataclass(frozen=True, slots=True)
class DiskUse:
    """What a home takes now, and what it may take."""

    used: int
    allowed: int

    @property
    def is_over(self) -> bool:
        """Whether the home is larger than it may be."""
        return self.used > self.allowed

    @property
    def is_far_over(self) -> bool:
        """Whether the home is so large that the lab may not even start for tidying up."""
        return self.used > 2 * self.allowed

    @property
    def ceiling(self) -> int:
        """The size at which a running lab is stopped: over its limit, it may only tidy up."""
        return max(self.allowed, self.used + ROOM_TO_TIDY) if self.is_over else self.allowed

    def __str__(self) -> str:
        """Say it as people read it."""
        return f"{self.used // MEBIBYTE} MB / {self.allowed // MEBIBYTE} MB"


def size_of(folder: Path, stop_at: int) -> int:
    """Return the bytes below a folder, following no link; counting ends beyond `stop_at`.

    An empty file counts as one block, so a flood of empty files is seen as well. Folders
    nested deeper than a path can name hide what is in them, so they count as too much.
    """
    total, waiting = 0, [os.fspath(folder)]
    while waiting and total <= stop_at:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError as error:
            total += stop_at + 1 if error.errno == errno.ENAMETOOLONG else 0
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            total += size_of_entry(entry)
    return total


def size_of_entry(entry: os.DirEntry[str]) -> int:
    """Return what one entry takes on the disk; a vanished one nothing."""
    try:
        blocks = entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0
    return max(blocks, SIZE_OF_AN_EMPTY_FILE)


def disk_use(folder: Path, allowed: int) -> DiskUse:
    """Return how full a home is."""
    return DiskUse(size_of(folder, stop_at=4 * allowed), allowed)
