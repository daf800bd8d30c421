"""The preview: pages of a folder without server, database or log-in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest
from flask.testing import FlaskClient

from assessments.items import IN_LESSONS
from lms.authoring.preview import create_preview
from lms.authoring.watching import WatchedCourse
from tests.assessments.typed_items import source_of
from tests.courses.small_course import lesson, write_course
from tests.lms.lessons.test_quiz_types import map_of

START = "01-one/01-start.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path, {START: lesson("start", "시작", "[x](nowhere.md)\n\n## 인사")})


@pytest.fixture
def watched(root: Path) -> Iterator[WatchedCourse]:
    course = WatchedCourse(root)
    yield course
    course.stop()


@pytest.fixture
def client(watched: WatchedCourse) -> FlaskClient:
    return create_preview(watched).test_client()


def test_a_lesson_is_shown_with_its_problems(client: FlaskClient) -> None:
    page = client.get("/lessons/start").get_data(as_text=True)

    assert "<h1>시작</h1>" in page
    assert "nowhere.md" in page
    assert ":7" in page


def test_the_first_page_lists_everything(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)

    assert "/lessons/start" in page
    assert f"{START}:7" in page


def test_pictures_come_from_the_folder_as_it_is_now(
    client: FlaskClient, watched: WatchedCourse
) -> None:
    course = watched.read.course
    assert course is not None
    picture = next(a for one in course.lessons for v in one.variants.values() for a in v.assets)

    answer = client.get(f"/assets/{picture.sha256}/x.png")

    assert answer.data == picture.data
    assert client.get(f"/assets/{'0' * 64}/x.png").status_code == 404


def test_what_is_not_there_is_404_and_other_hosts_get_nothing(client: FlaskClient) -> None:
    assert client.get("/lessons/nothing").status_code == 404
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_no_script_of_the_course_may_run(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_saved_file_is_shown_at_once(root: Path, watched: WatchedCourse) -> None:
    watched.start()
    started = threading.Event()

    def save() -> None:
        while not started.wait(0.2):
            (root / START).write_text(lesson("start", "새 제목", "글"), encoding="utf-8")

    writer = threading.Thread(target=save)
    writer.start()
    newer = watched.wait_for_newer(1, seconds=20)
    started.set()
    writer.join()

    course = watched.read.course
    assert newer > 1
    assert course is not None
    assert course.lessons[0].variants["ko"].title == "새 제목"


def test_a_broken_course_is_shown_as_broken(tmp_path: Path) -> None:
    (tmp_path / "course.yml").write_text("title: [", encoding="utf-8")

    answer = create_preview(WatchedCourse(tmp_path)).test_client().get("/")

    assert answer.status_code == 200
    assert "course.yml" in answer.get_data(as_text=True)


def test_quizzes_are_shown_with_their_answers_behind_a_fold_and_not_sent(
    client: FlaskClient, watched: WatchedCourse, root: Path
) -> None:
    quiz = """```quiz
items:
  - stem: "어느 점? ![점](images/dot.png)"
    options:
      - {text: "[더](02-more.md)", correct: true, rationale: WHY-RIGHT}
      - {text: no, rationale: WHY-WRONG}
```"""
    (root / START).write_text(lesson("start", "시작", quiz), encoding="utf-8")
    watched.read_again()

    page = client.get("/lessons/start").get_data(as_text=True)

    assert "어느 점?" in page
    assert "미리 보기에서는 답을 보내지 않습니다" in page
    assert '<button type="submit"' not in page
    assert page.index("정답과 풀이") < page.index("WHY-RIGHT")
    picture = page[page.index('src="/assets/') + 5 :].split('"')[0]
    assert client.get(picture).mimetype == "image/png"
    assert 'href="more"' in page


def test_a_question_of_every_type_is_shown_with_its_fields_its_picture_and_its_answer(
    client: FlaskClient, watched: WatchedCourse, root: Path
) -> None:
    asked = "".join(indent(source_of(name), "  ") for name in sorted(IN_LESSONS))
    quiz = f"```quiz\nid: check\nitems:\n{asked}```"
    (root / START).write_text(lesson("start", "시작", quiz), encoding="utf-8")
    (root / "01-one" / "map.png").write_bytes(map_of(640, 480))
    watched.read_again()

    page = client.get("/lessons/start").get_data(as_text=True)

    assert page.count("정답과 풀이") == len(IN_LESSONS)
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]*type="?(\w*)', page))
    assert {"radio", "checkbox", "text", "number"} <= fields
    assert "<textarea" in page
    assert client.get(re.findall(r'src="(/assets/[^"]*picture.png)"', page)[0]).status_code == 200
