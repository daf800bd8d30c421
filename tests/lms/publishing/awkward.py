"""Courses whose names and links are as awkward as those that people really send."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from tests.courses.small_course import PNG, SVG, code_cell, lesson, markdown_cell, notebook


def nfd(text: str) -> str:
    """As a Mac writes a name: every syllable in its letters."""
    return unicodedata.normalize("NFD", text)


OWN_YML = f"""\
slug: awkward
title: {{ko: 어색한 과정, en: An awkward course}}
summary: {{ko: 시험용, en: For tests}}
level: foundation
languages: [ko, en]
units:
  - {{dir: 01-시작 하기, title: {{ko: 하나, en: One}}}}
  - {{dir: {nfd("02-둘 째")}, title: {{ko: 둘, en: Two}}}}
"""
FIRST = f"""\
## 배울 내용

## 값 & 표 (2/3): "무엇?"

[둘째](<02-둘째 글.md>) [둘째 {nfd("끝")}]({nfd("02-둘째%20글.md")}#{nfd("마지막")})
[여기](#배울-내용) [기호](#값--표-23-무엇) [영어](<01-첫 글.en.md#what-you-will-learn>)
[단원](<../02-둘 째/>) [실습](<../02-둘 째/실습 & 놀이.ipynb#실습>) [뿌리](</01-시작 하기/02-둘째 글>)
[표](<data/자료 표 (1).csv>) [이상한 이름](data/a%23b%3Fc.csv) [백분율](data/100%25.csv)
[과제](../assignments/first/first.ipynb) [모의시험](../exams/mock-1.yml)

![그림 하나](<images/그림 하나.png>) ![{nfd("둘")}]({nfd("images/둘.png")})
<img src="images/%EA%B7%B8%EB%A6%BC%20%ED%95%98%EB%82%98.png" alt="같은 그림">
<a href="../02-둘%20째/실습 &amp; 놀이.ipynb">HTML로</a> ![선](images/선.svg)

각주[^1]와 다시 각주[^가].

[^1]: 하나.
[^가]: 둘.
"""
FIRST_EN = """\
## What you will learn

[The second](<02-둘째 글.md#마지막>), [the same](<02-둘째 글.en.md#the-end>) and
[its end](<02-둘째 글.md#the-end>); [in Korean](<01-첫 글.md#배울-내용>); [here](#what-you-will-learn).

![A picture](<images/그림 하나.png>)
"""
OWN: dict[str, str | bytes | None] = {
    "course.yml": OWN_YML,
    "01-시작 하기/01-첫 글.md": lesson("first", "첫 글", FIRST),
    "01-시작 하기/01-첫 글.en.md": lesson("first", "The first", FIRST_EN),
    nfd("01-시작 하기/02-둘째 글.md"): "---\ntitle: 둘째 글\nminutes: 3\n---\n\n[처음](<01-첫 글.md>)\n\n## 마지막\n",
    nfd("01-시작 하기/02-둘째 글.en.md"): "---\ntitle: The second\nminutes: 3\n---\n\n## The end\n\n[first](<01-첫 글.en.md>)",
    "01-시작 하기/images/그림 하나.png": PNG,
    nfd("01-시작 하기/images/둘.png"): PNG + b"2",
    "01-시작 하기/images/선.svg": SVG,
    "01-시작 하기/data/자료 표 (1).csv": "a,b\n1,2\n",
    "01-시작 하기/data/a#b?c.csv": "a\n",
    "01-시작 하기/data/100%.csv": "b\n",
    "01-시작 하기/solution/01-첫 글.md": lesson("first-sol", "풀이", "[강의](<../01-첫 글.md#배울-내용>) ![그림](<../images/그림 하나.png>)"),
    nfd("02-둘 째/실습 & 놀이.ipynb"): notebook(markdown_cell("# 실습\n\n[돌아가기](<../01-시작 하기/01-첫 글.md#배울-내용>)"), code_cell("1 + 1"), key="lab-1"),
    nfd("02-둘 째/실습 & 놀이.en.ipynb"): notebook(markdown_cell("# Lab\n\n[back](<../01-시작 하기/01-첫 글.md#배울-내용>)"), key="lab-1", title="Lab"),
    "assignments/first/assignment.yml": "title: {ko: 첫 과제, en: First}\nminutes: 5\n",
}  # fmt: skip
"""A course of ours; the parts that are not lessons are those of the small course."""

PLAIN: dict[str, str | bytes | None] = {
    "README.md": "# Awkward book\n\n[one](1-Intro/README.md) [folder](2%20More) [two](./2%20More/#top-of-it) [ko](translations/README.ko.md)\n[file](data/x%20y.csv) [no suffix](1-Intro/a_page) [html](1-Intro/a_page.html#part-2)\n",
    "translations/README.ko.md": "# 어색한 책\n\n[하나](../1-Intro/translations/README.ko.md) [영어](../README.md) ![그림](../images/p.PNG)\n",
    "1-Intro/README.md": "# Intro\n\n## Part one\n\n[up](../README.md) [back](/) [page](a_page.md#part-2) ![p](../images/P.png) [slides](../slides)\n",
    "1-Intro/translations/README.ko.md": "# 소개\n\n[위](../../translations/README.ko.md) [쪽](../a_page.md#part-2) ![p](../../images/p.PNG)\n",
    "1-Intro/a_page.md": "# A page\n\n## Part 2\n\n[top](#a-page) [intro](README.md#part-one) [solution](solution/a_page.md)\n",
    "1-Intro/solution/a_page.md": "# Solved\n\n[page](../a_page.md#part-2) ![p](../../images/p.PNG)\n",
    "2 More/README.md": "# More\n\n## Top of it\n\n<a name=\"old\"></a>[old](#old) [nb](Note%20Book.Ipynb)\n",
    "2 More/Note Book.Ipynb": notebook(markdown_cell("# Notes\n\n[home](../README.md)"), code_cell("1"), title="Notes"),
    "images/p.PNG": PNG,
    "data/x y.csv": "1\n",
    "slides/talk.pdf": b"%PDF-1.4\n",
}  # fmt: skip
"""A course in folders, as it lies in a repository, with links in another case than the files."""


def write(root: Path, files: dict[str, str | bytes | None]) -> Path:
    """Write these files and no others."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content or b"")
    return root
