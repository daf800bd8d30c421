"""Files of marks as people keep them, CSV or XLSX, read with suspicion: headings and lines of text."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from flask_babel import gettext

from lms.errors import Invalid
from lms.intake import zips
from lms.loading import loaded
from lms.web.spreadsheets import NotText, decoded, delimiter_of

MAX_BYTES = 8 << 20
MAX_LINES = 10_000
MAX_COLUMNS = 300
MAX_LETTERS = 500
MAX_PART = {"xl/styles.xml": 1 << 20, "xl/sharedStrings.xml": 8 << 20}
MAX_SHEET, MAX_OTHER_PART, MAX_UNPACKED = 32 << 20, 2 << 20, 48 << 20

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# what openpyxl and the parsers under it say of a file that is none of theirs
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    RuntimeError,
    OverflowError,
)


class BadSheet(Invalid):
    """A file that is not taken; the reason says what is wrong in it and where."""

    code = "bad_sheet"


@dataclass(frozen=True)
class Line:
    """A line of the file by its number there; the headings stand in line 1, as a rule."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """The headings and the lines below, each as wide as the headings."""

    headings: Sequence[str]
    lines: Sequence[Line]


def read_sheet(data: bytes) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file in UTF-8, UTF-16 or CP949; raises BadSheet."""
    if len(data) > MAX_BYTES:
        raise BadSheet(gettext("파일이 %(n)sMB보다 큽니다.", n=MAX_BYTES >> 20))
    if data.startswith(_OLD_EXCEL):
        raise BadSheet(
            gettext("옛 엑셀 파일이거나 암호가 걸린 파일입니다. XLSX나 CSV로 저장해 주세요.")
        )
    return _sheet(_lines_of_workbook(data) if data.startswith(_ZIP) else _lines_of_csv(data))


def _sheet(lines: Iterable[Line]) -> Sheet:
    """Headings are the first line with anything in it; empty lines are left out."""
    filled = (line for line in lines if any(line.cells))
    head = next(filled, None)
    if head is None:
        raise BadSheet(gettext("파일이 비어 있습니다."))
    width = max(place for place, cell in enumerate(head.cells, 1) if cell)
    found = [Line(line.number, _as_wide(line, width)) for line in islice(filled, MAX_LINES + 1)]
    if len(found) > MAX_LINES:
        raise BadSheet(gettext("줄이 %(n)s개보다 많습니다.", n=MAX_LINES))
    if not found:
        raise BadSheet(gettext("제목 줄만 있고 그 아래에 줄이 없습니다."))
    return Sheet(head.cells[:width], found)


def _as_wide(line: Line, width: int) -> list[str]:
    return [*line.cells[:width], *[""] * (width - len(line.cells))]


def _line(number: int, cells: Sequence[str]) -> Line:
    if len(cells) > MAX_COLUMNS:
        raise BadSheet(
            gettext("%(line)s번째 줄에 칸이 %(n)s개보다 많습니다.", line=number, n=MAX_COLUMNS)
        )
    if any(len(cell) > MAX_LETTERS for cell in cells):
        raise BadSheet(gettext("%(line)s번째 줄에 너무 긴 칸이 있습니다.", line=number))
    return Line(number, [" ".join(cell.split()) for cell in cells])


def _lines_of_csv(data: bytes) -> Iterator[Line]:
    try:
        text = decoded(data)
    except NotText as error:
        raise BadSheet(gettext("파일의 글자가 UTF-8도 CP949도 아닙니다.")) from error
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter_of(text.partition("\n")[0]), strict=True
    )
    begun = 1
    try:
        for cells in reader:
            yield _line(begun, cells)
            begun = reader.line_num + 1
    except csv.Error as error:
        raise BadSheet(
            gettext("%(line)s번째 줄부터 CSV로 읽을 수 없습니다.", line=begun)
        ) from error


def _lines_of_workbook(data: bytes) -> Iterator[Line]:
    _refuse_bomb(data)
    try:
        workbook: Any = loaded("openpyxl:load_workbook")(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            _refuse_far(number)
            yield _line(number, [_text(cell) for cell in _without_end(cells)])
    except _BROKEN as error:
        raise BadSheet(gettext("XLSX 파일이 아니거나 망가진 파일입니다.")) from error


def _refuse_far(number: int) -> None:
    """Empty rows cost a file nothing: one cell far below would have a million of them read."""
    if number > MAX_LINES + 100:
        raise BadSheet(gettext("줄이 %(n)s개보다 많습니다.", n=MAX_LINES))


def _refuse_bomb(data: bytes) -> None:
    """Look at the archive's list before anything is unpacked."""
    file = io.BytesIO(data)
    zips.inspect(file)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    for part in parts:
        if part.file_size > _most_of(part.filename):
            raise BadSheet(
                gettext(
                    "압축을 풀면 지나치게 커지는 부분이 있습니다: %(name)s", name=part.filename[:80]
                )
            )
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadSheet(gettext("압축을 풀면 %(n)sMB보다 큽니다.", n=MAX_UNPACKED >> 20))


def _most_of(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return MAX_SHEET
    return MAX_PART.get(name, MAX_OTHER_PART)


def _without_end(cells: Sequence[Any]) -> Sequence[Any]:
    """The cells up to the last one that holds anything."""
    end = max((place for place, cell in enumerate(cells, 1) if cell not in {None, ""}), default=0)
    return cells[:end]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
