"""Zips of authors are unpacked; hostile ones are refused with a sentence and leave nothing."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lms.errors import LmsError
from lms.intake import zips
from lms.intake.errors import ArchiveTooLarge, BadArchive
from lms.intake.incoming import laid_down, unpacked


@pytest.fixture(autouse=True)
def _in_a_request(app_context: None) -> None:
    """Sentences are translated, which needs an application."""


def zip_of(files: Mapping[str, bytes | str]) -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    held.seek(0)
    return held


def with_info(**facts: object) -> io.BytesIO:
    held = io.BytesIO()
    info = zipfile.ZipInfo("a.md")
    for name, value in facts.items():
        setattr(info, name, value)
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(info, "text")
    return held


def link() -> io.BytesIO:
    return with_info(external_attr=(stat.S_IFLNK | 0o777) << 16)


def device() -> io.BytesIO:
    return with_info(external_attr=(stat.S_IFIFO | 0o666) << 16)


def encrypted() -> io.BytesIO:
    data = bytearray(zip_of({"a.md": "text"}).getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return io.BytesIO(bytes(data))


def duplicate() -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.md", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.md", "two")
    return held


def overlapping() -> io.BytesIO:
    """A thousand entries in the list that all mean the same bytes."""
    first = zip_of({"a.md": b"x" * 1000}).getvalue()
    start = first.index(b"PK\x01\x02")
    entry = first[start : first.index(b"PK\x05\x06")]
    listed = b"".join(entry[:46] + f"{n:04}".encode() for n in range(1000))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(listed), start, 0)
    return io.BytesIO(first[:start] + listed + end)


def lying() -> io.BytesIO:
    """An entry that says it has four bytes and unpacks to a megabyte."""
    data = bytearray(zip_of({"a.md": b"x" * 1_000_000}).getvalue())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + offset
        data[place : place + 4] = struct.pack("<L", 4)
    return io.BytesIO(bytes(data))


HOSTILE: dict[str, Callable[[], io.BytesIO]] = {
    "climbs": lambda: zip_of({"../a.md": ""}),
    "climbs from within": lambda: zip_of({"a/../../b.md": ""}),
    "climbs with backslashes": lambda: zip_of({"a\\..\\..\\b.md": ""}),
    "is absolute": lambda: zip_of({"/etc/a.md": ""}),
    "is on a drive": lambda: zip_of({"C:\\a.md": ""}),
    "is on a share": lambda: zip_of({"\\\\host\\a.md": ""}),
    "is a device": lambda: zip_of({"a/con.md": ""}),
    "is another device": lambda: zip_of({"LPT1": ""}),
    "has control characters": lambda: zip_of({"a\x07b.md": ""}),
    "has a very long name": lambda: zip_of({"가" * 90 + ".md": ""}),
    "differs in case only": lambda: zip_of({"A.md": "", "a.md": ""}),
    "differs in composition only": lambda: zip_of({"\uac00.md": "", "\u1100\u1161.md": ""}),
    "is file and folder": lambda: zip_of({"a": "", "a/b.md": ""}),
    "comes twice": duplicate,
    "is a link": link,
    "is a pipe": device,
    "is encrypted": encrypted,
    "is packed oddly": lambda: with_info(compress_type=zipfile.ZIP_LZMA),
    "overlaps": overlapping,
    "lies about its size": lying,
    "is a bomb": lambda: zip_of({f"{n}.md": b"\0" * 20_000_000 for n in range(3)}),
    "is cut": lambda: io.BytesIO(zip_of({"a.md": "x" * 999}).getvalue()[:-30]),
    "is no zip": lambda: io.BytesIO(b"PK or not"),
    "is empty": lambda: zip_of({}),
    "holds nothing of ours": lambda: zip_of({"__MACOSX/._a": "", ".DS_Store": ""}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_zip_is_refused_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    file = HOSTILE[kind]()

    with pytest.raises((BadArchive, ArchiveTooLarge)) as refused:
        zips.unpack(file, tmp_path / "in" / "course")

    assert refused.value.reason
    assert "\n" not in refused.value.reason
    assert not (tmp_path / "in" / "course").exists()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def test_too_many_files_are_refused_before_the_list_is_read(tmp_path: Path) -> None:
    file = io.BytesIO(b"PK\x01\x02" * (zips.MAX_ENTRIES + 1))

    with pytest.raises(ArchiveTooLarge):
        zips.inspect(file)


def test_a_zip_within_a_zip_stays_one_file(tmp_path: Path) -> None:
    inner = zip_of({"bomb": b"\0" * 1_000_000}).getvalue()

    zips.unpack(zip_of({"a.md": "", "inner.zip": inner}), tmp_path / "course")

    assert sorted(path.name for path in (tmp_path / "course").iterdir()) == ["a.md", "inner.zip"]
    assert (tmp_path / "course" / "inner.zip").read_bytes() == inner


def test_hidden_files_and_those_of_macos_are_left_out(tmp_path: Path) -> None:
    zips.unpack(
        zip_of({"a.md": "", ".git/config": "", "__MACOSX/a.md": "", "b/._c.md": "", "b/Thumbs.db": ""}),
        tmp_path / "course",
    )  # fmt: skip

    assert [path.name for path in (tmp_path / "course").rglob("*") if path.is_file()] == ["a.md"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_korean_names_are_read_as_they_were_written(encoding: str, tmp_path: Path) -> None:
    raw = "강의/소개.md".encode(encoding)
    held = zip_of({"x" * len(raw): "안녕"}).getvalue().replace(b"x" * len(raw), raw)

    zips.unpack(io.BytesIO(held), tmp_path / "course")

    assert (tmp_path / "course" / "강의" / "소개.md").read_text() == "안녕"


def test_a_single_top_folder_is_the_course(tmp_path: Path) -> None:
    with unpacked(zip_of({"book-main/README.md": "# A"}), "download.zip") as incoming:
        assert (incoming.path / "README.md").read_text() == "# A"
        assert incoming.path.name == "book"
        place = incoming.path

    assert not place.exists()


def test_a_folder_within_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    path.write_bytes(zip_of({"r/docs/a.md": "", "r/src/b.py": ""}).getvalue())

    with laid_down(str(path), below="docs") as incoming:
        assert [one.name for one in incoming.path.iterdir()] == ["a.md"]
    for below in ("../..", "/etc", "none", "docs/a.md"):
        with pytest.raises(LmsError), laid_down(str(path), below=below):
            pass
