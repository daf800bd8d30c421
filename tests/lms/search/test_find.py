"""What people find, in which order, and how it is shown."""

from collections.abc import Callable
from unicodedata import normalize

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from courses.search import Page
from lms.accounts.models import User
from lms.index import services as index
from lms.index.models import Shelf
from lms.index.services import Document
from tests.courses.small_course import lesson
from tests.lms.people import World
from tests.lms.search.conftest import Find, Publish

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def at(publish: Publish, world: World) -> Callable[..., str]:
    publish()

    def address(key: str, query: str = "") -> str:
        return f"/runs/{world.run.id}/lessons/{key}{query}"

    return address


def test_a_word_in_the_title_goes_before_one_in_the_text(
    at: Callable[..., str], find: Find
) -> None:
    assert find("회귀") == [at("regression"), at("trees")]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("반복", "loops"),
        ("최소제곱", "regression"),
        ("예측값", "regression"),
        ("np.polyfit", "regression"),
        ("polyfit", "regression"),
        ("read_csv", "trees"),
        ("pd.read_csv", "trees"),
        ("csv", "trees"),
        ("의사결정 회귀", "trees"),
        (normalize("NFD", "반복문"), "loops"),
        ("ｒｅａｄ＿ｃｓｖ", "trees"),
    ],
)
def test_a_lesson_is_found_by(words: str, key: str, at: Callable[..., str], find: Find) -> None:
    assert find(words)[0] == at(key)


def test_both_languages_of_a_lesson_are_one_result(at: Callable[..., str], find: Find) -> None:
    assert find("regressions line") == [at("regression", "?lang=en")]


def test_a_misspelt_word_is_mended(
    at: Callable[..., str], find: Find, client_of: ClientOf, world: World
) -> None:
    assert find("regresion") == [at("regression", "?lang=en")]
    assert "‘regression’ 결과를 대신" in client_of(world.ben).get("/search?q=regresion").text


def test_a_korean_word_with_another_ending_is_still_found(
    at: Callable[..., str], find: Find, client_of: ClientOf, world: World
) -> None:
    assert find("반복문의") == [at("loops")]
    assert "대부분이 든 것" in client_of(world.ben).get("/search?q=반복문의").text


def test_what_is_nowhere_is_not_found(
    at: Callable[..., str], find: Find, client_of: ClientOf, world: World
) -> None:
    assert find("양자컴퓨터") == []
    assert "찾는 것이 없습니다." in client_of(world.ben).get("/search?q=양자컴퓨터").text


def test_words_are_marked_and_nothing_is_markup(
    publish: Publish, client_of: ClientOf, world: World
) -> None:
    publish(
        {
            "01-one/06-evil.md": lesson(
                "evil", "'<img src=x> 과제'", "글 `<script>alert(1)</script>` 글"
            )
        }
    )

    page = client_of(world.ben).get("/search?q=script").text

    assert "&lt;<mark>script</mark>&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    typed = client_of(world.ben).get("/search", query_string={"q": '"><svg onload=x>'}).text
    assert "<svg onload" not in typed


def test_results_come_in_pages(publish: Publish, find: Find) -> None:
    publish({f"01-one/{n:02}-x.md": lesson(f"x{n}", f"군집 {n}", "글") for n in range(10, 33)})

    pages = [find("군집", page=str(page)) for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [10, 10, 3]
    assert [address.rpartition("/x")[2] for page in pages for address in page] == [
        str(n) for n in range(10, 33)
    ]


def test_a_search_in_one_course_finds_nothing_of_others(at: Callable[..., str], find: Find) -> None:
    assert find("회귀", course="tiny") == [at("regression"), at("trees")]
    assert find("회귀", course="other") == []


def test_a_course_itself_is_found_by_all(publish: Publish, find: Find, world: World) -> None:
    publish()

    assert "/catalog/tiny" in find("작은 과정", world.cho)


def test_old_words_are_not_found_once_a_lesson_changed_or_went(
    publish: Publish, find: Find, at: Callable[..., str]
) -> None:
    publish({"01-one/05-loops.md": lesson("loops", "순회", "for"), "01-one/04-trees.md": None})

    assert find("반복") == []
    assert find("회귀") == [at("regression")]
    assert find("순회") == [at("loops")]


@pytest.mark.parametrize(
    "words",
    ["%", "_", "'; drop table users--", "\\", "*" * 5_000, "가 " * 1_000, "?" * 9, "a" * 5_000],
)
def test_hostile_words_get_an_answer(
    words: str, publish: Publish, client_of: ClientOf, world: World
) -> None:
    publish()

    for path in ("/search", "/search/quick"):
        answer = client_of(world.fay).get(path, query_string={"q": words})
        assert answer.status_code == 200


def test_a_null_character_is_refused(client_of: ClientOf, world: World) -> None:
    assert client_of(world.ben).get("/search?q=a%00b").status_code == 422


def test_the_page_asks_few_questions(
    publish: Publish, client_of: ClientOf, world: World, session: Session
) -> None:
    publish()
    asked: list[str] = []
    browser = client_of(world.ben)
    browser.get("/search?q=회귀")
    engine = session.get_bind()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    browser.get("/search?q=회귀")
    event.remove(engine, "before_cursor_execute", note)

    assert len(asked) <= 8, asked


def test_a_shelf_with_other_term_rules_is_not_read_and_filled_anew(session: Session) -> None:
    document = Document("a", "ko", Page("회귀"), "1")
    index.put(session, "s", [document])
    shelf = session.scalars(select(Shelf)).one()
    shelf.analysis = 0
    session.flush()

    index.fill(session, "s", {("a", "ko"): "1"}, lambda _keys: [document])

    assert (shelf.analysis, shelf.n_documents) == (index.ANALYSIS, 1)
