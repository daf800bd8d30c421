"""A CSV of people, as spreadsheets in Korea save it: rows to add, or every bad row by its line."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from lms.access import ROLE_SCOPES, Grant, Role, ScopeKind
from lms.web.spreadsheets import NotPlain, NotText, decoded, delimiter_of

MAX_ROWS = 5000
EMAIL = re.compile(r"[^@\s,;<>\"\x00-\x1f]+@[^@\s,;<>\"\x00-\x1f]+\.[^@\s,;<>\"\x00-\x1f]+")

COLUMNS: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email", "mail", "emailaddress", "이메일", "메일", "이메일주소"}),
    "name": frozenset({"name", "이름", "성명"}),
    "role": frozenset({"role", "역할"}),
    "scope": frozenset({"scope", "범위"}),
    "cohort": frozenset({"cohort", "cohortid", "기수", "기수번호"}),
}

ROLE_WORDS: Mapping[str, Role] = {str(role): role for role in Role} | {
    "수강생": Role.TRAINEE,
    "교육생": Role.TRAINEE,
    "강사": Role.INSTRUCTOR,
    "멘토": Role.MENTOR,
    "운영자": Role.OPERATOR,
    "관리자": Role.ADMIN,
    "교육파트너": Role.PARTNER_MANAGER,
}

SENTENCES = {
    "encoding": "the file is neither UTF-8 nor CP949",
    "broken": "the file is not CSV: {value}",
    "columns": "a column for {value} is missing",
    "too_many": "there are more than {value} rows",
    "empty": "the file has no people in it",
    "email_missing": "the e-mail is missing",
    "email_bad": "'{value}' is no e-mail address",
    "email_twice": "'{value}' is in the file before",
    "name_missing": "the name is missing",
    "name_long": "the name has more than 100 characters",
    "role_unknown": "'{value}' is no role",
    "scope_unknown": "'{value}' is no scope such as cohort:3, campus:1 or city",
    "scope_missing": "the role {value} needs a scope or a cohort",
    "scope_unfit": "{value} does not fit together",
    "scope_absent": "there is no {value}",
    "not_allowed": "you may not give {value}",
}

MESSAGES = {
    "encoding": _l("파일의 글자가 UTF-8도 CP949도 아닙니다."),
    "broken": _l("CSV 파일이 아닙니다."),
    "columns": _l("이메일과 이름 열이 있어야 합니다."),
    "too_many": _l("한 번에 5000명까지 불러올 수 있습니다."),
    "empty": _l("파일에 사람이 없습니다."),
    "email_missing": _l("이메일이 비어 있습니다."),
    "email_bad": _l("이메일 주소가 아닙니다."),
    "email_twice": _l("같은 이메일이 앞에 또 있습니다."),
    "name_missing": _l("이름이 비어 있습니다."),
    "name_long": _l("이름이 100자를 넘습니다."),
    "role_unknown": _l("그런 역할은 없습니다."),
    "scope_unknown": _l("범위는 cohort:3, campus:1, city처럼 적습니다."),
    "scope_missing": _l("이 역할에는 범위나 기수가 있어야 합니다."),
    "scope_unfit": _l("역할과 범위가 서로 맞지 않습니다."),
    "scope_absent": _l("그런 범위는 없습니다."),
    "not_allowed": _l("이 역할을 줄 권한이 없습니다."),
}


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a line; line 1 holds the headings, 0 stands for the whole file."""

    line: int
    code: str
    value: str = ""

    @property
    def sentence(self) -> str:
        """In plain English, for the command line."""
        return SENTENCES[self.code].format(value=self.value)

    @property
    def message(self) -> str:
        """In the reader's language, for a page."""
        return f"{MESSAGES[self.code]} {self.value}".strip()


@dataclass(frozen=True)
class PersonRow:
    """One person to add and the role they shall have."""

    line: int
    email: str
    name: str
    grant: Grant | None


@dataclass(frozen=True)
class PeopleFile:
    """The rows of a file and everything that is wrong in it."""

    rows: tuple[PersonRow, ...]
    problems: tuple[RowProblem, ...]


