"""A course may have any number of pages: what is held in memory of each while it is read is little."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

from courses import read_course
from courses.model import ReadCourse

FEW, MANY = 10, 50
PLACES = 40
"""Headings of a page; each has some ten names by which a link may call it."""

A_PAGE = 5_000
"""Bytes. What can be asked of such a page has ten times as many: its names, links, text and HTML."""


def test_little_of_a_page_stays_in_memory(tmp_path: Path) -> None:
    held = {}
    for n_pages in (FEW, MANY):
        folder = tmp_path / str(n_pages)
        _write(folder, n_pages)
        held[n_pages] = _held_by_reading(folder)

    assert (held[MANY] - held[FEW]) / (MANY - FEW) < A_PAGE


def test_links_to_other_names_of_places_are_followed_across_many_pages(tmp_path: Path) -> None:
    _write(tmp_path / "course", MANY)

    read = read_course(tmp_path / "course")

    assert read.links.internal == MANY * PLACES
    assert read.links.broken == ()
    assert read.course is not None
    first = read.course.lessons[0].variants["en"].html
    assert 'href="page-1#part-3-of-the-page"' in first


def _held_by_reading(folder: Path) -> int:
    """Bytes that a course takes in memory once it is read."""
    gc.collect()
    tracemalloc.start()
    read: ReadCourse = read_course(folder)
    gc.collect()
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read.course is not None
    return held


def _write(folder: Path, n_pages: int) -> None:
    folder.mkdir()
    for number in range(n_pages):
        other = (number + 1) % n_pages
        parts = (
            f"## Part {n} of the page\n\nWords, and [a link](page-{other}.md#Part-{n}-of-the-page).\n"
            for n in range(PLACES)
        )
        text = f"# Page {number}\n\n" + "\n".join(parts)
        (folder / f"page-{number}.md").write_text(text, encoding="utf-8")
