"""Adding many people from a file that a spreadsheet saved."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.access import Role, ScopeKind
from lms.accounts.models import User
from lms.accounts.queries import user_by_email
from lms.admin.people_import import import_people
from lms.cli import lms
from lms.enrollments.models import Enrollment
from tests.lms.people import NOW, World

KOREAN = "이메일,이름,역할,범위,기수\r\n"


def _problems(session: Session, text: str) -> list[tuple[int, str]]:
    result = import_people(session, text.encode(), at=NOW)
    assert result.created == ()
    return [(problem.line, problem.code) for problem in result.problems]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_files_of_every_spreadsheet_are_read(session: Session, world: World, codec: str) -> None:
    text = f"이름,E-Mail,기수\r\n똠방각하,New@test.example,{world.cohort.id}\r\n\r\n"
    result = import_people(session, text.encode(codec), at=NOW)

    assert result.problems == ()
    (new,) = result.created
    assert (new.email, new.name, new.password_hash) == ("new@test.example", "똠방각하", None)
    assert (
        session.scalar(select(Enrollment.cohort_id).where(Enrollment.user_id == new.id))
        == world.cohort.id
    )


def test_roles_come_with_their_scope(session: Session, world: World) -> None:
    run, campus = world.run.id, world.campus.id
    text = (
        KOREAN
        + f"a@t.kr,가,강사,course_run:{run},\r\nb@t.kr,나,operator,campus:{campus},\r\nc@t.kr,다,관리자,,\r\nd@t.kr,라,instructor,,{world.cohort.id}\r\ne@t.kr,마,,,\r\n"
    )
    import_people(session, text.encode(), at=NOW)
    grants = {}
    for letter in "abcde":
        user = user_by_email(session, f"{letter}@t.kr")
        assert user is not None
        grants[letter] = [(g.role, g.scope_kind, g.scope_id) for g in user.role_grants]

    assert grants == {
        "a": [(Role.INSTRUCTOR, ScopeKind.COURSE_RUN, run)],
        "b": [(Role.OPERATOR, ScopeKind.CAMPUS, campus)],
        "c": [(Role.ADMIN, ScopeKind.CITY, None)],
        "d": [(Role.INSTRUCTOR, ScopeKind.COHORT, world.cohort.id)],
        "e": [],
    }


def test_people_who_exist_are_left_as_they_are_and_counted(session: Session, world: World) -> None:
    text = "email,name,role\nBEN@test.example,다른 이름,admin\nnew@test.example,새,\n"
    result = import_people(session, text.encode(), at=NOW)

    assert (len(result.created), result.n_unchanged) == (1, 1)
    assert world.ben.name == "벤"
    assert {grant.role for grant in world.ben.role_grants} == {Role.TRAINEE}


def test_every_bad_row_is_named_with_its_line_and_nothing_is_done(
    session: Session, world: World
) -> None:
    text = KOREAN + (
        "good@t.kr,좋음,,,\r\n"
        ",이름만,,,\r\n"
        "no at sign,이름,,,\r\n"
        '"two@t.kr","줄이\r\n둘",,,\r\n'
        "n@t.kr,,,,\r\n"
        "GOOD@t.kr,또,,,\r\n"
        "r@t.kr,이름,임금님,,\r\n"
        "s@t.kr,이름,강사,,\r\n"
        "u@t.kr,이름,강사,campus:1,\r\n"
        "v@t.kr,이름,,,9999\r\n"
        "w@t.kr,이름,,,첫째\r\n"
        "short@t.kr\r\n"
    )
    before = session.scalar(select(func.count(User.id)))

    assert _problems(session, text) == [
        (3, "email_missing"),
        (4, "email_bad"),
        (7, "name_missing"),
        (8, "email_twice"),
        (9, "role_unknown"),
        (10, "scope_missing"),
        (11, "scope_unfit"),
        (12, "scope_absent"),
        (13, "scope_unknown"),
        (14, "name_missing"),
    ]
    assert session.scalar(select(func.count(User.id))) == before


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "columns"),
        (b"email\nx@t.kr\n", "columns"),
        (b"\xff\x00\x81", "encoding"),
        ("이메일,이름\n".encode(), "empty"),
        (b'email,name\n"x@t.kr,open\n', "broken"),
    ],
)
def test_a_file_that_is_no_list_of_people_says_so(session: Session, data: bytes, code: str) -> None:
    result = import_people(session, data, at=NOW)

    assert [problem.code for problem in result.problems] == [code]
    assert all(problem.sentence for problem in result.problems)


def test_nobody_gives_roles_that_are_not_theirs_to_give(session: Session, world: World) -> None:
    text = "email,name,role\nx@t.kr,이름,admin\n".encode()
    result = import_people(
        session, text, at=NOW, may_give=lambda grant: grant.role is not Role.ADMIN
    )

    assert [(problem.line, problem.code) for problem in result.problems] == [(2, "not_allowed")]


def _run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(lms, list(words), obj=lambda: app)


def test_the_command_adds_people_and_names_bad_rows(
    app: Flask, world: World, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("이메일,이름\r\nx@t.kr,홍길동\r\nbad,나\r\n".encode("cp949"))
    refused = _run(app, "users", "import", str(file))
    file.write_bytes("이메일,이름\r\nx@t.kr,홍길동\r\n".encode("cp949"))
    done = _run(app, "users", "import", str(file), "--json")

    assert refused.exit_code == 1
    assert "line 3: 'bad' is no e-mail address" in refused.output
    assert json.loads(done.output) == {"created": ["x@t.kr"], "unchanged": 0, "problems": []}


def test_people_are_created_listed_and_given_roles(
    app: Flask, world: World, session: Session
) -> None:
    assert _run(app, "users", "create", "boss@t.kr", "보스", "--admin").exit_code == 0
    assert _run(app, "users", "create", "boss@t.kr", "보스").exit_code == 1
    assert _run(app, "users", "create", "weak@t.kr", "약", "--password", "short").exit_code == 1
    assert (
        _run(
            app, "users", "grant", "boss@t.kr", "instructor", f"cohort:{world.cohort.id}"
        ).exit_code
        == 0
    )
    assert _run(app, "users", "grant", "boss@t.kr", "instructor", "city").exit_code == 1
    listed = json.loads(_run(app, "users", "list", "--json").output)

    assert listed[-1]["email"] == "boss@t.kr"
    assert listed[-1]["roles"] == f"admin@city, instructor@cohort:{world.cohort.id}"
