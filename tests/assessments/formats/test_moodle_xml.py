"""Moodle XML: every type of question that we have, the others as text."""

from base64 import b64encode
from decimal import Decimal
from hashlib import sha256

import pytest

from assessments import key_of
from assessments.formats.imported import Imported
from assessments.items.choices import Choices
from assessments.items.cloze import Gaps
from assessments.items.extended_text import Essay
from assessments.items.numeric import Number
from assessments.items.short_text import Accepted, Words
from assessments.model import Attachment
from tests.assessments.formats.reading import codes, items, only, read, right, stem


def quiz(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>'


def question(
    kind: str, inside: str, text: str = "<p>질문 <b>하나</b></p>", name: str = "q1"
) -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>'
    )


def answer(fraction: str, text: str, feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{more}'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def test_single_choice_with_category_and_feedback() -> None:
    category = '<question type="category"><category><text>$course$/top/수도 asia</text></category></question>'
    inside = "<single>true</single>" + answer("100", "<p>서울</p>", "맞음") + answer("0", "부산")

    item = only(read(quiz(category, question("multichoice", inside))))

    assert (item.type, item.domain, stem(item)) == ("single", "asia", "질문 **하나**")
    assert right(item) == ["서울"]
    assert isinstance(item.body, Choices)
    assert item.body.options[0].rationale == {"ko": "맞음"}


def test_several_right_options() -> None:
    inside = "<single>false</single>" + answer("50", "2") + answer("50", "3") + answer("-100", "4")

    item = only(read(quiz(question("multichoice", inside))))

    assert item.type == "multiple"
    assert right(item) == ["2", "3"]


def test_statement() -> None:
    inside = answer("0", "true") + answer("100", "false", "아니오")

    item = only(read(quiz(question("truefalse", inside))))

    assert item.type == "true-false"
    assert key_of(item) is False


def test_short_answer() -> None:
    inside = "<usecase>1</usecase>" + answer("100", "Seoul") + answer("50", "seo*", "almost")

    body = only(read(quiz(question("shortanswer", inside)))).body

    assert body == Words(
        (Accepted("Seoul"), Accepted("seo*", Decimal(50), {"ko": "almost"})), True, "collapse", {}
    )


def test_number_with_units() -> None:
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    )
    inside = answer("100", "2.5", more="<tolerance>0.1</tolerance>") + units

    body = only(read(quiz(question("numerical", inside)))).body

    assert body == Number(Decimal("2.5"), Decimal("0.1"), "m", {}, (("cm", Decimal("0.01")),))


def test_matching_with_a_distractor() -> None:
    pairs = [("한국", "서울"), ("일본", "도쿄"), ("", "베이징")]
    inside = "".join(
        f'<subquestion format="html"><text>{a}</text><answer><text>{b}</text></answer></subquestion>'
        for a, b in pairs
    )

    item = only(read(quiz(question("matching", inside))))

    assert key_of(item) == [{"of": "한국", "match": "서울"}, {"of": "일본", "match": "도쿄"}]


def test_essay_keeps_what_graders_are_told() -> None:
    inside = '<graderinfo format="html"><text>look at this</text></graderinfo>'

    item = only(read(quiz(question("essay", inside))))

    assert item.body == Essay((), {"ko": "look at this"})
    assert key_of(item) is None


def test_embedded_answers() -> None:
    text = (
        "수도는 {1:SHORTANSWER:=서울~%50%Seoul#거의}, "
        "색은 {2:MULTICHOICE:빨강~=파랑#옳음~검\\}정}, 수는 {1:NM:=3.5:0.1}."
    )

    item = only(read(quiz(question("cloze", "", text))))

    assert item.type == "cloze"
    assert stem(item) == "수도는 {{g1}}, 색은 {{g2}}, 수는 {{g3}}."
    assert isinstance(item.body, Gaps)
    assert [(gap.kind, gap.weight) for gap in item.body.gaps] == [
        ("text", 1),
        ("select", 2),
        ("number", 1),
    ]
    key = key_of(item)
    assert isinstance(key, dict)
    assert key["g1"] == ["서울"]
    assert key["g2"][0]["text"] == "파랑"
    assert key["g3"]["tolerance"] == "0.1"


@pytest.mark.parametrize(("kind", "box"), [("ddwtos", "dragbox"), ("gapselect", "selectoption")])
def test_words_into_a_text(kind: str, box: str) -> None:
    words = [("고양이", 1), ("개", 1), ("빨리", 2), ("천천히", 2)]
    inside = "".join(
        f"<{box}><text>{word}</text><group>{group}</group></{box}>" for word, group in words
    )

    item = only(read(quiz(question(kind, inside, "<p>[[2]]가 [[3]] 달린다.</p>"))))

    assert stem(item) == "{{g1}}가 {{g2}} 달린다."
    assert isinstance(item.body, Gaps)
    assert [right_of(gap.body) for gap in item.body.gaps] == ["개", "빨리"]


