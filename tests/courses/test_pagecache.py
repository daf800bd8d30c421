"""A reading with a cache gives what a reading without one gives, and renders only what changed."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from courses import read_course
from courses.pagecache import FolderCache
from tests.courses.small_course import PNG, lesson, write_course

START, MORE = "01-one/01-start.md", "01-one/02-more.md"
PAGES = 6
"""Three lessons in two languages."""


class CountingCache:
    """A cache in memory that counts the pages rendered anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.n_rendered = 0

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.n_rendered += 1
        self.kept[name] = data

    def rendered_by(self, read: Callable[[], object]) -> int:
        before = self.n_rendered
        read()
        return self.n_rendered - before


@pytest.fixture
def cache() -> CountingCache:
    return CountingCache()


def test_the_second_reading_renders_nothing_and_is_the_same(
    tmp_path: Path, cache: CountingCache
) -> None:
    long = "표본 평균은 자료가 많아질수록 모집단의 평균에 가까워진다. " * 50
    root = write_course(tmp_path, {START: lesson("start", "시작", f"## 긴 글\n\n{long}")})
    fresh = read_course(root)

    assert cache.rendered_by(lambda: read_course(root, cache)) == PAGES
    assert cache.rendered_by(lambda: read_course(root, cache)) == 0
    assert read_course(root, cache) == fresh


@pytest.mark.parametrize(
    ("changes", "n_rendered"),
    [
        ({START: lesson("start", "시작", "## 인사\n\n다른 글 [다음](../02-two/01-lab.ipynb)")}, 1),
        ({"01-one/images/dot.png": PNG + b"\0"}, 2),
        ({"02-two/data/numbers.csv": "a,b\n3,4\n"}, 0),
    ],
)
def test_only_what_a_change_touches_is_rendered(
    tmp_path: Path, cache: CountingCache, changes: dict[str, str | bytes | None], n_rendered: int
) -> None:
    root = write_course(tmp_path)
    read_course(root, cache)
    write_course(root, changes)

    assert cache.rendered_by(lambda: read_course(root, cache)) == n_rendered
    assert read_course(root, cache) == read_course(root)


@pytest.mark.parametrize(
    "changes",
    [
        {START: lesson("other-id", "시작", "## 인사\n\n[다음](../02-two/01-lab.ipynb)")},
        {START: lesson("start", "시작", "## 다른 제목")},
        {MORE: None, "01-one/02-more.en.md": None},
        {"01-one/images/dot.png": None},
        {"01-one/images/dot.png": b"no picture"},
        {"01-one/00-first.md": lesson("first", "첫째", "글")},
        {"02-two/01-lab.ipynb": "broken"},
        {"course.yml": "slug: small\ntitle: {ko: 다른}\nlanguages: [ko]\nunits: [{dir: 01-one}]\n"},
    ],
)
def test_whatever_changes_nothing_stale_is_left(
    tmp_path: Path, cache: CountingCache, changes: dict[str, str | bytes | None]
) -> None:
    root = write_course(tmp_path)
    read_course(root, cache)
    write_course(root, changes)

    assert read_course(root, cache) == read_course(root)
    for name in changes:
        (root / name).unlink(missing_ok=True)
    write_course(root)
    assert read_course(root, cache) == read_course(root)


def test_an_included_text_is_looked_at_again(tmp_path: Path, cache: CountingCache) -> None:
    body = "```{include} ../shared.txt\n```"
    root = write_course(tmp_path, {START: lesson("start", "시작", body), "shared.txt": "하나"})
    read_course(root, cache)
    write_course(root, {START: lesson("start", "시작", body), "shared.txt": "둘"})

    read = read_course(root, cache)

    assert read.course is not None
    assert "둘" in read.course.lessons[0].variants["ko"].html


@pytest.mark.parametrize("damage", [b"", b"nonsense", pickle.dumps(["x"]), pickle.dumps(print)])
def test_a_damaged_cache_only_costs_time(
    tmp_path: Path, cache: CountingCache, damage: bytes
) -> None:
    root = write_course(tmp_path)
    read_course(root, cache)
    cache.kept = dict.fromkeys(cache.kept, damage)

    assert read_course(root, cache) == read_course(root)


def test_a_file_in_the_cache_is_never_a_program(tmp_path: Path, cache: CountingCache) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(tmp_path / "was-here"),)

    root = write_course(tmp_path / "course")
    read_course(root, cache)
    cache.kept = dict.fromkeys(cache.kept, pickle.dumps(Evil()))

    read_course(root, cache)

    assert not (tmp_path / "was-here").exists()


def test_a_folder_keeps_pages_and_forgets_those_not_used(tmp_path: Path) -> None:
    root, kept = write_course(tmp_path / "course"), FolderCache(tmp_path / "cache")
    fresh = read_course(root)

    assert read_course(root, kept) == fresh
    assert read_course(root, kept) == fresh
    assert kept.forget_unused(days=1) == 0
    assert kept.forget_unused(days=-1) == PAGES
    assert read_course(root, kept) == fresh


def test_a_place_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    root = write_course(tmp_path / "course")

    assert read_course(root, FolderCache(tmp_path / "file")) == read_course(root)
