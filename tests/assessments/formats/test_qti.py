"""QTI 2 and 3: the same items in both vocabularies, packages, and tests."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from assessments import key_of
from assessments.formats.imported import TestSection
from assessments.items.choices import Choices
from assessments.items.hotspot import Picture
from assessments.items.numeric import Number
from assessments.items.short_text import Accepted, Words
from tests.assessments.formats.reading import codes, items, only, read, read_package, right, stem

Vocabulary = Callable[[str], str]
OWN = re.compile(
    r"<(/?)((?:assessment|response|item|simple|choice|text|inline|match|map|order|correct|value|prompt"
    r"|gap|hotspot|hottext|extended|test|time|selection|ordering|branch|pre|outcome|set|base|feedback"
    r"|modal|rubric|associate|slider|select|area|equal|variable|template|printed)[A-Za-z]*)((?:\s[^<>]*?)?)(/?)>"
)


def in_qti3(source: str) -> str:
    """The same document in the vocabulary of QTI 3."""

    def kebab(name: str) -> str:
        return re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), name)

    def renamed(found: re.Match[str]) -> str:
        attributes = re.sub(r"([A-Za-z:]+)=", lambda each: kebab(each[1]) + "=", found[3])
        return f"<{found[1]}qti-{kebab(found[2])}{attributes}{found[4]}>"

    return OWN.sub(renamed, source)


def declared(
    name: str, values: str, cardinality: str = "single", kind: str = "identifier", more: str = ""
) -> str:
    listed = "".join(f"<value>{value}</value>" for value in values.split("|") if value)
    correct = f"<correctResponse>{listed}</correctResponse>" if listed else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{kind}">'
        f"{correct}{more}</responseDeclaration>"
    )


def item(
    declarations: str, body: str, more: str = "", name: str = "i1", attributes: str = ""
) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem identifier="{name}" title="제목" '
        f'timeDependent="false" {attributes}>{declarations}<itemBody>{body}</itemBody>{more}</assessmentItem>'
    )


def options(*names: str, tag: str = "simpleChoice") -> str:
    return "".join(f'<{tag} identifier="{name}">선택 {name}</{tag}>' for name in names)


CHOICE = '<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>고르라</prompt>{}</choiceInteraction>'


@pytest.mark.parametrize("words", [lambda source: source, in_qti3], ids=["qti2", "qti3"])
class TestBothVocabularies:
    def test_single_choice(self, words: Vocabulary) -> None:
        feedback = '<simpleChoice identifier="C">다<feedbackInline identifier="C" outcomeIdentifier="F">왜냐하면</feedbackInline></simpleChoice>'
        source = item(
            declared("R", "B"), "<p>앞글</p>" + CHOICE.format(options("A", "B") + feedback)
        )

        found = only(read(words(source)))

        assert (found.id, found.type, stem(found)) == ("i1", "single", "앞글\n\n고르라")
        assert key_of(found) == [{"id": "B", "text": "선택 B"}]
        assert isinstance(found.body, Choices)
        assert found.body.options[2].text == {"ko": "다"}
        assert found.body.options[2].rationale == {"ko": "왜냐하면"}

    def test_several_right_and_a_mapping_without_a_correct_response(
        self, words: Vocabulary
    ) -> None:
        mapping = '<mapping><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="-1"/><mapEntry mapKey="C" mappedValue="1"/></mapping>'
        source = item(
            declared("R", "", "multiple", more=mapping), CHOICE.format(options("A", "B", "C"))
        )

        found = only(read(words(source)))

        assert found.type == "multiple"
        assert right(found) == ["선택 A", "선택 C"]

    def test_one_field_is_a_short_text_with_its_credits(self, words: Vocabulary) -> None:
        mapping = '<mapping><mapEntry mapKey="York" mappedValue="2"/><mapEntry mapKey="york" mappedValue="1"/></mapping>'
        body = '<p>sun of <textEntryInteraction responseIdentifier="R"/>;</p>'

        found = only(read(words(item(declared("R", "York", kind="string", more=mapping), body))))

        assert stem(found) == "sun of _____;"
        assert found.body == Words(
            (Accepted("York"), Accepted("york", Decimal(50))), True, "collapse", {}
        )

    def test_one_field_of_a_number_with_tolerance(self, words: Vocabulary) -> None:
        processing = (
            '<responseProcessing><responseCondition><responseIf><equal toleranceMode="relative" tolerance="10 10">'
            '<variable identifier="R"/><correct identifier="R"/></equal></responseIf></responseCondition></responseProcessing>'
        )
        body = '<p>얼마? <textEntryInteraction responseIdentifier="R"/></p>'

        found = only(read(words(item(declared("R", "20", kind="float"), body, processing))))

        assert isinstance(found.body, Number)
        assert (found.body.answer, found.body.tolerance) == (20, 2)

    def test_several_fields_are_gaps(self, words: Vocabulary) -> None:
        body = (
            '<p>A <inlineChoiceInteraction responseIdentifier="R">' + options("x", "y", tag="inlineChoice")
            + '</inlineChoiceInteraction> B <textEntryInteraction responseIdentifier="S"/></p>'
        )  # fmt: skip

        found = only(
            read(words(item(declared("R", "y") + declared("S", "답", kind="string"), body)))
        )

        assert stem(found) == "A {{g1}} B {{g2}}"
        assert key_of(found) == {"g1": [{"id": "y", "text": "선택 y"}], "g2": ["답"]}

    def test_words_into_gaps(self, words: Vocabulary) -> None:
        body = (
            '<gapMatchInteraction responseIdentifier="R"><prompt>채우라</prompt>' + options("x", "y", tag="gapText")
            + '<p>하나 <gap identifier="G1"/> 둘 <gap identifier="G2"/></p></gapMatchInteraction>'
        )  # fmt: skip

        found = only(
            read(words(item(declared("R", "y G1|x G2", "multiple", "directedPair"), body)))
        )

        assert stem(found) == "채우라\n\n하나 {{g1}} 둘 {{g2}}"
        assert key_of(found) == {
            "g1": [{"id": "y", "text": "선택 y"}],
            "g2": [{"id": "x", "text": "선택 x"}],
        }

    def test_an_order(self, words: Vocabulary) -> None:
        body = (
            f'<orderInteraction responseIdentifier="R">{options("a", "b", "c")}</orderInteraction>'
        )

        found = only(read(words(item(declared("R", "c|a|b", "ordered"), body))))

        assert key_of(found) == ["선택 c", "선택 a", "선택 b"]

    def test_hot_text_is_a_choice_of_what_stands_in_the_text(self, words: Vocabulary) -> None:
        body = '<hottextInteraction responseIdentifier="R"><p>이 <hottext identifier="a">말</hottext>과 <hottext identifier="b">글</hottext></p></hottextInteraction>'

        found = only(read(words(item(declared("R", "b"), body))))

        assert (found.type, stem(found), right(found)) == ("single", "이 [말]과 [글]", ["글"])

    def test_areas_of_a_picture(self, words: Vocabulary) -> None:
        body = (
            '<hotspotInteraction responseIdentifier="R" maxChoices="1"><prompt>눌러라</prompt>'
            '<object data="a.png" type="image/png" width="200" height="100">지도</object>'
            '<hotspotChoice identifier="x" shape="circle" coords="10,20,5"/>'
            '<hotspotChoice identifier="y" shape="rect" coords="1,2,3,4"/></hotspotInteraction>'
        )

        found = only(read(words(item(declared("R", "y"), body))))

        assert isinstance(found.body, Picture)
        assert (found.body.image, found.body.width, found.body.clicks) == ("a.png", 200, 1)
        assert key_of(found) == [{"shape": "rect", "coords": [1, 2, 3, 4]}]

    def test_essays_and_items_without_a_question(self, words: Vocabulary) -> None:
        essay = item(
            declared("R", "", kind="string"),
            '<rubricBlock view="scorer"><p>이렇게</p></rubricBlock><p>써라</p><extendedTextInteraction responseIdentifier="R"/>',
        )
        passage = item("", "<p>읽어라</p>")

        first, second = only(read(words(essay))), only(read(words(passage)))

        assert (first.type, stem(first), key_of(first)) == ("extended-text", "써라", None)
        assert stem(second) == "읽어라"

    def test_what_is_not_asked_here_is_kept_as_text(self, words: Vocabulary) -> None:
        drawn = item(
            declared("R", "1", kind="float") + '<templateDeclaration identifier="A"/>',
            '<p><printedVariable identifier="A"/> <textEntryInteraction responseIdentifier="R"/></p>',
        )
        other = item(
            declared("R", ""),
            '<p>그려라</p><drawingInteraction responseIdentifier="R"/>'.replace(
                "drawing", "associateGraphic"
            ),
        )
        no_key = item(declared("R", ""), CHOICE.format(options("A", "B")))

        for source, code in (
            (drawn, "unsupported-item"),
            (other, "unsupported-type"),
            (no_key, "no-key"),
        ):
            imported = read(words(source))
            assert only(imported).type == "extended-text"
            assert codes(imported) == [code]
        assert "- 선택 A" in stem(only(read(words(no_key))))


def match_item(pairs: str) -> str:
    sets = "".join(
        f"<simpleMatchSet>{options(*names, tag='simpleAssociableChoice')}</simpleMatchSet>"
        for names in (("a", "b"), ("x", "y", "z"))
    )
    body = f'<matchInteraction responseIdentifier="R"><prompt>짝</prompt>{sets}</matchInteraction>'
    return item(declared("R", pairs, "multiple", "directedPair"), body)


def test_a_match_is_a_matching_or_a_sorting_by_its_key() -> None:
    matching = only(read(match_item("a x|b x")))
    sorting = only(read(match_item("a x|a y|b z")))
    neither = read(match_item("a x|a y|b x"))

    assert key_of(matching) == [
        {"of": "선택 a", "match": "선택 x"},
        {"of": "선택 b", "match": "선택 x"},
    ]
    assert sorting.type == "categorise"
    assert key_of(sorting) == [
        {"of": "선택 x", "category": "선택 a"},
        {"of": "선택 y", "category": "선택 a"},
        {"of": "선택 z", "category": "선택 b"},
    ]
    assert codes(neither) == ["unsupported-key"]


def test_scripts_in_a_body_are_left_out_and_named() -> None:
    body = '<p onclick="x()">묻는다<script>alert(1)</script></p>' + CHOICE.format(options("A", "B"))

    imported = read(item(declared("R", "A"), body))

    assert stem(only(imported)) == "묻는다\n\n고르라"
    assert codes(imported) == ["markup-left-out"]


def simple(name: str) -> str:
    return item(declared("R", "A"), CHOICE.format(options("A", "B")), name=name)


def manifest(*files: str) -> str:
    listed = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv2p2" href="{file}"><file href="{file}"/></resource>'
        for n, file in enumerate(files)
    )
    return f"<manifest><resources>{listed}</resources></manifest>"


TEST = """<assessmentTest identifier="t1" title="시험"><timeLimits maxTime="1800"/>
<testPart identifier="p" navigationMode="nonlinear" submissionMode="simultaneous">
<assessmentSection identifier="s1" title="첫째"><selection select="1"/><ordering shuffle="true"/>
<assessmentItemRef identifier="x" href="items/a.xml"/><assessmentItemRef identifier="y" href="items/b.xml"/></assessmentSection>
<assessmentSection identifier="s2" title="둘째">{}<assessmentItemRef identifier="z" href="items/c.xml"/></assessmentSection>
</testPart></assessmentTest>"""
FILES = {"items/a.xml": simple("a"), "items/b.xml": simple("b"), "items/c.xml": simple("c")}


def test_a_package_with_a_test_has_sections_draw_order_and_time() -> None:
    files = {"imsmanifest.xml": manifest("test.xml", *FILES), "test.xml": TEST.format(""), **FILES}

    imported = read_package(files)

    [test] = imported.tests
    assert (test.id, test.title, test.minutes, test.shuffles_items) == ("t1", "시험", 30, False)
    assert test.sections == (
        TestSection("s1", "첫째", ("a", "b"), 1, is_mixed=True),
        TestSection("s2", "둘째", ("c",), 1, group=1),
    )
    assert [found.domain for found in items(imported)] == ["s1", "s1", "s2"]
    assert imported.problems == ()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (
            '<preCondition><baseValue baseType="boolean">true</baseValue></preCondition>',
            "test-rule",
        ),
        ('<branchRule target="EXIT_TEST"/>', "test-rule"),
        ('<timeLimits maxTime="60"/>', "test-rule"),
        ('<selection select="5"/>', "draw-too-large"),
        ('<assessmentItemRef identifier="q" href="items/gone.xml"/>', "missing-file"),
    ],
)
def test_rules_that_are_not_run_and_draws_that_cannot_be_are_named_with_their_line(
    rule: str, code: str
) -> None:
    imported = read_package({"test.xml": TEST.format(rule), **FILES})

    assert codes(imported) == [code]
    assert imported.problems[0].line == 5
    assert len(imported.items) == 3


def test_a_manifest_that_lies_loses_only_what_is_not_there() -> None:
    imported = read_package({"imsmanifest.xml": manifest("items/gone.xml", "items/a.xml"), **FILES})

    assert [found.id for found in items(imported)] == ["a"]
    assert codes(imported) == ["missing-file"]
    assert imported.has_errors


@pytest.mark.parametrize("broken", ["<manifest><resources/></manifest>", "<manifest", "<other/>"])
def test_a_manifest_that_lists_nothing_does_not_hide_what_lies_beside_it(broken: str) -> None:
    imported = read_package({"imsmanifest.xml": broken, **FILES})

    assert len(imported.items) == 3
    assert imported.problems


def test_a_broken_item_never_hides_the_others() -> None:
    imported = read_package({**FILES, "items/bad.xml": "<assessmentItem><p></assessmentItem>"})

    assert len(imported.items) == 3
    assert [(each.code, each.file, each.severity) for each in imported.problems] == [
        ("bad-xml", "items/bad.xml", "error")
    ]


def test_a_text_that_items_share_is_their_case() -> None:
    stimulus = '<qti-assessment-stimulus identifier="s"><qti-stimulus-body><p>긴 글</p></qti-stimulus-body></qti-assessment-stimulus>'
    source = in_qti3(simple("a")).replace(
        "<qti-item-body>",
        '<qti-assessment-stimulus-ref identifier="x" href="../s.xml"/><qti-item-body>',
    )

    found = only(read_package({"items/a.xml": source, "s.xml": stimulus}))

    assert found.case is not None
    assert found.case.text == {"ko": "긴 글"}


def test_names_that_a_program_wrote_small_are_read() -> None:
    body = '<p>A <textentryinteraction responseidentifier="R"/> B <textentryinteraction responseidentifier="S"/></p>'

    found = only(
        read(
            item(declared("R", "하나|일", kind="string") + declared("S", "둘", kind="string"), body)
        )
    )

    assert key_of(found) == {"g1": ["하나", "일"], "g2": ["둘"]}
