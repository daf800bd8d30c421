"""QTI 1.2 as Canvas, cartridges and older systems write it."""

from decimal import Decimal

import pytest

from assessments import key_of
from assessments.formats.imported import Imported, TestSection
from assessments.items.choices import Choices
from assessments.items.cloze import Gaps
from assessments.items.numeric import Number
from tests.assessments.formats.reading import codes, items, only, read, read_package, right, stem


def document(*parts: str) -> str:
    return f"<?xml version='1.0'?>\n<questestinterop>{''.join(parts)}</questestinterop>"


def html(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<material><mattext texttype="text/html">{escaped}</mattext></material>'


def lid(name: str, options: dict[str, str], *, many: str = "Single", premise: str = "") -> str:
    head = f"<material><mattext>{premise}</mattext></material>" if premise else ""
    labels = "".join(
        f'<response_label ident="{option}">{html(text)}</response_label>'
        for option, text in options.items()
    )
    return (
        f'<response_lid ident="{name}" rcardinality="{many}">{head}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def fib(name: str, kind: str = "String") -> str:
    return f'<response_str ident="{name}"><render_fib fibtype="{kind}"/></response_str>'


def earns(condition: str, points: str = "100", action: str = "Set") -> str:
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar>"
        f'<setvar action="{action}" varname="SCORE">{points}</setvar></respcondition>'
    )


def equal(response: str, value: str) -> str:
    return f'<varequal respident="{response}">{value}</varequal>'


def item(
    presentation: str, processing: str = "", kind: str = "", more: str = "", name: str = "i1"
) -> str:
    field = (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        f"<fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    )
    return (
        f'<item ident="{name}" title="t">{field if kind else ""}'
        f"<presentation>{presentation}</presentation>"
        f"<resprocessing>{processing}</resprocessing>{more}</item>"
    )


def test_single_choice_with_feedback() -> None:
    shown = '<displayfeedback feedbacktype="Response" linkrefid="f1"/>'
    processing = (
        f"<respcondition><conditionvar>{equal('r', 'b')}</conditionvar>{shown}</respcondition>"
        + earns(equal("r", "a"))
    )
    feedback = f'<itemfeedback ident="f1"><flow_mat>{html("아님")}</flow_mat></itemfeedback>'
    source = item(
        html("<p>수도는?</p>") + lid("r", {"a": "<p>서울</p>", "b": "부산"}),
        processing,
        "multiple_choice_question",
        feedback,
    )

    found = only(read(document(source)))

    assert (found.type, stem(found), right(found)) == ("single", "수도는?", ["서울"])
    assert isinstance(found.body, Choices)
    assert found.body.options[1].rationale == {"ko": "아님"}


def test_several_right_by_one_condition_or_by_points_each() -> None:
    options = lid("r", {"a": "2", "b": "3", "c": "4"}, many="Multiple")
    at_once = earns(f"<and>{equal('r', 'a')}{equal('r', 'b')}<not>{equal('r', 'c')}</not></and>")
    each = "".join(
        earns(equal("r", x), p, "Add") for x, p in (("a", "50"), ("b", "50"), ("c", "-25"))
    )

    for processing in (at_once, each):
        found = only(
            read(document(item(html("소수") + options, processing, "multiple_answers_question")))
        )
        assert found.type == "multiple"
        assert right(found) == ["2", "3"]


def test_statement_and_choice_without_a_type() -> None:
    options = lid("r", {"1": "True", "2": "False"})
    typed = item(html("참?") + options, earns(equal("r", "2")), "true_false_question")
    untyped = item(html("참?") + options, earns(equal("r", "2")), name="i2")

    first, second = items(read(document(typed, untyped)))

    assert (first.type, key_of(first)) == ("true-false", False)
    assert (second.type, right(second)) == ("single", ["False"])


@pytest.mark.parametrize(
    ("condition", "answer", "tolerance"),
    [
        (f"<or>{equal('r', '3.14')}<and><vargte respident='r'>3.13</vargte><varlte respident='r'>3.15</varlte></and></or>", "3.14", "0.01"),
        ("<vargte respident='r'>1</vargte><varlte respident='r'>5</varlte>", "3", "2"),
        (equal("r", "7"), "7", "0"),
    ],
)  # fmt: skip
def test_numbers(condition: str, answer: str, tolerance: str) -> None:
    source = item(html("수") + fib("r", "Decimal"), earns(condition), "numerical_question")

    body = only(read(document(source))).body

    assert isinstance(body, Number)
    assert (body.answer, body.tolerance) == (Decimal(answer), Decimal(tolerance))


def test_short_answers() -> None:
    source = item(
        html("수도") + fib("r"),
        earns(equal("r", "서울") + equal("r", "Seoul")),
        "short_answer_question",
    )

    assert key_of(only(read(document(source)))) == ["서울", "Seoul"]


def test_matching_and_categories() -> None:
    targets = {"x": "서울", "y": "도쿄"}
    matching = item(
        html("짝") + lid("r1", targets, premise="한국") + lid("r2", targets, premise="일본"),
        earns(equal("r1", "x"), "50", "Add") + earns(equal("r2", "y"), "50", "Add"),
        "matching_question",
    )
    entries = {"p": "개", "q": "소나무", "z": "돌"}
    categories = item(
        html("나눔") + lid("c1", entries, premise="동물") + lid("c2", entries, premise="식물"),
        earns(equal("c1", "p"), "50", "Add") + earns(equal("c2", "q"), "50", "Add"),
        "categorization_question",
        name="i2",
    )

    first, second = items(read(document(matching, categories)))

    assert key_of(first) == [{"of": "한국", "match": "서울"}, {"of": "일본", "match": "도쿄"}]
    assert second.type == "categorise"
    assert key_of(second) == [
        {"of": "개", "category": "동물"},
        {"of": "소나무", "category": "식물"},
    ]


def test_blanks_and_lists_in_a_text() -> None:
    blanks = item(
        html("장미는 [color_1], 하늘은 [c2]") + lid("response_color_1", {"a": "빨강", "b": "붉은색"}, premise="color_1")
        + lid("response_c2", {"c": "파랑"}, premise="c2"),
        earns(equal("response_color_1", "a"), "50", "Add") + earns(equal("response_c2", "c"), "50", "Add"),
        "fill_in_multiple_blanks_question",
    )  # fmt: skip
    lists = item(
        html("색은 [c]") + lid("response_c", {"a": "빨강", "b": "파랑"}, premise="c"),
        earns(equal("response_c", "b")),
        "multiple_dropdowns_question",
        name="i2",
    )

    first, second = items(read(document(blanks, lists)))

    assert stem(first) == "장미는 {{g1}}, 하늘은 {{g2}}"
    assert key_of(first) == {"g1": ["빨강", "붉은색"], "g2": ["파랑"]}
    assert isinstance(second.body, Gaps)
    assert second.body.gaps[0].kind == "select"


def test_an_order() -> None:
    options = lid("r", {"a": "둘", "b": "하나"}, many="Ordered")

    found = only(
        read(document(item(html("차례") + options, earns(equal("r", "b") + equal("r", "a")))))
    )

    assert key_of(found) == ["하나", "둘"]


def test_essays_texts_and_what_is_not_asked_here() -> None:
    imported = read(document(
        item(html("써라") + fib("r"), "", "essay_question"),
        item(html("읽어라"), "", "text_only_question", name="i2"),
        item(html("식") + fib("r"), earns(equal("r", "1")), "calculated_question", name="i3"),
        item(html("키 없음") + lid("r", {"a": "1", "b": "2"}), "", "multiple_choice_question", name="i4"),
    ))  # fmt: skip

    assert [each.type for each in items(imported)] == ["extended-text"] * 4
    assert codes(imported) == ["no-question", "unsupported-type", "no-key"]


def quiz(*sections: str) -> str:
    return document(f'<assessment ident="q1" title="시험">{"".join(sections)}</assessment>')


def choice(name: str) -> str:
    return item(
        html(f"질문 {name}") + lid("r", {"a": "1", "b": "2"}), earns(equal("r", "a")), name=name
    )


def test_a_quiz_with_a_group_is_a_test() -> None:
    group = (
        '<section ident="g" title="G"><selection_ordering><selection><selection_number>1'
        f"</selection_number></selection></selection_ordering>{choice('b')}{choice('c')}</section>"
    )
    about = "<quiz><title>중간고사</title><time_limit>30</time_limit><shuffle_answers>true</shuffle_answers></quiz>"
    root = f'<section ident="root_section">{choice("a")}{group}</section>'

    imported = read_package({"q/q.xml": quiz(root), "q/assessment_meta.xml": about})

    [test] = imported.tests
    assert (test.title, test.minutes, test.shuffles_options) == ("중간고사", 30, True)
    assert test.sections == (
        TestSection("root_section", "중간고사", ("a",), 1),
        TestSection("G", "G", ("b", "c"), 1),
    )


def test_a_draw_larger_than_its_pool_is_named() -> None:
    group = (
        '<section ident="g"><selection_ordering><selection><selection_number>9'
        f"</selection_number></selection></selection_ordering>{choice('b')}</section>"
    )

    imported = read(quiz(f'<section ident="root_section">{group}</section>'))

    assert codes(imported) == ["draw-too-large"]
    assert imported.tests[0].sections[0].count == 1


def worth(points: str) -> str:
    return f"<selection_ordering><selection><sourcebank_ref>bank</sourcebank_ref><selection_number>2</selection_number><selection_extension><points_per_item>{points}</points_per_item></selection_extension></selection></selection_ordering>"


def test_a_quiz_draws_from_a_bank_of_the_package() -> None:
    bank = f'<objectbank ident="bank">{choice("x")}{choice("y")}{choice("z")}</objectbank>'
    drawn = f'<section ident="g" title="G">{worth("3.0")}</section>'

    imported = read_package({
        "quiz.xml": quiz(f'<section ident="root_section">{choice("a")}{drawn}</section>'),
        "bank.xml": document(bank),
    })  # fmt: skip

    assert imported.problems == ()
    points = tuple((each, Decimal(3)) for each in "xyz")
    assert imported.tests[0].sections[1] == TestSection("G", "G", ("x", "y", "z"), 2, False, points)


def test_settings_of_a_quiz_that_are_not_kept_are_named() -> None:
    about = (
        "<quiz><title>퀴즈</title><allowed_attempts>-1</allowed_attempts><access_code>x</access_code>"
        "<cant_go_back>true</cant_go_back><lock_at>2026-01-01</lock_at><time_limit>700</time_limit></quiz>"
    )
    root = f'<section ident="root_section">{choice("a")}</section>'

    imported = read_package({"q/q.xml": quiz(root), "q/assessment_meta.xml": about})

    assert (imported.tests[0].attempts, imported.tests[0].minutes) == (100, 600)
    assert set(codes(imported)) == {"test-rule"}
    said = " ".join(problem.message for problem in imported.problems)
    for words in ("access code", "one-way", "dates", "700 minutes", "more than 100 times"):
        assert words in said


def test_a_draw_from_a_bank_that_is_not_there_is_named() -> None:
    drawn = f'<section ident="g" title="G">{worth("1")}</section>'

    imported = read(quiz(f'<section ident="root_section">{choice("a")}{drawn}</section>'))

    assert codes(imported) == ["test-rule"]
    assert "'G'" in imported.problems[0].message


MANIFEST = """<manifest><resources>
<resource identifier="q1" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="q1/assessment_qti.xml"/></resource>
<resource identifier="m" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="q1/assessment_meta.xml">
<file href="q1/assessment_meta.xml"/><file href="non_cc_assessments/q1.xml.qti"/></resource>
</resources></manifest>"""


def test_a_cartridge_that_has_a_quiz_twice_gives_it_once() -> None:
    root = f'<section ident="root_section">{choice("a")}</section>'

    imported: Imported = read_package({
        "imsmanifest.xml": MANIFEST,
        "q1/assessment_qti.xml": quiz(root),
        "q1/assessment_meta.xml": "<quiz><title>한 번</title></quiz>",
        "non_cc_assessments/q1.xml.qti": quiz(root),
    })  # fmt: skip

    assert len(imported.items) == 1
    assert [test.title for test in imported.tests] == ["한 번"]


def test_a_question_of_a_quiz_that_stands_in_a_bank_too_is_kept_once() -> None:
    origin = (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>assessment_question_identifierref"
        "</fieldlabel><fieldentry>a</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    )
    copy = (
        choice("b")
        .replace("질문 b", "질문 a")
        .replace("<presentation>", origin + "<presentation>", 1)
    )
    root = f'<section ident="root_section">{copy}</section>'

    imported = read_package(
        {"a_quiz.xml": quiz(root), "bank.xml": document(f"<objectbank>{choice('a')}</objectbank>")}
    )

    assert [each.id for each in items(imported)] == ["a"]
    assert imported.tests[0].sections[0].items == ("a",)
    assert imported.problems == ()


def test_several_numbers_are_right() -> None:
    ranges = "<vargte respident='r'>41</vargte><varlte respident='r'>43</varlte>"
    processing = earns(equal("r", "7")) + earns(ranges)

    body = only(read(document(item(html("수") + fib("r"), processing, "numerical_question")))).body

    assert isinstance(body, Number)
    assert [body.holds(Decimal(each)) for each in (7, 41, 44)] == [True, True, False]
