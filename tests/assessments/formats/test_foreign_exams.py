"""Foreign tests become exams: sections, draw, order, points and time; every loss is named."""

from decimal import Decimal

import pytest

from assessments.formats.foreign_exam import exam_of_test, without_items
from assessments.formats.imported import Imported
from assessments.model import Demand, Exam, Part, Problem
from tests.assessments.formats.reading import codes, read_package
from tests.assessments.formats.written_tests import TEST, VERSIONS, package, question

FACTS = '<assessmentSection identifier="facts" title="Facts" visible="true">'


def exam_in(imported: Imported) -> Exam:
    [test] = imported.tests
    found = exam_of_test(test).found
    assert found is not None
    return found.exam


def messages(imported: Imported) -> list[str]:
    return [problem.message for problem in imported.problems]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_test_is_an_exam_with_its_sections(version: str) -> None:
    imported = read_package(package(version))

    exam = exam_in(imported)

    assert imported.problems == ()
    assert (exam.id, exam.title, exam.minutes) == ("final", {"en": "Final test"}, 45)
    assert (exam.shuffles_items, exam.shuffles_options, exam.attempts) == (False, False, 1)
    assert exam.blueprint.demands == (
        Demand(
            "facts", 2, None,
            Part({"en": "Facts"}, ("q1", "q2"), False, (("q1", Decimal(2)),)),
        ),
        Demand("pool", 2, None, Part({"en": "From the pool"}, ("q3", "q4", "q5"), True)),
    )  # fmt: skip
    titles = [(each.title, each.domains) for each in exam.sections]
    assert titles == [({"en": "Facts"}, ("facts",)), ({"en": "From the pool"}, ("pool",))]


def test_an_exam_can_do_without_some_of_its_questions() -> None:
    exam = exam_in(read_package(package("2.1")))

    left = without_items(exam, frozenset(["q1", "q2", "q4"]))

    assert left is not None
    pool = Part({"en": "From the pool"}, ("q3", "q5"), True)
    assert left.blueprint.demands == (Demand("pool", 2, None, pool),)
    assert [each.domains for each in left.sections] == [("pool",)]
    assert without_items(exam, frozenset(f"q{n}" for n in range(1, 6))) is None


def settled(test: str) -> tuple[Exam, tuple[Problem, ...]]:
    imported = read_package(package("2.1", test))
    found = exam_of_test(imported.tests[0])
    assert found.found is not None
    return found.found.exam, found.problems


def test_what_a_test_leaves_open_is_settled_and_said() -> None:
    exam, problems = settled(TEST.replace('<timeLimits maxTime="2700"/>', ""))

    assert (exam.minutes, exam.pass_percent) == (60, Decimal(60))
    [problem] = problems
    assert (problem.code, problem.severity) == ("test-settings", "warning")
    assert "'Final test'" in problem.message
    assert "no time limit" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (FACTS, FACTS + "<preCondition/>", "section 'Facts': a precondition"),
        (FACTS, FACTS + '<branchRule target="x"/>', "section 'Facts': a branch rule"),
        (FACTS, FACTS + "<adaptiveSelection/>", "section 'Facts': adaptive selection"),
        (FACTS, FACTS + '<timeLimits maxTime="60"/>', "section 'Facts': a time limit of a section"),
        (
            FACTS,
            FACTS + '<rubricBlock view="candidate"><p>Read this</p></rubricBlock>',
            "section 'Facts': its instructions",
        ),
        (
            FACTS,
            FACTS + '<itemSessionControl maxAttempts="3"/>',
            "section 'Facts': 3 tries at a question",
        ),
        ('navigationMode="nonlinear"', 'navigationMode="linear"', "one-way navigation"),
        ("<sum><testVariables", "<sum><numberCorrect/><testVariables", "outcome processing"),
        ('<timeLimits maxTime="2700"/>', '<timeLimits maxTime="90000"/>', "more than 600"),
        ('<timeLimits maxTime="2700"/>', '<timeLimits minTime="60" maxTime="60"/>', "a least time"),
        ('<weight identifier="W" value="2"/>', '<weight identifier="W" value="0"/>', "0 points"),
    ],
)
def test_what_is_not_run_is_named_with_test_and_section(old: str, new: str, said: str) -> None:
    imported = read_package(package("2.2", TEST.replace(old, new, 1)))

    [message] = messages(imported)
    assert message.startswith("test 'Final test'")
    assert said in message
    assert exam_in(imported).blueprint.count == 4
    assert len(imported.items) == 5


