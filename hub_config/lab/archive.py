"""Assignments as gzip tars: what is sent and what has arrived."""

import fnmatch
import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

TIMESTAMP_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"


class UnsafeName(Exception):
    """A file of an archive would be written outside its folder."""


def files_below(folder: Path, ignore: Sequence[str]) -> list[Path]:
    """Return the ordinary files of a folder in a fixed order, without the ignored ones."""
    return sorted(walk(folder, ignore))


def walk(folder: Path, ignore: Sequence[str]) -> Iterator[Path]:
    """Yield ordinary files; links are neither followed nor yielded."""
    for entry in os.scandir(folder):
        if any(fnmatch.fnmatch(entry.name, pattern) for pattern in ignore):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path), ignore)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def pack(folder: Path, files: Iterable[Path]) -> bytes:
    """Return files as a gzip tar with a timestamp.txt; the same files give the same bytes.

    The time is that of the last change, so that sending again after a lost answer is recognised.
    """
    held, newest = io.BytesIO(), 0.0
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for file in files:
            newest = max(newest, file.stat().st_mtime)
            add(tar, file.relative_to(folder).as_posix(), file.read_bytes())
        changed = datetime.fromtimestamp(newest, UTC).strftime(TIMESTAMP_FORMAT)
        add(tar, "timestamp.txt", changed.encode())
    return gzip.compress(held.getvalue(), mtime=0)


def add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add one file without owner or time."""
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mode = 0o644
    tar.addfile(entry, io.BytesIO(data))


def unpack(
    archive: bytes, folder: Path, *, only_missing: bool, ignore: Sequence[str] = ()
) -> list[Path]:
    """Write the files of an archive below a folder and return them.

    With `only_missing`, a file that is there already stays as it is. Raises
    UnsafeName for a file that would lie outside the folder.
    """
    written = []
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for entry in tar.getmembers():
            if not entry.isfile() or any(fnmatch.fnmatch(entry.name, word) for word in ignore):
                continue
            target = place_below(folder, entry.name)
            if only_missing and target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            content = tar.extractfile(entry)
            target.write_bytes(content.read() if content else b"")
            written.append(target)
    return written


def place_below(folder: Path, name: str) -> Path:
    """Return where a file of this name belongs; raises UnsafeName for one outside the folder.

    The interpreter's own extraction filter is missing in Python 3.11.2.
    """
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise UnsafeName(name)
    return target


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
