"""One item as a text of its own: every problem with its line, and templates that can be gone on with."""

import pytest

from assessments.formats.yaml_item import (
    TEMPLATES,
    ItemRules,
    data_text,
    item_text,
    read_item,
    template_of,
)

RULES = ItemRules(("ko", "en"), ("a", "b"), {"start"})
TEXT = """\
id: q-1
type: true-false
domain: a
level: 1
objective: {ko: 목표, en: Aim}
stem: {ko: 물음, en: Question}
answer: true
rationale: {ko: 왜, en: Why}
"""


def codes(text: str, *, is_draft: bool = False) -> list[tuple[str, int | None]]:
    return [(each.code, each.line) for each in read_item(text, RULES, is_draft=is_draft).problems]


def test_an_item_is_read_with_its_name_and_type() -> None:
    read = read_item(TEXT, RULES, is_draft=False)

    assert read.problems == ()
    assert (read.id, read.type) == ("q-1", "true-false")
    assert read.item is not None
    assert (read.item.domain, read.item.status) == ("a", "active")


def test_what_is_written_reads_as_the_same_item() -> None:
    item = read_item(TEXT, RULES, is_draft=False).item
    assert item is not None

    assert read_item(item_text(item), RULES, is_draft=False).item == item


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ("empty", None)),
        ("- 1", ("wrong-type", 1)),
        ("a: [", ("bad-yaml", 1)),
        (TEXT + "status: active\n", ("status-not-here", 9)),
        (TEXT + "lesson: strat\n", ("unknown-lesson", 9)),
        (TEXT.replace("domain: a", "domain: c"), ("unknown-domain", 3)),
        (TEXT.replace("level: 1", "level: 4"), ("bad-number", 4)),
        (TEXT.replace(", en: Question", ""), ("missing-language", 6)),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, problem: tuple[str, int | None]) -> None:
    assert codes(text) == [problem]
    assert read_item(text, RULES, is_draft=False).item is None


def test_a_draft_may_do_without_explanations() -> None:
    bare = TEXT.replace("objective: {ko: 목표, en: Aim}\n", "").replace(
        "rationale: {ko: 왜, en: Why}\n", ""
    )

    assert codes(bare, is_draft=True) == []
    assert [code for code, _line in codes(bare)] == ["missing-text", "missing-text"]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_template_is_an_item_once_it_has_a_name(kind: str) -> None:
    data = template_of(kind, RULES.languages, "a") | {"id": "q-1"}

    read = read_item(data_text(data), RULES, is_draft=False)
    assert read.problems == ()
    assert read.type == kind


def test_an_item_with_a_notebook_is_written_in_files() -> None:
    text = TEXT.replace("true-false", "notebook").replace("answer: true", "notebook: a.ipynb")

    assert codes(text)[0] == ("only-in-files", 1)
    assert read_item(text, RULES, is_draft=True).item is None
