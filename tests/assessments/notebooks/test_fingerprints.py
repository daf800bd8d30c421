"""Shared code is found whatever it is called and however it is laid out; what was given out is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.notebooks import BadNotebook, fingerprints_of, grams_of, passages, source_lines
from assessments.notebooks.code_tokens import MOST_TOKENS, tokens_of, tokens_of_cells
from assessments.notebooks.fingerprints import GUARANTEE, WINDOW, K, winnowed
from tests.assessments.notebooks.samples import cell, notebook

MEAN = '''def mean(scores, weights):
    """가중 평균을 냅니다."""
    total = 0
    for score, weight in zip(scores, weights):
        if weight > 0:
            total += score * weight  # 가중치를 곱한다
    return total / sum(weights)
'''
RENAMED = """def average(points_, w):
  'average'
  t = 0


  for p, q in zip( points_,w ):

    if q > 10: t += p*q
  return (t) / sum(w)
""".replace("(t)", "t")

WORDS = st.lists(st.sampled_from(["x", "+", "-", "len", "for", "*", "7", "[", "]", "in", "'s'"]), max_size=80)  # fmt: skip
NAMES = st.permutations(["alpha", "beta", "gamma", "delta", "값", "합계"])


def book(*sources: str) -> bytes:
    return notebook(*(cell(one) for one in sources))


def line_of(words: list[str]) -> str:
    return " ".join(words)


def test_names_layout_comments_texts_and_numbers_make_no_difference() -> None:
    assert fingerprints_of(book(MEAN)) == fingerprints_of(book(RENAMED)) != frozenset()


def test_the_order_of_cells_makes_no_difference() -> None:
    other = "squares = [n * n for n in range(10) if n % 2 == 0 and n not in (4, 6)]"

    assert fingerprints_of(book(MEAN, other)) == fingerprints_of(book(other, MEAN))


def test_what_a_program_does_makes_a_difference() -> None:
    assert fingerprints_of(book(MEAN)) != fingerprints_of(book(MEAN.replace("zip", "map")))
    assert fingerprints_of(book(MEAN)) != fingerprints_of(book(MEAN.replace(" * ", " + ")))


def test_texts_are_not_code() -> None:
    assert fingerprints_of(notebook(cell(MEAN, "markdown"))) == frozenset()


def test_what_was_given_out_is_nobodys_own() -> None:
    given_out = grams_of(book(MEAN))
    own = "".join(
        f"result_{n} = [row[{n}] for row in table if row[0] != row[-1]]\n" for n in range(3)
    )

    assert fingerprints_of(book(RENAMED), given_out) == frozenset()
    assert fingerprints_of(book(RENAMED + own), given_out) != frozenset()
    assert passages(book(MEAN + own), book(RENAMED + own), given_out)[0].first_lines[0] >= 5


def test_passages_stand_where_they_are_in_both() -> None:
    (found,) = passages(book("import math", f"# 앞\n\n{MEAN}"), book(RENAMED, "x = 1"))

    assert (found.first_cell, found.first_lines) == (1, (2, 8))
    assert (found.second_cell, found.second_lines) == (0, (0, 8))
    assert found.n_tokens == len(list(tokens_of(MEAN)))
    assert source_lines(book("import math", f"# 앞\n\n{MEAN}"))[1][2].startswith("def mean")


def test_magics_and_what_is_no_python_are_stepped_over() -> None:
    around = f"%matplotlib inline\n!pip list\n{MEAN}$$ ?\n값 = '\n{MEAN}"

    assert fingerprints_of(book(MEAN)) <= fingerprints_of(book(around))


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "'''\n" * 999,
        "\\",
        "\x00",
        "\ud800",
        "0777 1a\n" * 500,
        "if\n  x\n y",
        "\t\f\r\n",
    ],
    ids=range(8),
)
def test_odd_code_is_read_without_failing(source: str) -> None:
    assert len(list(tokens_of(source))) <= 5001


def test_a_huge_notebook_is_read_in_part() -> None:
    tokens = tokens_of_cells(book(*["row = [1, 2, 3]\n" * 5000] * 3))

    assert sum(len(found) for found in tokens.values()) == MOST_TOKENS


def test_what_is_no_notebook_is_said() -> None:
    with pytest.raises(BadNotebook):
        fingerprints_of(b"[]")


@given(NAMES)
def test_any_other_names_give_the_same_fingerprints(names: list[str]) -> None:
    renamed = MEAN
    for old, new in zip(("scores", "weights", "total", "mean"), names, strict=False):
        renamed = renamed.replace(old, new)

    assert fingerprints_of(book(renamed)) == fingerprints_of(book(MEAN))


@given(st.lists(st.integers(0, 5), max_size=60))
def test_winnowing_keeps_the_rightmost_smallest_of_each_window(hashes: list[int]) -> None:
    width = min(WINDOW, len(hashes))
    windows = range(len(hashes) - width + 1) if hashes else range(0)
    expected = {
        max(range(start, start + width), key=lambda place: (-hashes[place], place))
        for start in windows
    }

    assert winnowed(hashes) == sorted(expected)


@given(WORDS, WORDS, WORDS, WORDS, WORDS)
def test_whatever_stands_around_it_a_long_match_is_found(
    shared: list[str], a: list[str], b: list[str], c: list[str], d: list[str]
) -> None:
    long = [*shared, *["x", "+", "len", "*", "7", "in", "for"] * 4][:80]
    assert len(long) >= GUARANTEE
    first, second = book(line_of([*a, *long, *b])), book(line_of([*c, *long, *d]))

    assert fingerprints_of(first) & fingerprints_of(second)


@given(WORDS, st.integers(0, K - 1))
def test_a_match_shorter_than_k_is_not_found(words: list[str], length: int) -> None:
    shared = (words + ["+"] * K)[:length]
    first = book(line_of(["and"] * 30 + shared + ["or"] * 30))
    second = book(line_of(["is"] * 30 + shared + ["not"] * 30))

    assert not fingerprints_of(first) & fingerprints_of(second)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_and_compared(one: str, other: str) -> None:
    first, second = book(one), book(f"{other}\n{MEAN}\n{one}")

    assert fingerprints_of(first, grams_of(first)) == frozenset()
    for found in passages(first, second):
        assert found.n_tokens >= K
        assert found.first_lines[1] < len(source_lines(first)[found.first_cell])
        assert found.second_lines[1] < len(source_lines(second)[found.second_cell])
