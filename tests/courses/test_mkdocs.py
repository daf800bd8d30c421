"""A site for MkDocs is a course: its nav, its addresses, what its pages take in."""

from __future__ import annotations

from pathlib import Path

from courses import ReadCourse, read_course
from tests.courses.small_course import PNG

SETTINGS = """
site_name: A site
theme: {name: material, language: en}
repo_url: https://github.com/team/site
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ''}
  - pymdownx.snippets: {base_path: [shared]}
plugins:
  - search
  - redirects: {redirect_maps: {gone.md: guide/b.md}}
  - i18n:
      languages:
        - {locale: en, default: true}
        - {locale: ko, nav_translations: {Guide: 안내}}
nav:
  - index.md
  - Guide:
    - Beta: guide/b.md
    - guide/a.md
    - Deeper: [guide/deep/c.md]
    - missing.md
  - Elsewhere: https://example.org
"""
LINKS = """# A { #first }

[by file](b.md) [by address](../b/) [from the root](/guide/b/) [moved](../gone.md)
[in the folder](deep/c.md#x_1) [not listed](../other.md) <img src="../../x.png" alt="x">
[a line](https://github.com/team/site/blob/main/docs/index.md#L3)
[a former state](https://github.com/team/site/blob/0123456789012345678901234567890123456789/docs/index.md#x)
[the source](https://github.com/team/site/blob/main/docs/index.md)
"""
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": SETTINGS,
    "README.md": "# The repository\n",
    "docs/index.md": "# Home\n",
    "docs/guide/a.md": LINKS,
    "docs/guide/a.ko.md": "# 가\n",
    "docs/guide/b.md": "# B\n",
    "docs/guide/deep/c.md": "# C\n\n## X\n\n## X\n",
    "docs/other.md": "# Other\n",
    "docs/x.png": PNG,
    "shared/part.py": "# --8<-- [start:one]\nfirst()\n# --8<-- [end:one]\nsecond()\n",
    "shared/words.md": "Words for all.\n",
}


def read(root: Path, files: dict[str, str | bytes]) -> ReadCourse:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_course(root)


def test_pages_stand_in_the_order_of_the_nav(tmp_path: Path) -> None:
    found = read(tmp_path, FILES)

    assert found.layout == "mkdocs"
    assert found.course is not None
    assert dict(found.course.title) == {"en": "A site"}
    units = [(dict(unit.title), [x.key for x in unit.lessons]) for unit in found.course.units]
    assert units == [
        ({"en": "Home"}, ["index"]),
        ({"ko": "안내", "en": "Guide"}, ["guide-b", "guide-a", "guide-deep-c"]),
        ({"en": "Further pages", "ko": "더 읽을거리"}, ["other"]),
    ]
    titles = {code: v.title for code, v in found.course.units[1].lessons[1].variants.items()}
    assert titles == {"en": "A", "ko": "가"}


def test_links_lead_where_they_lead_on_the_site(tmp_path: Path) -> None:
    found = read(tmp_path, FILES)

    assert [(each.code, each.file) for each in found.problems] == [("missing-page", "mkdocs.yml")]
    assert (found.links.internal, found.links.external) == (7, 2)


def test_pages_show_what_they_take_in(tmp_path: Path) -> None:
    page = """# Home

```python
--8<-- "part.py:one"
```

--8<--
words.md
--8<--

=== "Tab"

    {!../shared/words.md!}

{* ../shared/part.py ln[4] hl[1] *}

;--8<-- "words.md"

--8<-- "nothing.md"

::: site.Thing
    options:
      members: true

After it.
"""
    found = read(tmp_path, {**FILES, "docs/index.md": page})

    assert found.course is not None
    shown = found.course.lessons[0].variants["en"]
    assert shown.text.count("first()") == 1
    assert shown.text.count("second()") == 1
    assert shown.text.count("Words for all.") == 2
    assert "[start:one]" not in shown.text
    assert "nothing.md" in shown.text
    assert "site.Thing" in shown.text
    assert "members" not in shown.text
    assert "After it." in shown.text
    assert "not-shown" in [each.code for each in found.problems]


def test_without_a_nav_the_folders_give_the_order(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "mkdocs.yml": "site_name: [",
            "docs/index.md": "# Home\n",
            "docs/data/a.md": "# Of data\n",
            "docs/b/2.md": "# Two\n",
        },
    )

    assert found.layout == "mkdocs"
    assert found.course is not None
    assert [x.key for x in found.course.lessons] == ["index", "b-2", "data-a"]


def test_each_language_may_have_its_own_folder_of_pages(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "README.md": "# The repository\n",
            "docs/en/mkdocs.yml": "site_name: It\nnav: [{'': [a.md]}, b.md]\n",
            "docs/en/docs/a.md": "# A\n",
            "docs/en/docs/b.md": "# B\n",
            "docs/ko/docs/a.md": "# 가\n\n[나](b.md)\n",
            "docs/ko/prompt.md": "Not a page\n",
        },
    )

    assert found.course is not None
    titles = [{code: v.title for code, v in x.variants.items()} for x in found.course.lessons]
    assert titles == [{"en": "A", "ko": "가"}, {"en": "B"}]
    assert found.problems == ()
    assert found.links.internal == 1
