"""A zip file unpacked with suspicion: whole, or refused with one sentence and nothing left behind."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from typing import IO

from flask_babel import gettext

from lms.intake.errors import ArchiveTooLarge, BadArchive
from lms.intake.names import checked, decoded, same_name, shown

MAX_ENTRIES = 50_000
MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 200
"""How many times larger than the archive its content may be: text compresses tenfold."""
RATIO_COUNTS_FROM = 32 * 1024 * 1024
"""Below this size a high ratio harms nobody."""

_PIECE = 1 << 18
_ENTRY = b"PK\x01\x02"
_UTF8 = 0x800
_ENCRYPTED = 0x1 | 0x40
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True)
class _Entry:
    """A file of the archive and the path it will have."""

    info: zipfile.ZipInfo
    path: str


def inspect(file: IO[bytes]) -> int:
    """How many files the archive holds, read from its list alone; raises what `unpack` raises."""
    with _opened(file) as archive:
        return len(_entries(archive, _size_of(file)))


def unpack(file: IO[bytes], folder: Path) -> None:
    """Lay the archive's files down in a new folder.

    Left out are hidden files and what macOS and Windows add. Raises BadArchive and
    ArchiveTooLarge, and then the folder is not there.
    """
    with _opened(file) as archive:
        entries = _entries(archive, _size_of(file))
        folder.mkdir(parents=True)
        try:
            _write(archive, entries, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def top_of(folder: Path) -> Path:
    """The folder itself, or the one folder in which everything lies, as in archives of GitHub."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    _refuse_long_list(file)
    try:
        return zipfile.ZipFile(file)  # NotImplementedError is zipfile's word for a newer format
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise BadArchive(gettext("ZIP 파일이 아니거나 망가진 파일입니다.")) from error


def _size_of(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def _refuse_long_list(file: IO[bytes]) -> None:
    """Count the entries before they are read into memory."""
    file.seek(0)
    count, end = 0, b""
    while piece := file.read(_PIECE):
        seen = end + piece
        count += seen.count(_ENTRY)
        end = seen[-3:]
        if count > MAX_ENTRIES:
            raise ArchiveTooLarge(_too_many())
    file.seek(0)


def _too_many() -> str:
    return str(gettext("파일이 %(n)s개보다 많습니다.", n=MAX_ENTRIES))


def _entries(archive: zipfile.ZipFile, size: int) -> list[_Entry]:
    """The files that will be written, all of them found to be harmless."""
    entries = list(_files_of(archive))
    if len(entries) > MAX_ENTRIES:
        raise ArchiveTooLarge(_too_many())
    if not entries:
        raise BadArchive(gettext("ZIP 파일 안에 파일이 없습니다."))
    _refuse_collisions(entries)
    unpacked = sum(entry.info.file_size for entry in entries)
    packed = sum(entry.info.compress_size for entry in entries)
    if packed > size:
        raise BadArchive(gettext("ZIP 파일 안의 파일들이 서로 겹칩니다."))
    _refuse_size(unpacked, size)
    return entries


def _files_of(archive: zipfile.ZipFile) -> Iterator[_Entry]:
    for info in archive.infolist():
        path = checked(_name_of(info))
        _refuse_kind(info)
        if path is not None and not _is_folder(info):
            yield _Entry(info, path)


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name as it stands in the archive: `filename` is cut at NUL and differs by system."""
    is_utf8 = bool(info.flag_bits & _UTF8)
    raw = info.orig_filename.encode("utf-8" if is_utf8 else "cp437", "surrogatepass")
    return decoded(raw, is_utf8=is_utf8)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _refuse_kind(info: zipfile.ZipInfo) -> None:
    name = shown(info.orig_filename)
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise BadArchive(gettext("링크나 장치는 넣을 수 없습니다: %(name)s", name=name))
    if info.flag_bits & _ENCRYPTED:
        raise BadArchive(gettext("암호가 걸린 파일입니다: %(name)s", name=name))
    if info.compress_type not in _METHODS:
        raise BadArchive(gettext("보통의 방법(deflate)으로 압축해 주세요: %(name)s", name=name))
    if info.file_size > MAX_FILE_BYTES:
        raise ArchiveTooLarge(gettext("파일 하나가 너무 큽니다: %(name)s", name=name))


def _refuse_collisions(entries: list[_Entry]) -> None:
    """Refuse names that are one name on some computer, and files that are folders, too."""
    seen: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        name = same_name(entry.path)
        if name in seen:
            raise BadArchive(
                gettext("같은 이름이 두 번 나옵니다: %(name)s", name=shown(entry.path))
            )
        seen.add(name)
        while name := name.rpartition("/")[0]:
            folders.add(name)
    if both := seen & folders:
        raise BadArchive(gettext("같은 이름이 두 번 나옵니다: %(name)s", name=shown(min(both))))


def _refuse_size(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES:
        raise ArchiveTooLarge(
            gettext("압축을 풀면 %(n)sMB보다 큽니다.", n=MAX_UNPACKED_BYTES >> 20)
        )
    if unpacked > RATIO_COUNTS_FROM and unpacked > packed * MAX_RATIO:
        raise ArchiveTooLarge(gettext("압축을 풀면 지나치게 커지는 파일입니다."))


def _write(archive: zipfile.ZipFile, entries: list[_Entry], folder: Path) -> None:
    """Write every file; sizes count as they come, whatever the list says."""
    left = MAX_UNPACKED_BYTES
    for entry in entries:
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with archive.open(entry.info) as source, target.open("xb") as written:
                left -= _copy(source, written, min(left, entry.info.file_size))
        except (
            zipfile.BadZipFile,
            zlib.error,
            LZMAError,
            EOFError,
            RuntimeError,
            OSError,
        ) as error:
            raise BadArchive(
                gettext("망가진 파일이 있습니다: %(name)s", name=shown(entry.path))
            ) from error


def _copy(source: IO[bytes], written: IO[bytes], limit: int) -> int:
    size = 0
    while piece := source.read(_PIECE):
        size += len(piece)
        if size > limit:
            raise ArchiveTooLarge(gettext("압축을 풀면 지나치게 커지는 파일입니다."))
        written.write(piece)
    return size
