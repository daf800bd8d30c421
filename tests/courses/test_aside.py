"""What is laid aside is what was put in, and takes no memory."""

from __future__ import annotations

import os
import pickle
import sys
import weakref
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import aside
from courses.aside import BytesAside, TextAside, ValueAside


@dataclass(frozen=True)
class Leaf:
    name: str
    words: TextAside = TextAside()  # noqa: RUF009  # a descriptor
    data: BytesAside = BytesAside()  # noqa: RUF009  # a descriptor
    number: int = 0
    seen: ValueAside[tuple[str, ...]] = ValueAside(())  # noqa: RUF009  # a descriptor


@given(st.text(), st.integers(0, 400))
def test_a_text_comes_out_as_it_went_in(text: str, times: int) -> None:
    leaf = Leaf("a", text * times, b"", 1)

    assert leaf.words == text * times
    assert leaf == Leaf("a", text * times, b"", 1)
    assert leaf != Leaf("a", text * times + "x", b"", 1)
    assert pickle.loads(pickle.dumps(leaf)) == leaf  # noqa: S301  # our own
    assert replace(leaf, words="other").words == "other"
    assert replace(leaf, number=2).words == text * times
    assert "words=" in repr(leaf)


def test_a_lone_surrogate_is_kept() -> None:
    assert Leaf("a", "\ud800" * 1000, b"").words == "\ud800" * 1000


def test_the_field_has_no_default() -> None:
    with pytest.raises(TypeError):
        Leaf("a")  # type: ignore[call-arg]


def test_what_is_long_is_not_in_memory() -> None:
    text = "표본 평균은 자료가 많아질수록 모집단의 평균에 가까워진다. " * 500
    leaf = Leaf("a", text, text.encode() * 20, seen=(text,))
    held = sum(map(sys.getsizeof, vars(leaf).values()))

    assert held < 500
    assert (leaf.words, leaf.data, leaf.seen) == (text, text.encode() * 20, (text,))


def test_values_come_back_and_none_is_the_default() -> None:
    assert Leaf("a", "", b"").seen == ()
    assert Leaf("a", "", b"", seen=("x" * 1000,)).seen == ("x" * 1000,)


def test_the_space_is_free_when_nothing_refers_to_it() -> None:
    store = aside._Store()
    first = store.put(b"x" * 1000)
    slab = weakref.ref(first._slab)  # type: ignore[union-attr]
    store.begin_anew()
    assert slab() is not None

    del first

    assert slab() is None


def test_a_forked_process_does_not_write_over_what_its_parent_laid_aside() -> None:
    before = Leaf("a", "b" * 1000, b"")
    pid = os.fork()
    if pid == 0:
        is_right = Leaf("a", "c" * 1000, b"").words == "c" * 1000 and before.words == "b" * 1000
        os._exit(0 if is_right else 1)
    after = Leaf("a", "d" * 1000, b"")

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert (before.words, after.words) == ("b" * 1000, "d" * 1000)


def test_a_full_disk_costs_memory_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "pwrite", full)

    assert Leaf("a", "long " * 1000, b"").words == "long " * 1000


def test_many_values_of_any_length_are_written_together_and_come_back() -> None:
    store = aside._Store()
    values = [os.urandom(n * 997 % 40_000) for n in range(200)]

    kept = [store.put(value) for value in values]

    assert sum(map(len, values)) > 10 * aside.TAIL
    assert [one.read() for one in kept] == values  # type: ignore[union-attr]


def test_what_was_gathered_when_the_disk_became_full_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, value = aside._Store(), b"v" * 100_000
    kept = [store.put(value)]

    def full(*_: object) -> int:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "pwrite", full)
    kept += [store.put(value) for _ in range(5)]

    assert {one if isinstance(one, bytes) else one.read() for one in kept} == {value}
    assert kept[-1] is value, "nothing more is gathered"
