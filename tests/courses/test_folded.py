"""Texts held folded are the texts that were put in."""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.folded import Folded


@dataclass(frozen=True)
class Leaf:
    name: str
    words: Folded = Folded()  # noqa: RUF009  # a descriptor
    number: int = 0


@given(st.text(), st.integers(0, 400))
def test_a_text_comes_out_as_it_went_in(text: str, times: int) -> None:
    leaf = Leaf("a", text * times, 1)

    assert leaf.words == text * times
    assert leaf == Leaf("a", text * times, 1)
    assert leaf != Leaf("a", text * times + "x", 1)
    assert pickle.loads(pickle.dumps(leaf)) == leaf  # noqa: S301  # our own
    assert replace(leaf, words="other").words == "other"
    assert replace(leaf, number=2).words == text * times
    assert "words=" in repr(leaf)


def test_a_lone_surrogate_is_kept() -> None:
    assert Leaf("a", "\ud800" * 1000).words == "\ud800" * 1000


def test_the_field_has_no_default() -> None:
    with pytest.raises(TypeError):
        Leaf("a")  # type: ignore[call-arg]


def test_a_long_text_takes_little_room() -> None:
    text = "표본 평균은 자료가 많아질수록 모집단의 평균에 가까워진다. " * 500
    held = sum(map(sys.getsizeof, vars(Leaf("a", text)).values()))

    assert held < sys.getsizeof(text) / 20
