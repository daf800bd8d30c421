"""Boxes of task lists can be heard: their words are their labels."""

from courses.markup.sanitize import sanitize

BOX = '<input type="checkbox" disabled>'


def item(inner: str) -> str:
    return f'<ul class="task-list"><li class="task-list-item">{inner}</li></ul>'


def test_the_words_beside_a_box_are_its_label() -> None:
    html = sanitize(item(f"{BOX} save <code>a.csv</code>"))

    assert html.count("<label>") == 1
    assert " save <code>a.csv</code></label></li>" in html


def test_a_label_ends_before_what_is_nested_and_with_its_paragraph() -> None:
    nested = sanitize(item(f"{BOX} pack<ul><li>socks</li></ul>"))
    loose = sanitize(item(f"<p>{BOX} pack</p><p>socks</p>"))

    assert " pack</label><ul><li>socks</li></ul>" in nested
    assert " pack</label></p><p>socks</p>" in loose


def test_cleaning_twice_is_cleaning_once() -> None:
    once = sanitize(item(f"{BOX} pack"))

    assert sanitize(once) == once


def test_other_lists_are_left_alone() -> None:
    assert "<label>" not in sanitize("<ul><li>pack</li></ul>")
