"""What a candidate may see, and what may be seen when the attempt is closed."""

import json

import pytest

from assessments import explain, item_data, item_from, present, with_texts
from assessments.draw import arrange
from assessments.model import Demand, FormItem, Item
from tests.assessments.samples import choice_item, exam_of, numeric_item

ITEMS = [
    choice_item("s-1", key="c"),
    choice_item("m-1", key="ad", kind="multiple"),
    numeric_item("n-1", "41.5", "0.25", "원"),
]


def placed(item: Item) -> FormItem:
    return arrange(exam_of(Demand(item.domain, 1)), [item], "seed").items[0]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_running_attempt_shows_no_key_no_rationale_and_no_authors_id(
    item: Item, language: str
) -> None:
    shown = json.dumps(present(item, placed(item).labels, language), ensure_ascii=False)

    for secret in ("까닭", "reason", "correct", "rationale", "41.5", "0.25", "tolerance"):
        assert secret not in shown
    assert '"id"' not in shown


def test_a_choice_shows_its_options_in_the_order_of_the_form() -> None:
    item = choice_item("s")
    form_item = placed(item)

    shown = present(item, form_item.labels, "en")

    assert shown["stem"] == "question s"
    assert shown["options"] == [
        {"label": each.label, "text": f"option {each.option}"} for each in form_item.labels
    ]


def test_an_unknown_language_falls_back_to_the_first() -> None:
    assert present(ITEMS[2], (), "fr") == {"type": "numeric", "stem": "문항 n-1", "unit": "원"}


def test_a_closed_attempt_explains_every_option() -> None:
    item = choice_item("m", key="ad", kind="multiple")
    labels = placed(item).labels
    chosen = [each.label for each in labels if each.option in "ab"]

    explained = explain(item, chosen, labels, "ko")["options"]

    assert isinstance(explained, list)
    told = {each["rationale"]: (each["is_chosen"], each["is_correct"]) for each in explained}
    assert told == {
        "까닭 a": (True, True),
        "까닭 b": (True, False),
        "까닭 c": (False, False),
        "까닭 d": (False, True),
    }


def test_a_closed_attempt_explains_a_number() -> None:
    explained = explain(ITEMS[2], "1,041.5", (), "ko")

    assert explained == {
        "type": "numeric",
        "stem": "문항 n-1",
        "given": "1041.5",
        "answer": "41.5",
        "tolerance": "0.25",
        "unit": "원",
        "rationale": "까닭 수",
    }


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
def test_an_item_comes_back_from_storage_as_it_was(item: Item) -> None:
    assert item_from(json.loads(json.dumps(item_data(item)))) == item


def test_what_is_no_item_is_refused() -> None:
    with pytest.raises(ValueError, match="'stem' is missing"):
        item_from({"id": "x", "type": "numeric", "domain": "a", "level": 1, "objective": "o"})


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
def test_texts_are_converted_everywhere_but_nothing_else(item: Item) -> None:
    marked = with_texts(item, lambda text: {code: f"<p>{each}</p>" for code, each in text.items()})
    back = with_texts(marked, lambda text: {code: each[3:-4] for code, each in text.items()})

    assert back == item
    assert "<p>문항" in marked.stem["ko"]
    assert "<p>까닭" in json.dumps(item_data(marked), ensure_ascii=False)
