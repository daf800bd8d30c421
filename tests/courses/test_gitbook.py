"""A book for GitBook is a course: its summary, its languages, its own marks."""

from __future__ import annotations

import json
from pathlib import Path

from courses import ReadCourse, read_course

PAGE = """# Install {#install}

{% set care = '**Careful**' %}
Version {{ book.version }}, {{ care }}, {{ other }}.

{% hint style="warning" %}
Mind the gap.
{% endhint %}

{% filename %}a.py{% endfilename %}
```
{% if x %}{{ book.version }}{% endif %}
```

{% include "/part.md" %}

<!--sec data-title="For Windows" data-id="w" data-collapse=true ces-->

Press it.

<!--endsec-->

[home](/README.md) [the other](../../ko/install/README.md) [up](../README.md#nowhere)
"""
FILES = {
    "LANGS.md": "* [English](en/)\n* [한국어](ko/)\n* [Čeština](cs)\n* [Nothing](xx/)\n",
    "README.md": "# The repository\n",
    "contributing/README.md": "# How to contribute\n",
    "book.json": json.dumps({"variables": {"version": 3.5}}),
    "en/SUMMARY.md": "# Summary\n\n* [Intro](README.md)\n* [Install](install/README.md)\n"
    "  * [A section](install/README.md#install)\n* [End](end.md)\n",
    "en/README.md": "# The book\n",
    "en/install/README.md": PAGE,
    "en/part.md": "A part that pages share.\n",
    "en/end.md": "# End {#install}\n",
    "ko/SUMMARY.md": "# 목차\n",
    "ko/README.md": "# 책\n",
    "ko/install/README.md": "# 설치\n",
    "cs/SUMMARY.md": "# Souhrn\n",
    "cs/end.md": "# Konec\n",
}


def read(root: Path) -> ReadCourse:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return read_course(root)


def test_languages_are_variants_of_the_chapters_of_the_summary(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert found.layout == "gitbook"
    assert found.course is not None
    assert found.course.languages == ("en", "cs", "ko")
    titles = [{code: v.title for code, v in x.variants.items()} for x in found.course.lessons]
    assert titles == [
        {"en": "Intro", "ko": "책"},
        {"en": "Install", "ko": "설치"},
        {"en": "End", "cs": "Konec"},
    ]
    assert dict(found.course.title) == {"en": "The book", "ko": "책"}
    assert [(each.code, each.file) for each in found.problems] == [
        ("broken-anchor", "en/install/README.md")
    ]
    assert found.links.internal == 3


def test_marks_mean_what_they_mean_in_gitbook(tmp_path: Path) -> None:
    course = read(tmp_path).course

    assert course is not None
    page = course.lessons[1].variants["en"]
    assert "Version 3.5, Careful, {{ other }}." in page.text
    assert "admonition" in page.html
    assert "a.py" in page.text
    assert "{% if x %}3.5{% endif %}" in page.text
    assert "A part that pages share." in page.text
    assert "For Windows</summary>" in page.html
    for mark in ("{% hint", "{% filename", "{% set", "endsec", "{% include"):
        assert mark not in page.text


def test_a_book_without_settings_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/SUMMARY.md").write_text("* [B](b.md)\n* [A](a.md)\n")
    (tmp_path / "docs/a.md").write_text("# A\n")
    (tmp_path / "docs/b.md").write_text(
        '# B\n\n{% if a %}\n\n{% tabs %}\n{% tab title="Mac" %}\n[to a](/a.md)\n{% endtab %}\n{% endtabs %}\n'
    )

    found = read_course(tmp_path)

    assert found.layout == "gitbook"
    assert found.course is not None
    assert [lesson.key for lesson in found.course.lessons] == ["b", "a"]
    assert found.problems == ()
    assert found.links.internal == 1
    text = found.course.lessons[0].variants["en"].text
    assert "{% if a %}" in text
    assert "Mac" in text
    assert "{% tab" not in text
