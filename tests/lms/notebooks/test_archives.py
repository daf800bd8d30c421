"""Archives from labs are unpacked with suspicion: what they claim costs nothing."""

import gzip
import io
import tarfile

import pytest

from lms.errors import Invalid, LmsError, TooLarge
from lms.notebooks.archives import MAX_FILES, MAX_UNPACKED_BYTES, pack, unpack

MEBIBYTE = 1024 * 1024


def archive_of(*entries: tarfile.TarInfo) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for entry in entries:
            tar.addfile(entry, io.BytesIO(bytes(entry.size)))
    return gzip.compress(held.getvalue())


def entry(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.size = kind, size
    return found


def hole(name: str, size: int) -> bytes:
    """A GNU sparse file that is nothing but a hole: one block that stands for `size` bytes."""
    block = bytearray(entry(name, tarfile.GNUTYPE_SPARSE).tobuf(tarfile.GNU_FORMAT))
    block[386:410] = b"%011o\0%011o\0" % (size, 0)
    block[482:495] = b"\0%011o\0" % size
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.fixture(autouse=True)
def _in_app(app: object) -> None:
    """The reasons are translated, so there has to be an application."""


def test_what_was_packed_comes_back() -> None:
    assert unpack(pack({"a.ipynb": b"{}", "data/x.csv": b"1"})) == {
        "a.ipynb": b"{}",
        "data/x.csv": b"1",
    }


def test_a_file_that_is_all_hole_is_refused_before_it_fills_the_memory() -> None:
    archive = gzip.compress(b"".join(hole(f"f{n}", 60 * MEBIBYTE) for n in range(3)) + bytes(1024))
    assert len(archive) < 1000

    with pytest.raises(Invalid):
        unpack(archive)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", ".."])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        unpack(archive_of(entry(name)))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_only_ordinary_files_are_taken(kind: bytes) -> None:
    link = entry("x", kind)
    link.linkname = "/etc/passwd"

    with pytest.raises(Invalid):
        unpack(archive_of(link))


def test_a_bomb_is_refused() -> None:
    with pytest.raises(TooLarge):
        unpack(archive_of(entry("x", size=MAX_UNPACKED_BYTES + 1)))
    with pytest.raises(TooLarge):
        unpack(archive_of(*(entry(str(n)) for n in range(MAX_FILES + 1))))


@pytest.mark.parametrize(
    "data",
    [b"", b"no archive", gzip.compress(b"no tar" * 200, mtime=0)],
    ids=["empty", "text", "gzip of text"],
)
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(LmsError):
        unpack(data)