def right_of_all(body: object) -> list[str]:
    assert isinstance(body, Choices)
    return [option.text["ko"] for option in body.options if option.is_correct]


def right_of(body: object) -> str:
    return right_of_all(body)[0]


def test_ordering() -> None:
    inside = answer("1", "하나") + answer("2", "둘") + answer("3", "셋")

    assert key_of(only(read(quiz(question("ordering", inside))))) == ["하나", "둘", "셋"]


def test_what_is_not_asked_here_is_kept_as_text_and_named() -> None:
    good = question("truefalse", answer("100", "true") + answer("0", "false"), name="good")

    imported = read(
        quiz(question("calculated", answer("100", "{a}+{b}")), question("description", ""), good)
    )

    assert [item.type for item in items(imported)] == [
        "extended-text",
        "extended-text",
        "true-false",
    ]
    assert codes(imported) == ["unsupported-type", "no-question"]
    assert imported.problems[0].line == 2


def test_scripts_and_pictures_are_left_out_and_named() -> None:
    text = '<p>보라 <img src="@@PLUGINFILE@@/a.png" alt="지도"><script>alert(1)</script></p>'

    imported = read(quiz(question("essay", "", text)))

    assert stem(only(imported)) == "보라 [지도]"
    assert codes(imported) == ["picture-left-out", "markup-left-out"]


def test_a_link_to_a_file_is_left_out_and_named_and_one_into_the_web_stays() -> None:
    text = (
        '<p><a href="@@PLUGINFILE@@/my%20data.csv">자료</a> <a href="https://a.example/x">곳</a> '
        '<a href="#top">위</a> <a href="javascript:alert(1)">눌러</a></p>'
    )

    imported = read(quiz(question("essay", "", text)))

    assert stem(only(imported)) == "자료 [곳](https://a.example/x) 위 눌러"
    assert codes(imported) == ["file-left-out"]
    assert imported.problems[0].message.endswith(": @@PLUGINFILE@@/my data.csv")


def with_file(name: str, data: bytes, link: str) -> Imported:
    text = f'<p><a href="@@PLUGINFILE@@/{link}">자료</a></p>'
    file = f'<file name="{name}" path="/" encoding="base64">{b64encode(data).decode()}</file>'
    source = quiz(question("essay", "", text))
    assert source.count("</questiontext>") == 1
    return read(source.replace("</questiontext>", f"{file}</questiontext>"))


def test_a_file_that_the_text_links_to_is_carried_by_the_item() -> None:
    data = b"day,kg\n1,12.4\n"

    imported = with_file("my data.csv", data, "my%20data.csv")

    item = only(imported)
    (carried,) = item.attachments
    assert carried == Attachment(
        f"{item.id}/my data.csv", {"ko": "my data.csv"}, sha256(data).hexdigest(), len(data)
    )
    assert imported.contents == {carried.sha256: data}
    assert codes(imported) == []


@pytest.mark.parametrize(
    ("name", "data", "link"),
    [
        ("page.html", b"<p>", "page.html"),
        ("a.png", b"<svg/>", "a.png"),
        ("a.csv", b"1", "b.csv"),
        ("../a.csv", b"1", "../a.csv"),
    ],
)
def test_other_files_and_those_that_nothing_links_to_are_not(
    name: str, data: bytes, link: str
) -> None:
    imported = with_file(name, data, link)

    assert only(imported).attachments == ()
    assert imported.contents == {}
    assert codes(imported) == ["file-left-out"]


def test_items_of_the_same_name_get_ids_of_their_own() -> None:
    imported = read(quiz(question("essay", ""), question("essay", "")))

    assert [item.id for item in items(imported)] == ["q1", "q1-2"]


def test_several_of_a_list_in_a_text() -> None:
    text = "짝수는 {1:MULTIRESPONSE:=2~%50%4~3}"

    item = only(read(quiz(question("cloze", "", text))))

    assert isinstance(item.body, Gaps)
    assert item.body.gaps[0].kind == "several"
    assert right_of_all(item.body.gaps[0].body) == ["2", "4"]


@pytest.mark.parametrize(("display", "kind"), [("gapfill", "text"), ("dropdown", "select")])
def test_answers_that_stand_in_their_text(display: str, kind: str) -> None:
    inside = (
        f"<delimitchars>[]</delimitchars><answerdisplay>{display}</answerdisplay>"
        + answer("100", "개") + answer("0", "말")
    )  # fmt: skip

    item = only(read(quiz(question("gapfill", inside, "[개|강아지]가 [뛴다]."))))

    assert stem(item) == "{{g1}}가 {{g2}}."
    assert isinstance(item.body, Gaps)
    assert [gap.kind for gap in item.body.gaps] == [kind, kind]


def test_several_numbers_are_right() -> None:
    inside = answer("100", "2") + answer("100", "-2") + answer("50", "4")

    imported = read(quiz(question("numerical", inside)))

    body = only(imported).body
    assert isinstance(body, Number)
    assert body.holds(Decimal(-2))
    assert not body.holds(Decimal(4))
    assert codes(imported) == ["credit-left-out"]
