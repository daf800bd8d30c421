"""Assignments as gzip tars: packed the same way every time, unpacked with suspicion."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from flask_babel import gettext

from lms.errors import Invalid, TooLarge

MAX_ARCHIVE_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_FILES = 200


class _Limited(io.RawIOBase):
    """A stream that ends in TooLarge instead of going on for ever."""

    def __init__(self, inner: io.BufferedIOBase) -> None:
        self.inner, self.left = inner, MAX_UNPACKED_BYTES

    def read(self, size: int = -1) -> bytes:
        """Read at most what is left to be read."""
        data = self.inner.read(min(size, self.left + 1) if size >= 0 else self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise TooLarge(gettext("압축을 푼 파일이 너무 큽니다."))
        return data


def pack(files: Mapping[str, bytes]) -> bytes:
    """A gzip tar of the files; the same files give the same bytes."""
    held = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=held, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            tar.addfile(entry, io.BytesIO(files[name]))
    return held.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """The ordinary files of a gzip tar.

    Raises Invalid for what is no archive or holds links, devices or names that lead
    out of the folder, TooLarge for too many or too large files.
    """
    if len(archive) > MAX_ARCHIVE_BYTES:
        raise TooLarge(gettext("제출한 파일이 너무 큽니다."))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(archive)) as zipped:
            return _files_of(_Limited(zipped))
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as problem:
        raise Invalid(gettext("제출한 묶음을 읽을 수 없습니다.")) from problem


def _files_of(stream: io.RawIOBase) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for entry in tar:
            if entry.isdir():
                continue
            if not is_plain(entry) or not is_safe(entry.name):
                raise Invalid(gettext("제출한 묶음에 쓸 수 없는 파일이 있습니다."))
            if len(files) >= MAX_FILES:
                raise TooLarge(gettext("파일이 너무 많습니다."))
            if entry.size > MAX_UNPACKED_BYTES:
                raise TooLarge(gettext("압축을 푼 파일이 너무 큽니다."))
            content = tar.extractfile(entry)
            files[str(PurePosixPath(entry.name))] = content.read() if content else b""
    return files


def is_plain(entry: tarfile.TarInfo) -> bool:
    """Whether this is a file whose every byte is in the archive: no link, no device, no holes."""
    return entry.isreg() and not entry.issparse()


def is_safe(name: str) -> bool:
    """Whether a file of this name stays inside the folder it is unpacked into."""
    path = PurePosixPath(name)
    parts = path.parts
    return bool(parts) and not path.is_absolute() and ".." not in parts and "\0" not in name
