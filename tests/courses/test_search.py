"""Texts become search terms, queries are read, and what was found is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.search import (
    MAX_QUERY_TERMS,
    MAX_TERM,
    Page,
    excerpt,
    marked,
    normal,
    read_query,
    terms,
    weights,
)

LETTERS = st.text(st.characters(codec="utf-8"), max_size=200)


def needed(text: str) -> set[str]:
    return {term for word in read_query(text).words for term in word.needed}


@pytest.mark.parametrize("word", ["회귀", "반복", "출석"])
def test_a_word_of_two_syllables_is_found_inside_longer_ones(word: str) -> None:
    assert needed(word) == {word}
    assert word in terms(f"선형{word}분석을")
    assert word not in terms("회의와 귀가, 반대와 복귀, 출발과 석차")


def test_korean_gives_pairs_of_syllables_and_the_last_one() -> None:
    assert terms("회귀분석 값") == ("회귀", "귀분", "분석", "석", "값")


def test_a_single_syllable_finds_every_word_that_has_it() -> None:
    (word,) = read_query("값").words

    assert word.is_open
    for text in ("값", "예측값", "값을"):
        assert any(term.startswith("값") for term in terms(text))


def test_english_words_are_found_in_all_their_forms() -> None:
    assert needed("regressions") == set(terms("regression")) == set(terms("Regressions"))
    assert needed("classes") == set(terms("class"))


@pytest.mark.parametrize(
    ("code", "queries"),
    [
        ("pd.read_csv(path)", ["pd.read_csv", "read_csv", "csv", "READ_CSV", "read csv"]),
        ("DataFrame", ["dataframe", "frame", "DataFrame", "data frame"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("__init__", ["__init__", "init"]),
        ("train_test_split", ["train_test_split", "split", "test_split"]),
        ("np.linalg.norm(x)", ["linalg", "np.linalg.norm", "norm"]),
        ("버전 3.11", ["3.11"]),
    ],
)
def test_code_words_are_found_whole_and_by_parts(code: str, queries: list[str]) -> None:
    for query in queries:
        assert needed(query) <= set(terms(code)), query


def test_the_whole_code_word_raises_a_page() -> None:
    (word,) = read_query("pd.read_csv").words

    assert word.needed == ("pd", "read", "csv")
    assert word.better == ("pd.read_csv",)


def test_korean_beside_latin_letters_is_cut_where_the_script_changes() -> None:
    assert terms("pandas로 값을") == ("panda", "로", "값을", "을")


def test_the_way_letters_are_written_does_not_matter() -> None:
    assert terms(unicodedata.normalize("NFD", "데이터")) == terms("데이터")
    assert terms("ＡＢＣ １２") == terms("abc 12")
    assert terms("ﾃﾞｰﾀ") == terms("データ")
    assert terms("Café") == terms(unicodedata.normalize("NFD", "café"))


@given(LETTERS, LETTERS)
def test_a_text_is_found_by_any_of_its_words_wherever_it_stands(before: str, after: str) -> None:
    page = set(terms(f"{before} 선형회귀 read_csv {after}"))

    assert needed("선형회귀") | needed("read_csv") <= page


@given(LETTERS)
def test_terms_are_short_and_a_query_is_no_longer_than_is_looked_up(text: str) -> None:
    assert all(len(term) <= MAX_TERM for term in terms(text))
    assert len(needed(text)) <= MAX_QUERY_TERMS
    assert terms(normal(text)) == terms(text)


@pytest.mark.parametrize("query", ["", "   ", "?!…·%_'\"\\", "\0", "--", "(((", "🙂"])
def test_a_query_without_words_looks_for_nothing(query: str) -> None:
    assert needed(query) == set()


@pytest.mark.parametrize("query", ["가" * 10_000, "a " * 1_000, "x" * 100_000, "a.b_c" * 500])
def test_a_query_without_end_is_cut(query: str) -> None:
    assert 1 <= len(needed(query)) <= MAX_QUERY_TERMS


def test_what_is_being_typed_may_go_on() -> None:
    typed = read_query("선형 reg", is_typing=True).words

    assert [(word.needed, word.is_open) for word in typed] == [(("선형",), False), (("reg",), True)]


def test_the_title_counts_more_than_a_heading_and_that_more_than_the_text() -> None:
    page = weights(Page("회귀", ["분류"], "군집 " * 50))

    assert page["회귀"] > page["분류"]
    assert page["회귀"] > page["군집"]
    assert weights(Page("회귀"))["회귀"] > weights(Page("선형 회귀 모델의 평가와 해석"))["회귀"]


def test_a_word_often_in_a_short_text_counts_more_than_once_in_a_long_one() -> None:
    often = weights(Page("", (), "회귀 회귀 회귀 끝"))
    once = weights(Page("", (), "회귀 " + "다른 말 " * 500))

    assert often["회귀"] > once["회귀"]


def test_what_was_looked_for_is_marked_in_every_form() -> None:
    query = read_query("regression 회귀")

    pieces = marked("선형회귀(Regressions)", query.needles)

    assert [(piece.text, piece.is_hit) for piece in pieces] == [
        ("선형", False),
        ("회귀", True),
        ("(", False),
        ("Regressions", True),
        (")", False),
    ]


@given(LETTERS, LETTERS)
def test_marking_changes_no_letter(text: str, query: str) -> None:
    assert "".join(piece.text for piece in marked(text, read_query(query).needles)) == text


def test_an_excerpt_stands_around_what_was_looked_for() -> None:
    text = "처음 " * 200 + "여기 회귀가 있다. " + "끝 " * 200

    found = excerpt(text, ("회귀",))

    assert found[0].text.startswith("… ")
    assert found[-1].text.endswith(" …")
    assert any(piece.is_hit and piece.text == "회귀" for piece in found)
    assert 100 < sum(len(piece.text) for piece in found) < 200
