"""Marks out of a file: looked at first, applied whole or not at all, and undone."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.grades.models import Grade, GradeImport, Standing
from tests.lms.gradebook.conftest import Class, GiveGrade, trainee
from tests.lms.people import World
from tests.lms.statements import counted_queries

ClientOf = Callable[[User], FlaskClient]


@dataclass
class Bringing:
    """Ann with a file."""

    client: FlaskClient
    run_id: int

    def bring(self, text: str | bytes, name: str = "marks.csv") -> TestResponse:
        data = text.encode() if isinstance(text, str) else text
        return self.client.post(
            f"/runs/{self.run_id}/gradebook/import",
            data={"file": (io.BytesIO(data), name)},
            follow_redirects=True,
        )

    def apply(self, page: TestResponse, **changes: str) -> TestResponse:
        """Press the button of the page."""
        form = page.text[page.text.index('/apply"') :].split("</form>", 1)[0]
        values = [part.split('"')[0] for part in form.split('name="use" value="')[1:]]
        seen = form.split('name="seen" value="')[1].split('"')[0]
        data = {"seen": seen, "use": [unescape(one) for one in values], **changes}
        if 'name="skip"' in form:
            data["skip"] = "1"
        return self.client.post(f"{page.request.path}/apply", data=data)


@pytest.fixture
def ann(world: World, give_grade: GiveGrade, client_of: ClientOf) -> Bringing:
    """Ann; Ben has 4 of 10 for loops, and there is an exam of 20 points that Ben has 5 of."""
    give_grade(world.ben, "loops", "4")
    give_grade(world.ben, "mock", "5", "20", work_kind="exam", title={"ko": "시험"})
    return Bringing(client_of(world.ann), world.run.id)


def points(session: Session, person: User) -> dict[str, tuple[Decimal, Decimal, str]]:
    session.expire_all()
    found = session.scalars(select(Grade).where(Grade.user_id == person.id))
    return {one.work_key: (one.earned, one.possible, one.standing) for one in found}


def test_what_would_change_is_shown_and_nothing_is_changed_yet(
    session: Session, world: World, classmates: Class, ann: Bringing
) -> None:
    page = ann.bring("이름,과제 loops 점수,시험,과제 loops 만점\n벤,9,5,10\n길,7,,10\n")

    assert "바뀌는 점수 2개" in page.text
    assert "줄 2개에서 2명을 찾았습니다. 점수 1개는 지금과 같습니다." in page.text
    assert points(session, world.ben)["loops"] == (4, 10, "found")


def test_all_of_it_is_applied_with_the_file_as_the_reason(
    session: Session, world: World, classmates: Class, ann: Bringing
) -> None:
    page = ann.bring("이름,loops,과제 loops 만점\n벤,9,10\n길,7.25,10\n한,면제,\n")

    answer = ann.apply(page)

    assert answer.status_code == 303
    assert points(session, world.ben)["loops"] == (9, 10, "given")
    assert points(session, classmates.gil) == {"loops": (Decimal("7.25"), 10, "given")}
    assert points(session, classmates.han) == {"loops": (0, 0, "excused")}
    grade = session.scalars(select(Grade).where(Grade.user_id == world.ben.id, Grade.work_key == "loops")).one()  # fmt: skip
    assert "marks.csv에서 불러옴" in ann.client.get(f"/grades/{grade.id}").text
    kept = session.scalars(select(GradeImport)).one()
    assert (kept.lines, kept.headings, kept.n_changes) == ([], [], 3)


def test_undoing_puts_back_what_was_but_not_what_was_decided_since(
    session: Session, world: World, classmates: Class, ann: Bringing
) -> None:
    cell = f"/runs/{world.run.id}/gradebook/people/{world.ben.id}/exam/mock"
    decision = {"kind": "given", "points": "11", "possible": "20", "reason": "전에"}
    ann.client.post(cell, data=decision)
    ann.apply(ann.bring("이름,loops,시험,과제 loops 만점\n벤,9,12,10\n길,7,,10\n한,3,,10\n"))
    later = f"/runs/{world.run.id}/gradebook/people/{classmates.han.id}/assignment/loops"
    ann.client.post(
        later, data={"kind": "given", "points": "8", "possible": "10", "reason": "뒤에"}
    )
    (number,) = session.scalars(select(GradeImport.id))

    answer = ann.client.post(f"/grade-imports/{number}/undo", follow_redirects=True)

    assert "점수 3개를 되돌렸습니다. 그 뒤에 다시 정한 1개는 그대로 두었습니다." in answer.text
    assert points(session, world.ben) == {"loops": (4, 10, "found"), "mock": (11, 20, "given")}
    assert points(session, classmates.gil) == {}
    assert points(session, classmates.han)["loops"] == (8, 10, "given")
    assert ann.client.post(f"/grade-imports/{number}/undo").status_code == 409


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("이름,loops\n벤,많이\n", "2번째 줄: 벤, 과제 loops: 많이: 숫자가 아닙니다."),
        ("이름,loops\n벤,11\n", "11점은 만점 10점보다 많습니다."),
        ("이름,loops\n벤,-1\n", "-1: 0부터"),
        ("이름,loops\n벤,NaN\n", "NaN: 0부터"),
        ("이름,loops\n벤,1e999\n", "1e999: 0부터"),
        ("이름,loops\n누구,1\n", "누구: 이 기수의 교육생이 아닙니다."),
        ("이메일,loops\ncho@test.example,1\n", "cho@test.example: 이 기수의 교육생이 아닙니다."),
        ("이름,loops\n벤,1\n벤,2\n", "3번째 줄: 벤님이 앞에 또 있습니다."),
        ("이름,시험\n길,1\n", "만점을 알 수 없으니"),
        ("loops,시험\n1,1\n", "누구의 줄인지"),
        ("이름,기타\n벤,1\n", "점수 열을 하나는"),
        ("이름,loops\n,1\n", "이메일과 이름이 비어"),
        ("이름,loops\n쌍둥이,1\n", "이름이 같은 사람이 여럿"),
    ],
)
def test_one_bad_cell_keeps_everything_from_being_applied(
    session: Session, world: World, classmates: Class, ann: Bringing, *, text: str, words: str
) -> None:
    for _ in range(2):
        trainee(session, world, "쌍둥이")
    session.commit()

    page = ann.bring(text)

    assert words in unescape(page.text)
    assert '/apply"' not in page.text
    answer = ann.client.post(f"{page.request.path}/apply", data={"seen": ""})
    assert answer.status_code == 409
    assert points(session, world.ben)["loops"] == (4, 10, "found")


def test_lines_of_strangers_can_be_skipped(session: Session, world: World, ann: Bringing) -> None:
    page = ann.bring("이름,loops\n벤,9\n누구,1\n")

    again = ann.client.get(f"{page.request.path}?use=name&use=points:assignment/loops&skip=1")

    assert "1줄은 건너뜁니다" in again.text
    assert ann.apply(again).status_code == 303
    assert points(session, world.ben)["loops"][0] == 9


def test_columns_can_be_chosen_otherwise(session: Session, world: World, ann: Bringing) -> None:
    page = ann.bring("이름,첫 번째,두 번째\n벤,9,15\n")
    address = page.request.path

    again = ann.client.get(f"{address}?use=name&use=&use=points:exam/mock")
    assert ann.apply(again).status_code == 303

    assert points(session, world.ben)["mock"] == (15, 20, "given")
    assert points(session, world.ben)["loops"][0] == 4


@pytest.mark.parametrize("chosen", ["use=name", "use=name&use=x&use=", "use=a&use=b&use=c&use=d"])
def test_uses_that_are_not_offered_are_refused(ann: Bringing, chosen: str) -> None:
    page = ann.bring("이름,첫 번째,두 번째\n벤,9,15\n")

    assert ann.client.get(f"{page.request.path}?{chosen}").status_code == 422


def test_what_was_seen_must_still_be_so(
    session: Session, world: World, ann: Bringing, give_grade: GiveGrade
) -> None:
    page = ann.bring("이름,loops\n벤,9\n")
    give_grade(world.ben, "loops", "6")

    answer = ann.apply(page)

    assert answer.status_code == 409
    assert "그사이 성적이나 고른 것이 달라져" in answer.text
    assert points(session, world.ben)["loops"] == (6, 10, "found")


def test_a_file_is_applied_once(session: Session, world: World, ann: Bringing) -> None:
    page = ann.bring("이름,loops\n벤,9\n")
    assert ann.apply(page).status_code == 303

    assert ann.apply(page).status_code == 409
    assert ann.client.get(page.request.path).status_code == 303
    assert ann.client.post(f"{page.request.path}/discard").status_code == 409


def test_a_file_is_forgotten_when_it_is_discarded_or_another_comes(
    session: Session, ann: Bringing
) -> None:
    ann.bring("이름,loops\n벤,9\n")
    page = ann.bring("이름,loops\n벤,8\n")
    assert len(session.scalars(select(GradeImport)).all()) == 1

    assert ann.client.post(f"{page.request.path}/discard").status_code == 303
    session.expire_all()
    assert session.scalars(select(GradeImport)).all() == []


def test_our_own_file_comes_back_and_changes_nothing(
    world: World, classmates: Class, ann: Bringing
) -> None:
    for ending in ("csv", "xlsx"):
        data = ann.client.post(f"/runs/{world.run.id}/gradebook.{ending}").data

        page = ann.bring(data, f"gradebook.{ending}")

        assert "바뀌는 점수 0개" in page.text
        assert "3명을 찾았습니다. 점수 2개는 지금과 같습니다." in page.text
        assert "고칠 곳이 있어" not in page.text


def test_a_bad_file_says_so_by_the_field(ann: Bringing) -> None:
    answer = ann.bring(b"PK\x03\x04", "marks.xlsx")

    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_names_in_a_file_are_written_as_text(ann: Bringing) -> None:
    page = ann.bring("이름,<b>loops,점수\n<script>alert(1)</script>,1,1\n", "<i>.csv")

    assert "<script>alert" not in page.text
    assert "<b>loops" not in page.text
    assert "<i>.csv" not in page.text


def test_only_who_teaches_or_operates_brings_and_looks(
    session: Session, world: World, ann: Bringing, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = ann.bring("이름,loops\n벤,9\n").request.path
    for path in (f"/runs/{world.run.id}/gradebook/import", address):
        answers: Sequence[int] = [
            client_of(getattr(world, name)).get(path).status_code
            for name in ("ann", "eun", "ben", "cho", "dan")
        ]
        assert answers == [200, 200, 403, 404, 404]
        assert anonymous.get(path).status_code == 303
    for act in ("apply", "undo", "discard"):
        assert client_of(world.ben).post(f"{address}/{act}").status_code == 403
        assert client_of(world.cho).post(f"{address}/{act}").status_code == 404


def test_queries_do_not_grow_with_the_lines(
    app: Flask, session: Session, world: World, ann: Bringing
) -> None:
    counts = []
    for n_new in (1, 12):
        people = [trainee(session, world, "새 사람") for _ in range(n_new)]
        session.commit()
        lines = "".join(f"{one.email},7,10\n" for one in people)
        page = ann.bring(f"이메일,loops,과제 loops 만점\n{lines}")
        with counted_queries(app) as looked:
            ann.client.get(page.request.path)
        with counted_queries(app) as applied:
            assert ann.apply(page).status_code == 303
        read = [one for one in applied if one.startswith("SELECT")]
        counts.append((len(looked), len(read)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 14
    assert points(session, people[-1])["loops"] == (7, 10, Standing.GIVEN)
