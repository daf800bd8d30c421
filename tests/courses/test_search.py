"""Texts become search terms."""

from __future__ import annotations

import unicodedata

from courses.search import terms


def test_korean_gives_pairs_of_syllables_so_a_word_is_found_inside_a_longer_one() -> None:
    assert terms("선형회귀분석") == ("선형", "형회", "회귀", "귀분", "분석")
    assert set(terms("회귀")) <= set(terms("선형회귀분석"))


def test_a_single_syllable_stays() -> None:
    assert terms("값 과") == ("값", "과")


def test_other_words_are_lower_case_and_keep_their_digits() -> None:
    assert terms("NumPy 2.4 read_csv()") == ("numpy", "2", "4", "read_csv")


def test_korean_beside_latin_letters_is_cut_where_the_script_changes() -> None:
    assert terms("pandas로 값을") == ("pandas", "로", "값을")


def test_decomposed_korean_gives_the_same_terms() -> None:
    assert terms(unicodedata.normalize("NFD", "데이터")) == terms("데이터") == ("데이", "이터")