class _Bad(Exception):
    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


def read_people(data: bytes) -> PeopleFile:
    """The people of a CSV file in UTF-8 (with or without BOM), UTF-16 with BOM, or CP949."""
    rows: list[PersonRow] = []
    problems: list[RowProblem] = []
    line = 0
    try:
        for line, cells in _lines(_text_of(data)):
            try:
                rows.append(_person(line, cells))
            except _Bad as bad:
                problems.append(RowProblem(line, bad.code, bad.value))
    except _Bad as bad:
        problems.append(RowProblem(0, bad.code, bad.value))
    except csv.Error as error:
        problems.append(RowProblem(line + 1, "broken", str(error)))
    problems += _repeated(rows)
    if not rows and not problems:
        problems.append(RowProblem(0, "empty"))
    return PeopleFile(tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line)))


def _text_of(data: bytes) -> str:
    try:
        return decoded(data)
    except NotPlain as error:
        raise _Bad("broken") from error
    except NotText as error:
        raise _Bad("encoding") from error


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The cells of each line that holds any, by the English name of their column."""
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(head), strict=True)
    columns = _columns(next(reader, []))
    begun, n_rows = reader.line_num + 1, 0
    for cells in reader:
        line, begun = begun, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        n_rows += 1
        if n_rows > MAX_ROWS:
            raise _Bad("too_many", str(MAX_ROWS))
        padded = [*cells, *[""] * len(columns)]
        yield line, {name: padded[place].strip() for name, place in columns.items()}


def _columns(headings: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        word = re.sub(r"[\s_\-]", "", heading).lower()
        for name, words in COLUMNS.items():
            if word in words:
                found.setdefault(name, place)
    missing = [name for name in ("email", "name") if name not in found]
    if missing:
        raise _Bad("columns", " and ".join(missing))
    return found


def _person(line: int, cells: Mapping[str, str]) -> PersonRow:
    email, name = cells["email"].lower(), " ".join(cells["name"].split())
    if not email:
        raise _Bad("email_missing")
    if len(email) > 254 or not EMAIL.fullmatch(email):
        raise _Bad("email_bad", cells["email"])
    if not name:
        raise _Bad("name_missing")
    if len(name) > 100:
        raise _Bad("name_long")
    return PersonRow(line, email, name, _grant(cells))


def _grant(cells: Mapping[str, str]) -> Grant | None:
    """The role in its scope; a cohort alone makes a trainee of it."""
    role_word, scope_word = cells.get("role", "").lower(), cells.get("scope", "")
    cohort = cells.get("cohort", "")
    if not (role_word or scope_word or cohort):
        return None
    role = ROLE_WORDS.get(role_word or "trainee")
    if role is None:
        raise _Bad("role_unknown", role_word)
    kind, scope_id = _scope(role, scope_word or (f"cohort:{cohort}" if cohort else ""))
    if kind not in ROLE_SCOPES[role]:
        raise _Bad("scope_unfit", f"{role} · {scope_word or cohort}")
    return Grant(role, kind, scope_id)


def _scope(role: Role, word: str) -> tuple[ScopeKind, int | None]:
    if not word and ScopeKind.CITY not in ROLE_SCOPES[role]:
        raise _Bad("scope_missing", str(role))
    kind, _, number = (word or "city").lower().partition(":")
    is_city = kind == ScopeKind.CITY
    is_number = number.isascii() and number.isdecimal() and 0 < int(number) < 2**31
    if kind not in set(ScopeKind) or is_city == bool(number) or not (is_city or is_number):
        raise _Bad("scope_unknown", word)
    return ScopeKind(kind), None if is_city else int(number)


def _repeated(rows: list[PersonRow]) -> list[RowProblem]:
    seen: Counter[str] = Counter()
    problems = []
    for row in rows:
        seen[row.email] += 1
        if seen[row.email] > 1:
            problems.append(RowProblem(row.line, "email_twice", row.email))
    return problems