def test_questions_that_cannot_be_asked_are_left_out_and_named() -> None:
    files = package("2.1") | {"items/q4.xml": "<assessmentItem identifier='q4' title='q4'><itemBody><p>A text</p></itemBody></assessmentItem>"}  # fmt: skip

    imported = read_package(files)

    assert codes(imported) == ["no-question", "test-item-left-out"]
    pool = exam_in(imported).blueprint.demands[1]
    assert pool.part is not None
    assert (pool.count, pool.part.items) == (2, ("q3", "q5"))


def test_a_question_that_stands_twice_is_asked_once() -> None:
    test = TEST.replace('href="items/q3.xml"', 'href="items/q1.xml"')

    imported = read_package(package("2.1", test))

    assert codes(imported) == ["test-item-repeated"]
    assert exam_in(imported).blueprint.demands[1].part is not None
    assert set(exam_in(imported).blueprint.parts) == {"q1", "q2", "q4", "q5"}


def test_a_section_inside_another_stands_where_it_stands() -> None:
    inner = '<assessmentSection identifier="in" title="Inside" visible="true"><assessmentItemRef identifier="x" href="items/q3.xml"/></assessmentSection>'
    sections = (
        '<assessmentSection identifier="out" title="Outside" visible="true">'
        f'<assessmentItemRef identifier="a" href="items/q1.xml"/>{inner}'
        '<assessmentItemRef identifier="b" href="items/q2.xml"/></assessmentSection>'
    )
    test = f'<assessmentTest identifier="t" title="T"><testPart identifier="p">{sections}</testPart></assessmentTest>'

    demands = exam_in(read_package(package("3.0", test))).blueprint.demands

    asked = [(each.domain, each.part.items) for each in demands if each.part is not None]
    assert asked == [("out", ("q1",)), ("in", ("q3",)), ("out-2", ("q2",))]


def test_points_that_questions_declare_are_theirs() -> None:
    files = {"items/q2.xml": question("q2", ' normalMaximum="3"')}

    points = exam_in(read_package(package("2.2", TEST, **files))).blueprint.points

    assert points == {"q1": Decimal(2), "q2": Decimal(3)}


def test_a_draw_from_questions_of_different_points_counts_each_once() -> None:
    files = {"items/q3.xml": question("q3", ' normalMaximum="3"')}

    imported = read_package(package("2.2", TEST, **files))

    assert codes(imported) == ["test-points"]
    assert exam_in(imported).blueprint.points == {"q1": Decimal(2)}


def test_sections_that_contain_each_other_end() -> None:
    loop = '<assessmentSection identifier="s" title="S"><assessmentSectionRef identifier="x" href="s.xml"/><assessmentSectionRef identifier="y" href="s.xml"/></assessmentSection>'
    test = f'<assessmentTest identifier="t" title="T"><testPart identifier="p">{loop}</testPart></assessmentTest>'

    imported = read_package({"test.xml": test, "s.xml": loop})

    assert set(codes(imported)) == {"too-deep"}
    assert exam_of_test(imported.tests[0]).found is None


def test_a_test_without_questions_is_no_exam() -> None:
    [test] = read_package({"test.xml": '<assessmentTest identifier="t" title="T"/>'}).tests

    found = exam_of_test(test)

    assert found.found is None
    assert [(each.code, each.severity) for each in found.problems] == [("unsound-test", "error")]
