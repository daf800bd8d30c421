"""What is written out comes back: the same type, the same key, the same words."""

import json
from pathlib import Path

import pytest

from assessments import item_data, key_of, read_bank, texts_of
from assessments.fields import Fields, Report
from assessments.formats.package import PackageReader
from assessments.formats.qti3_package import qti3_files
from assessments.formats.xml_source import parse_xml
from assessments.formats.yaml_source import parse_entry
from assessments.formats.yaml_writer import bank_files
from assessments.items import parse_item
from assessments.items.extended_text import Essay
from assessments.model import Item
from courses.markup.markdown import MarkdownPage
from courses.markup.sanitize import sanitize
from tests.assessments.typed_items import BODIES, source_of

CASE = '  case: {id: shop, text: {ko: "**가게** 이야기"}}\n'


def item(name: str, more: str = "") -> Item:
    report = Report("a.yml")
    entry = parse_entry(source_of(name) + more, report)
    assert entry is not None
    assert isinstance(entry.value, tuple)
    found = parse_item(Fields(entry.value[0], report, ("ko",)), "a")
    assert found is not None
    return found


def render(text: str) -> str:
    return sanitize(MarkdownPage("ko").render(text))


def again(found: Item) -> Item:
    files = qti3_files("b", [found], render, "ko")
    for text in files.values():
        parse_xml(text.encode())
    read = PackageReader({name: text.encode() for name, text in files.items()}, "").read()
    assert [each.code for each in read.problems if each.code != "picture-left-out"] == []
    return read.items[0].item


@pytest.mark.parametrize("name", sorted({*BODIES} - {"code", "notebook"}))
def test_an_item_comes_back_from_qti_with_type_key_and_words(name: str) -> None:
    found = item(name)

    back = again(found)

    assert (back.id, back.type) == (found.id, found.type)
    assert back.stem["ko"].count("{{") == found.stem["ko"].count("{{")
    if name != "cloze":
        assert texts_of(back)[0] == texts_of(found)[0]
    assert words(key_of(back)) == words(key_of(found))


def test_code_goes_out_to_qti_as_text_with_the_tests_for_whoever_marks() -> None:
    back = again(item("code"))

    assert back.type == "extended-text"
    assert "def double(n):" in back.stem["ko"]
    assert "8192" not in back.stem["ko"]
    assert isinstance(back.body, Essay)
    assert "assert double(4096) == 8192" in back.body.model_answer["ko"]


def words(key: object) -> object:
    """A key without the ids of options, and numbers as they are."""
    if isinstance(key, dict):
        kept = {name: each for name, each in key.items() if name not in ("id", "unit")}
        return [words(each) for each in kept.values()]
    return [words(each) for each in key] if isinstance(key, list) else key


def test_reasons_come_back_too() -> None:
    for name in ("single", "true-false", "numeric", "ordering"):
        assert json.dumps(item_data(again(item(name)))).count("secret") >= 1


def test_several_right_numbers_come_back() -> None:
    found = item("numeric", "  others: [{answer: 7, tolerance: 1}]\n")

    assert words(key_of(again(found))) == words(key_of(found))


def test_the_text_that_items_share_comes_back() -> None:
    back = again(item("single", CASE))

    assert back.case is not None
    assert back.case.text == {"ko": "**가게** 이야기"}


@pytest.mark.parametrize("name", BODIES)
def test_an_item_comes_back_whole_from_our_own_format(name: str, tmp_path: Path) -> None:
    found = item(name, CASE)
    for file, text in bank_files("b", {"ko": "은행"}, [found]).items():
        (tmp_path / file).write_text(text, encoding="utf-8")

    read = read_bank(tmp_path)

    assert read.problems == ()
    assert read.bank is not None
    assert read.bank.items == (found,)


def test_a_bank_of_two_languages_has_both() -> None:
    files = bank_files("b", {"": "b"}, [item("single")])

    assert "ko: b" in files["bank.yml"]
    with pytest.raises(ValueError, match="identifier"):
        bank_files("../b", {}, [])
