"""Zip archives that strangers sent, unpacked so that nothing lands outside and nothing explodes."""

import shutil
import stat
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from lms.errors import Invalid

MOST_FILES = 50_000
MOST_BYTES = 1024 * 1024 * 1024
LARGEST_FILE = 200 * 1024 * 1024
MOST_RATIO = 200
FREE_BYTES = 10 * 1024 * 1024
"""Below this size no ratio is asked after: a file of spaces packs well, too."""

_DEVICES = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}
_UTF8 = 0x800
_ENCRYPTED = 0x1


class BadArchive(Invalid):
    """The archive cannot be unpacked safely; the reason names the file in it."""

    code = "bad_archive"


def unpack(archive: Path, folder: Path) -> Path:
    """The archive's files in a new folder, or in its one top folder; raises BadArchive.

    Everything is looked at before anything is written; what went wrong half-way
    leaves no folder.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            members = _checked(packed)
            folder.mkdir(parents=True)
            for name, member in members.items():
                _write(packed, member, folder / name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(f"the file is not a zip archive that can be read: {error}") from error
    except BadArchive:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _top_folder(folder)


def _checked(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files to write by their safe names; raises BadArchive."""
    members = [member for member in packed.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise BadArchive(f"the archive has more than {MOST_FILES:,} files")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise BadArchive(f"the archive unpacks to more than {MOST_BYTES:,} bytes")
    found: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for member in members:
        name = _safe_name(member)
        if name.casefold() in folded:
            raise BadArchive(f"{name}: the archive has this name twice")
        folded.add(name.casefold())
        _refuse_kind(name, member)
        found[name] = member
    return found


def _safe_name(member: zipfile.ZipInfo) -> str:
    name = _decoded(member).replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (parts and ":" in parts[0]):
        raise BadArchive(f"{name}: the name leads out of the archive")
    if not parts or any(ord(letter) < 32 for letter in name) or len(name) > 1000:
        raise BadArchive(f"{name!r}: this is no name of a file")
    if any(part.split(".")[0].casefold() in _DEVICES for part in parts):
        raise BadArchive(f"{name}: some systems take this name for a device")
    return unicodedata.normalize("NFC", "/".join(parts))


def _decoded(member: zipfile.ZipInfo) -> str:
    """The name; archives made by Korean Windows have it in CP949 and do not say so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _refuse_kind(name: str, member: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise BadArchive(f"{name}: links and special files are not taken")
    if member.flag_bits & _ENCRYPTED:
        raise BadArchive(f"{name}: the archive is encrypted")
    if member.file_size > LARGEST_FILE:
        raise BadArchive(f"{name}: the file is larger than {LARGEST_FILE:,} bytes")
    if member.file_size > max(FREE_BYTES, MOST_RATIO * member.compress_size):
        raise BadArchive(f"{name}: it unpacks to far more than it is (a zip bomb)")


def _write(packed: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path) -> None:
    """Write one file, never more of it than its entry says."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as stream, place.open("xb") as file:
        left = member.file_size
        while piece := stream.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise BadArchive(f"{member.filename}: it is longer than its entry says")
            file.write(piece)


def _top_folder(folder: Path) -> Path:
    """The one folder that all files lie in, as in archives from code hosts; else the folder."""
    found = [path for path in folder.iterdir() if path.name != "__MACOSX"]
    return found[0] if len(found) == 1 and found[0].is_dir() else folder
