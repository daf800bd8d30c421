"""A book or a site for Quarto is a course: its chapters, cells, divs and references."""

from __future__ import annotations

from pathlib import Path

from courses import ReadCourse, read_course
from tests.courses.small_course import PNG

SETTINGS = """
project: {type: book}
book:
  title: A book
  chapters:
    - index.qmd
    - part: Basics
      chapters: [b.qmd, a.qmd]
    - part: more.qmd
      chapters:
        - {text: The last, file: c.md}
        - missing.qmd
"""
CELLS = """# A {#sec-a}

```{python}
#| label: fig-one
#| echo: false
#| fig-cap: |
#|   The *first* picture.
draw()
```

```{python}
#| eval: false
install()
```

```{r}
#| include: false
hidden()
```

- An item

    ```{r}
    #| label: fig-two
    #| echo: false
    #| fig-alt: Two boxes.
    knitr::include_graphics("x.png")
    ```

```` markdown
```{{python}}
shown()
```
::: {.callout-note}
````

``` {{r}}
as_it_is()
```

::: {.callout-tip title="Try it" collapse="true"}
A hint.
:::

::: {.column-margin #side}
Beside.
:::

![Three](x.png){#fig-three width=50%}

| x |
|---|
| 1 |

: Numbers {#tbl-four}

See @fig-one, [@fig-two], @fig-three, @tbl-four, @sec-b and `@fig-one`; {{< fa star >}}write to a@fig-x.org.

{{< include _part.md >}}

{{< video https://example.org/v >}}

Last.
"""
FILES: dict[str, str | bytes] = {
    "_quarto.yml": SETTINGS,
    "README.md": "# The repository\n",
    "index.qmd": "---\ntitle: Welcome\naliases: [old.html]\n---\n\nHello. [on](b.html)\n",
    "a.qmd": CELLS,
    "b.qmd": "# B {#sec-b}\n\n@sec-a and @fig-two.\n",
    "more.qmd": "# More\n",
    "c.md": "# C\n",
    "_part.md": "A part, see @sec-b.\n",
    "x.png": PNG,
}


def read(root: Path, files: dict[str, str | bytes]) -> ReadCourse:
    for name, content in files.items():
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_course(root)


def test_chapters_stand_in_the_order_of_the_settings(tmp_path: Path) -> None:
    found = read(tmp_path, FILES)

    assert found.layout == "quarto"
    assert found.course is not None
    assert dict(found.course.title) == {"en": "A book"}
    units = [(dict(unit.title), [x.key for x in unit.lessons]) for unit in found.course.units]
    assert units == [
        ({"en": "Welcome"}, ["index"]),
        ({"en": "Basics"}, ["b", "a"]),
        ({"en": "More"}, ["more", "c"]),
    ]
    assert found.course.units[2].lessons[1].variants["en"].title == "The last"
    assert [each.code for each in found.problems] == ["missing-page"]


def test_marks_mean_what_they_mean_in_quarto(tmp_path: Path) -> None:
    course = read(tmp_path, FILES).course

    assert course is not None
    lesson = course.units[1].lessons[1]
    page = lesson.variants["en"]
    assert lesson.kind == "notebook"
    assert page.html.count("<img") == 2
    assert 'alt="Two boxes."' in page.html
    for shown in ("draw()", "install()", "shown()", "as_it_is()", "Try it", "A hint.", "Beside."):
        assert shown in page.text
    for shown in ("The first picture.", "A part, see B.", "and @fig-one;", "a@fig-x.org", "Last."):
        assert shown in page.text
    for mark in ("#|", "hidden()", "include_graphics", "{{<", "{.column", "tbl-four}"):
        assert mark not in page.text
    assert "::: {.callout-note}" in page.text


def test_every_reference_leads_to_its_place(tmp_path: Path) -> None:
    found = read(tmp_path, FILES)

    assert found.links.broken == ()
    assert found.course is not None
    page = found.course.units[1].lessons[0].variants["en"].html
    assert 'href="a#fig-two"' in page


def test_a_site_has_the_order_of_its_sidebar_or_of_its_folders(tmp_path: Path) -> None:
    sidebar = "website:\n  title: A site\n  sidebar:\n    contents: [b.qmd, {section: S, contents: [a.qmd]}, ---]\n"
    pages: dict[str, str | bytes] = {"a.qmd": "# A\n", "b.qmd": "# B\n"}

    listed = read(tmp_path, {**pages, "_quarto.yml": sidebar})
    by_name = read(tmp_path, {**pages, "_quarto.yml": "website: {sidebar: auto}\n"})

    assert listed.course is not None
    assert [x.key for x in listed.course.lessons] == ["b", "a"]
    assert by_name.course is not None
    assert [x.key for x in by_name.course.lessons] == ["a", "b"]
    assert listed.problems == by_name.problems == ()
