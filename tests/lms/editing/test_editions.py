"""Those who teach a course see its editions, upload one, look at it, publish it and go back."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.publishing.models import EditionState
from lms.queue import Queue
from tests.courses.small_course import lesson
from tests.lms.editing.conftest import EDITIONS, edition, sent
from tests.lms.intake.test_zips import encrypted, link, zip_of
from tests.lms.people import World
from tests.lms.publishing.conftest import BROKEN_LINK, EXAM
from tests.lms.publishing.test_publish import readers_see

ClientOf = Callable[[User], FlaskClient]
Upload = Callable[..., TestResponse]
CHANGED: dict[str, str | bytes | None] = {
    "01-one/02-more.md": lesson("more", "더", "저녁에 고친 글"),
    "exams/mock-1.yml": EXAM.replace("minutes: 10", "minutes: 20"),
}


def test_an_upload_becomes_a_draft_that_readers_do_not_see(
    session: Session, published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann, before = client_of(published.ann), {**readers_see(session), "rows": 0}

    answer = upload(ann, CHANGED)

    assert answer.status_code == 303
    assert answer.location == f"{EDITIONS}/2"
    assert "확인하는 중" in ann.get(f"{EDITIONS}/2").text
    work()
    page = ann.get(f"{EDITIONS}/2").text
    assert edition(session, 2).state is EditionState.DRAFT
    assert "새 강의 0개, 고친 강의 1개, 뺀 강의 0개" in page
    assert "게시하기" in page
    assert {**readers_see(session), "rows": 0} == before
    assert "저녁에 고친 글" in ann.get(f"{EDITIONS}/2/lessons/more").text
    assert "저녁에 고친 글" not in client_of(published.ben).get("/runs/1/lessons/more").text


def test_a_draft_is_published_and_taken_back_with_its_exam(
    session: Session, published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann, ben = client_of(published.ann), client_of(published.ben)
    first = {**readers_see(session), "rows": 0}
    upload(ann, CHANGED)
    work()

    assert ann.post(f"{EDITIONS}/2/publish").status_code == 303
    assert "게시하는 중" in ann.get(f"{EDITIONS}/2").text
    work()

    assert "저녁에 고친 글" in ben.get("/runs/1/lessons/more").text
    assert readers_see(session)["exams"] != first["exams"]
    assert "되돌리기" in ann.get(f"{EDITIONS}/1").text
    ann.post(f"{EDITIONS}/1/publish")
    work()
    assert {**readers_see(session), "rows": 0} == first
    assert "저녁에 고친 글" not in ben.get("/runs/1/lessons/more").text
    actions = [
        (entry.action, entry.details["number"])
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        if entry.action.startswith("edition.")
    ]
    assert actions == [
        ("edition.publish", 1),
        ("edition.upload", 2),
        ("edition.ask_to_publish", 2),
        ("edition.publish", 2),
        ("edition.ask_to_publish", 1),
        ("edition.publish", 1),
    ]


def test_a_broken_upload_says_what_is_wrong_where_and_changes_nothing(
    session: Session, published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann, before = client_of(published.ann), readers_see(session)

    upload(ann, BROKEN_LINK)
    work()

    page = ann.get(f"{EDITIONS}/2").text
    assert edition(session, 2).state is EditionState.BROKEN
    assert "01-one/02-more.md:6" in page
    assert "mend the path" in page
    assert ann.post(f"{EDITIONS}/2/publish").status_code == 409
    assert readers_see(session) == before
    assert f"{EDITIONS}/2/lessons/more/edit" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no zip", "ZIP 파일이 아니거나"),
        (zip_of({"../a.md": ""}).getvalue(), "폴더 밖으로"),
        (link().getvalue(), "링크나 장치"),
        (encrypted().getvalue(), "암호가 걸린"),
    ],
)
def test_a_hostile_zip_is_refused_at_the_form(
    session: Session, published: World, client_of: ClientOf, data: bytes, sentence: str
) -> None:
    page = client_of(published.ann).post(EDITIONS, data=sent(data))

    assert page.status_code == 422
    assert sentence in page.text
    assert 'id="file-error"' in page.text


def test_a_zip_that_lies_is_refused_by_the_worker(
    session: Session, published: World, client_of: ClientOf, work: Callable[[], int]
) -> None:
    good = bytearray(zip_of({"a.md": "x" * 1000}).getvalue())
    good[37] ^= 0xFF
    ann = client_of(published.ann)

    assert ann.post(EDITIONS, data=sent(bytes(good))).status_code == 303
    work()

    assert edition(session, 2).state is EditionState.BROKEN
    assert "a.md" in ann.get(f"{EDITIONS}/2").text


def test_two_uploads_are_both_kept_in_order(
    session: Session, published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann, eun = client_of(published.ann), client_of(published.eun)

    upload(ann, CHANGED)
    upload(eun, {"01-one/02-more.md": lesson("more", "더", "다른 사람의 글")})
    work()

    assert [edition(session, n).created_by_id for n in (2, 3)] == [
        published.ann.id,
        published.eun.id,
    ]
    assert "저녁에 고친 글" in ann.get(f"{EDITIONS}/2/lessons/more").text
    assert "다른 사람의 글" in ann.get(f"{EDITIONS}/3/lessons/more").text


def test_while_one_is_published_another_has_to_wait(
    published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann = client_of(published.ann)
    for text in ("하나", "둘"):
        upload(ann, {"01-one/02-more.md": lesson("more", "더", text)})
    work()

    assert ann.post(f"{EDITIONS}/2/publish").status_code == 303
    assert ann.post(f"{EDITIONS}/3/publish").status_code == 409


def test_what_a_lost_worker_left_is_found_again(
    app: Flask, session: Session, published: World, client_of: ClientOf, upload: Upload
) -> None:
    queue: Queue = app.extensions["queue"]
    upload(client_of(published.ann), CHANGED)
    queue.huey.flush()

    queue.wake("editions.find_lost")
    queue.run_waiting()

    assert edition(session, 2).state is EditionState.DRAFT


def test_a_draft_can_be_put_away_and_what_was_seen_cannot(
    session: Session, published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann = client_of(published.ann)
    upload(ann, CHANGED)
    work()

    assert ann.post(f"{EDITIONS}/2/discard").status_code == 303
    assert ann.post(f"{EDITIONS}/1/discard").status_code == 409

    assert ann.get(f"{EDITIONS}/2").status_code == 404
    assert "2판" not in ann.get(EDITIONS).text.split('id="editions"')[1]


@pytest.mark.every_database
def test_two_editions_are_compared_line_by_line(
    published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann = client_of(published.ann)
    for text in ("아침에 쓴 글입니다.", "저녁에 고친 글입니다."):
        upload(ann, {"01-one/02-more.md": lesson("more", "더", text)})
    work()

    page = ann.get(f"{EDITIONS}/3/compare?with=2").text

    assert "<del>아침에 쓴 글입니다.</del>" in page
    assert "<ins>저녁에 고친 글입니다.</ins>" in page
    assert ann.get(f"{EDITIONS}/3/compare?with=99").status_code == 404
    assert ann.get(f"{EDITIONS}/1/compare").status_code == 200


def test_the_source_can_be_taken_away_whole(
    published: World, client_of: ClientOf, upload: Upload, work: Callable[[], int]
) -> None:
    ann = client_of(published.ann)

    answer = ann.get(f"{EDITIONS}/1/source.zip")

    archive = zipfile.ZipFile(BytesIO(answer.data))
    assert {"tiny/course.yml", "tiny/assignments/first/first.ipynb"} <= set(archive.namelist())
    assert ann.post(EDITIONS, data=sent(answer.data)).status_code == 303
    work()
    assert "강의의 글은 바뀌지 않았습니다" in ann.get(f"{EDITIONS}/2").text


@pytest.mark.parametrize(
    ("who", "status"), [("ann", 200), ("eun", 200), ("fay", 200), ("ben", 404), ("cho", 404), ("dan", 404)]
)  # fmt: skip
def test_only_who_teaches_or_operates_the_course_sees_its_editions(
    published: World, client_of: ClientOf, anonymous: FlaskClient, who: str, status: int
) -> None:
    client = client_of(getattr(published, who))

    for path in (
        "",
        "/1",
        "/1/compare",
        "/1/source.zip",
        "/1/lessons/more",
        "/1/lessons/more/edit",
    ):
        assert client.get(f"{EDITIONS}{path}").status_code == status
    posts = ("/1/publish", "/1/discard", "/1/lessons/more/rendered")
    assert all(client.post(f"{EDITIONS}{path}").status_code != 404 for path in posts) == (
        status == 200
    )
    assert ("강의의 판과 고치기" in client.get("/catalog/tiny").text) == (status == 200)
    assert anonymous.get(EDITIONS).status_code == 303


def test_a_course_of_two_campuses_is_not_one_operator_s(
    session: Session, published: World, client_of: ClientOf, open_elsewhere: None
) -> None:
    assert client_of(published.eun).get(EDITIONS).status_code == 404
    assert client_of(published.ann).get(EDITIONS).status_code == 200
    assert client_of(published.fay).get(EDITIONS).status_code == 200


def test_a_quiz_of_a_draft_is_shown_whole_and_cannot_be_answered(
    published: World,
    client_of: Callable[[User], FlaskClient],
    upload: Callable[..., TestResponse],
    work: Callable[[], int],
) -> None:
    quiz = (
        "```quiz\nitems:\n  - {stem: '점? ![점](images/dot.png)', answer: '3', rationale: WHY}\n```"
    )
    ann = client_of(published.ann)
    upload(ann, {"01-one/02-more.md": lesson("more", "더", quiz)})
    work()

    page = ann.get(f"{EDITIONS}/2/lessons/more").text

    assert "미리 보기에서는 답을 보내지 않습니다" in page
    assert page.index("정답과 풀이") < page.index("WHY")
    picture = page[page.index('src="/assets/') + 5 :].split('"')[0]
    assert ann.get(picture).mimetype == "image/png"
