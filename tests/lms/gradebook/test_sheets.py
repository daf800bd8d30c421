"""Files of marks: what is read, and what is refused with what and where."""

import io
import zipfile
from collections.abc import Mapping

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from lms.errors import LmsError
from lms.gradebook.sheets import MAX_COLUMNS, MAX_LINES, Sheet, read_sheet
from lms.web.spreadsheets import xlsx_of

CSV = "이메일,점수\r\nben@test.example,8.5\r\n"


@pytest.fixture(autouse=True)
def in_korean(app: Flask) -> object:
    with app.test_request_context():
        yield


def workbook(*rows: list[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with these parts in place of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts.get(name) or old.read(name))
    return file.getvalue()


def texts(sheet: Sheet) -> list[list[str]]:
    return [list(sheet.headings), *(list(line.cells) for line in sheet.lines)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_spreadsheets_in_korea_write_it(codec: str, delimiter: str) -> None:
    sheet = read_sheet(CSV.replace(",", delimiter).encode(codec))

    assert texts(sheet) == [["이메일", "점수"], ["ben@test.example", "8.5"]]
    assert sheet.lines[0].number == 2


def test_a_workbook_is_read_with_its_numbers_as_they_are_shown() -> None:
    data = workbook(["이메일", "하나", "둘", None], ["b@x", 8.1, 10, None], [], ["c@x", None, 0.5])

    sheet = read_sheet(data)

    assert texts(sheet) == [["이메일", "하나", "둘"], ["b@x", "8.1", "10"], ["c@x", "", "0.5"]]
    assert [line.number for line in sheet.lines] == [2, 4]


def test_our_own_workbook_is_read_back() -> None:
    sheet = read_sheet(b"".join(xlsx_of([["이름", "점수"], ["=벤", None]], "1")))

    assert texts(sheet) == [["이름", "점수"], ["'=벤", ""]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "비어"),
        (b"\n\n ,\n", "비어"),
        ("이메일,점수".encode(), "제목 줄만"),
        (b"\xff\xfeab\x00\xd8", "UTF-8도 CP949도"),
        (b"\x81\x00\xff\xfe\xfd", "UTF-8도 CP949도"),
        (b'a,b\n1,2\n"open,3\n', "3번째 줄부터"),
        (b"a" + b",x" * MAX_COLUMNS, "1번째 줄에 칸이 300개보다"),
        (b"a\n1\n" + b"x" * 501, "3번째 줄에 너무 긴 칸"),
        (b"a\n" + b"1\n" * (MAX_LINES + 1), "줄이 10000개보다"),
        (b"x" * (8 * 1024 * 1024 + 1), "8MB보다"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "옛 엑셀"),
        (b"PK\x03\x04 and nothing more", "ZIP"),
        (workbook(), "비어"),
        (workbook(["a"], *[[1]] * (MAX_LINES + 1)), "줄이 10000개보다"),
        (workbook(["a"] * (MAX_COLUMNS + 1)), "1번째 줄에 칸이"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_and_where(data: bytes, words: str) -> None:
    with pytest.raises(LmsError) as caught:
        read_sheet(data)

    assert words in caught.value.reason


def far_away() -> bytes:
    made = Workbook()
    made.active["A1"], made.active["A1048576"] = "a", "b"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
HOSTILE = {
    "a sheet that unpacks to hundreds of megabytes": {"xl/worksheets/sheet1.xml": b"\0" * (33 << 20)},
    "strings that unpack to many megabytes": {"xl/sharedStrings.xml": b" " * (9 << 20)},
    "styles that unpack to many megabytes": {"xl/styles.xml": b" " * (2 << 20)},
    "a part that nobody reads": {"docProps/app.xml": b" " * (3 << 20)},
    "entities": {"xl/worksheets/sheet1.xml": ENTITY},
    "a document type from elsewhere": {"xl/worksheets/sheet1.xml": OUTSIDE},
    "entities in the list of sheets": {"xl/workbook.xml": ENTITY},
    "a sheet that is no XML": {"xl/worksheets/sheet1.xml": b"\x89PNG"},
    "no list of parts": {"[Content_Types].xml": b"<Types/>"},
    "a way out of the archive": {"../outside": b"x"},
}  # fmt: skip


@pytest.mark.parametrize("parts", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_workbook_is_refused(parts: Mapping[str, bytes]) -> None:
    data = with_parts(workbook(["a"], [1]), parts)

    with pytest.raises(LmsError) as caught:
        read_sheet(data)

    assert caught.value.status in {413, 422}
    assert caught.value.reason


def test_a_cell_a_million_rows_below_is_refused() -> None:
    with pytest.raises(LmsError, match="10000"):
        read_sheet(far_away())


def test_a_formula_is_its_last_value_and_never_computed() -> None:
    data = workbook(["a", "b"], ["x", "=1+1"])
    assert load_workbook(io.BytesIO(data)).active["B2"].value == "=1+1"

    assert texts(read_sheet(data))[1] == ["x", ""]
