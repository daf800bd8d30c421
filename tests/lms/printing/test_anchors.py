"""Lessons set one after the other keep their anchors apart and their links whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.printing.anchors import as_chapter

LESSONS = "/runs/1/lessons/"
KEYS = {"start", "more", "한글-강의"}


def chapter(html: str) -> str:
    return as_chapter(html, "start", KEYS, LESSONS)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("#top", "#start--top"),
        ("#%EC%9C%84", "#start--위"),
        ("more", "#lesson--more"),
        ("more#end", "#more--end"),
        ("%ED%95%9C%EA%B8%80-%EA%B0%95%EC%9D%98", "#lesson--한글-강의"),
        ("locked#end", "/runs/1/lessons/locked#end"),
        ("/assets/00/data.csv", "/assets/00/data.csv"),
        ("https://example.org/more", "https://example.org/more"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_link_leads_within_the_book_where_it_can(link: str, target: str) -> None:
    assert chapter(f'<a href="{link}">x</a>') == f'<a href="{target}">x</a>'


def test_headings_go_down_folds_open_and_pictures_load() -> None:
    html = '<h2 id="a">A</h2><details class="x"><summary>s</summary></details><h6>z</h6><img src="/assets/0/a.png" alt="1 &gt; 0" loading="lazy">'

    assert chapter(html) == (
        '<h3 id="start--a">A</h3><details class="x" open><summary>s</summary></details>'
        '<h6>z</h6><img src="/assets/0/a.png" alt="1 &gt; 0">'
    )


@given(st.lists(st.text(alphabet="ab-가1", min_size=1, max_size=4), unique=True, max_size=6))
def test_what_was_found_in_one_lesson_is_found_in_the_book(names: list[str]) -> None:
    html = "".join(f'<p id="{name}"><a href="#{name}">x</a></p>' for name in names)

    both = chapter(html) + as_chapter(html, "more", KEYS, LESSONS)
    ids = re.findall(r'id="([^"]*)"', both)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', both)) == set(ids)


def test_a_link_whose_words_are_its_address_says_it_once_on_paper() -> None:
    bare = '<a href="https://example.org/a?b=1&amp;c" rel="noopener">https://example.org/a?b=1&amp;c</a>'
    other = '<a href="https://example.org/a" rel="noopener">words</a>'

    assert chapter(bare).startswith('<a class="address" href="https://example.org/a?b=1&amp;c"')
    assert "address" not in chapter(other)
