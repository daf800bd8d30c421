"""Every item type: read, stored, shown without its key, marked by hand-made sums."""

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest

from assessments import (
    explain,
    form_of,
    item_data,
    item_from,
    key_of,
    mark_item,
    present,
    texts_of,
    with_texts,
)
from assessments.fields import Fields, Report
from assessments.formats.yaml_source import parse_entry
from assessments.items import TYPES, is_askable, parse_item
from assessments.items.code import Program, mark_by_tests
from assessments.items.extended_text import Essay, mark_by_rubric
from assessments.items.short_text import matches, normalised
from assessments.model import Item, Label, Mark, Scoring, WrongShape
from tests.assessments.typed_items import BODIES, source_of


def read(source: str) -> tuple[Item | None, Report]:
    report = Report("a.yml")
    entry = parse_entry(source, report)
    assert entry is not None
    assert isinstance(entry.value, tuple)
    return parse_item(Fields(entry.value[0], report, ("ko",)), "a"), report


def item(name: str, old: str = "", new: str = "") -> Item:
    found, report = read(source_of(name).replace(old, new) if old else source_of(name))
    assert found is not None, report.problems
    return found


def labelled(each: Item) -> dict[str, str]:
    return {label.option: label.label for label in form_of(each, "seed", shuffles=True).labels}


def mark(each: Item, given: object, **rules: str) -> Mark:
    form_item = form_of(each, "seed", shuffles=True)
    return mark_item(each, given, form_item, Scoring(**rules))  # type: ignore[arg-type]


def test_there_is_a_sample_of_every_type() -> None:
    assert set(BODIES) == set(TYPES)


@pytest.mark.parametrize("name", BODIES)
def test_an_item_is_read_without_problems_and_stored_whole(name: str) -> None:
    found, report = read(source_of(name))

    assert report.problems == []
    assert found is not None
    assert item_from(json.loads(json.dumps(item_data(found)))) == found


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("shuffles", [True, False])
def test_a_candidate_sees_no_id_key_weight_or_rationale(name: str, shuffles: bool) -> None:
    each = item(name)
    labels = form_of(each, "seed", shuffles=shuffles).labels

    shown = json.dumps(present(each, labels, "ko"), ensure_ascii=False)

    for secret in ("secret", "4096", "correct", "rationale", "weight", "credit", "factor", "0.25"):
        assert secret not in shown, shown


@pytest.mark.parametrize("name", ["matching", "categorise", "ordering"])
def test_the_order_never_tells_even_where_an_exam_does_not_shuffle(name: str) -> None:
    each = item(name)
    orders = {
        tuple(label.option for label in form_of(each, str(seed), shuffles=False).labels)
        for seed in range(20)
    }

    assert len(orders) > 3


@pytest.mark.parametrize("name", sorted({*BODIES} - {"hotspot"}))
def test_what_was_converted_is_every_text(name: str) -> None:
    each = item(name)
    kind = TYPES[name]

    changed = kind.with_texts(each.body, lambda text: {"ko": "바뀜"} if text else text)

    assert {text["ko"] for text in kind.texts(changed)} <= {"바뀜"}
    assert len(kind.texts(changed)) == len(kind.texts(each.body))


@pytest.mark.parametrize("name", BODIES)
def test_no_answer_earns_nothing_and_is_explained(name: str) -> None:
    each = item(name)
    labels = form_of(each, "seed", shuffles=True).labels

    assert mark(each, None).outcome == "unanswered"
    assert explain(each, None, labels, "ko")["type"] == name
    assert texts_of(each)


WRONG_SHAPES: dict[str, list[object]] = {
    "single": ["no-such", 3, ["x"]],
    "multiple": ["x", {"a": 1}, ["no-such"], [[]]],
    "true-false": [True, "yes", 1, []],
    "numeric": [3, "three", ["3"]],
    "short-text": [3, "x" * 501, []],
    "cloze": ["x", {"no-such": "x"}, [], {"no-such": None}],
    "matching": ["x", {"no-such": "x"}, []],
    "categorise": [3, {"no-such": "x"}],
    "ordering": ["x", ["no-such"], [1, 2, 3, 4], {"no-such": "1"}],
    "hotspot": [
        "x",
        [[1]],
        [[1, "2"]],
        [[-1, 0]],
        [[641, 0]],
        [[1, 1]] * 3,
        [[True, 1]],
        [[1.5, 1]],
    ],
    "extended-text": [3, "x" * 50_001],
    "notebook": [3, "x", "A" * 64, ["0" * 64]],
    "code": [3, "x" * 20_001, ["x"], "x\0"],
}


@pytest.mark.parametrize("name", BODIES)
def test_an_answer_of_the_wrong_shape_is_refused(name: str) -> None:
    for given in WRONG_SHAPES[name]:
        with pytest.raises(WrongShape):
            mark(item(name), given)


@pytest.mark.parametrize(
    ("chosen", "rule", "earned"),
    [
        ("12", "all-or-nothing", "1"),
        ("1", "all-or-nothing", "0"),
        ("1", "per-option", "0.75"),
        ("123", "net-correct", "0.5"),
        ("134", "net-correct", "0"),
        ("1", "coverage", "0.5"),
        ("1234", "coverage", "0.5"),
        ("34", "coverage", "0"),
    ],
)
def test_a_multiple_choice_earns_by_the_rule(chosen: str, rule: str, earned: str) -> None:
    each = item("multiple")
    labels = labelled(each)

    given = [labels[f"secret-{number}"] for number in chosen]

    assert mark(each, given, multiple=rule).earned == Decimal(earned)


def test_a_statement_is_right_or_wrong() -> None:
    assert mark(item("true-false"), "true").outcome == "right"
    assert mark(item("true-false"), "false").outcome == "wrong"
    assert key_of(item("true-false")) is True


@pytest.mark.parametrize(
    ("given", "is_right"),
    [
        ("4096.5", True),
        ("4096.5 m", True),
        ("409650cm", True),
        ("409,650 ｃｍ", True),
        ("4.0965 km", True),
        ("4096.75 m", True),
        ("4096.76 m", False),
        ("4096.5 cm", False),
    ],
)
def test_a_number_may_come_in_another_unit(given: str, is_right: bool) -> None:
    assert (mark(item("numeric"), given).outcome == "right") is is_right


@pytest.mark.parametrize(
    ("given", "earned"),
    [
        ("Secret 서울", "1"),
        ("  ＳＥＣＲＥＴ\u3000서울 ", "1"),
        ("secret \u1109\u1165\u110b\u116e\u11af", "1"),
        ("secret\u200b 서울", "1"),
        ("secretary", "0.5"),
        ("서울", "0"),
    ],
)
def test_short_text_is_compared_after_normalising(given: str, earned: str) -> None:
    assert mark(item("short-text"), given).earned == Decimal(earned)


def test_spaces_and_case_count_as_the_author_says() -> None:
    assert normalised("인공  지능", is_case_kept=False, spaces="ignore") == "인공지능"
    assert normalised("인공  지능", is_case_kept=False, spaces="collapse") == "인공 지능"
    assert normalised("‘A’", is_case_kept=True, spaces="collapse") == "'A'"


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*c", "acd", False),
        ("*b*", "abc", True),
        ("a*a", "a", False),
        ("a*b*c", "aXbYc", True),
        ("a*b*c", "acb", False),
        ("", "", True),
        ("*" * 50 + "b", "a" * 500, False),
    ],
)
def test_a_star_stands_for_anything(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


def test_a_cloze_earns_by_weight() -> None:
    each = item("cloze")
    labels = labelled(each)
    given = {
        labels["secret-a"]: labels["secret-a/secret-1"],
        labels["secret-b"]: "wrong",
        labels["secret-c"]: "4096",
    }

    assert mark(each, given).earned == Decimal("0.75")
    assert mark(each, given, parts="all-or-nothing").earned == 0
    assert mark(each, given, parts="net-correct").earned == Decimal("0.5")


def test_the_markers_of_a_cloze_are_named_anew() -> None:
    each = item("cloze")
    shown = present(each, form_of(each, "seed", shuffles=True).labels, "ko")

    assert isinstance(shown["stem"], str)
    assert isinstance(shown["gaps"], list)
    assert [gap["kind"] for gap in shown["gaps"]] == ["select", "text", "number"]
    assert all(gap["marker"] in shown["stem"] for gap in shown["gaps"])


@pytest.mark.parametrize(
    ("name", "links", "rule", "earned"),
    [
        ("matching", {"secret-1": "secret-a", "secret-2": "secret-b"}, "per-part", "1"),
        ("matching", {"secret-1": "secret-a", "secret-2": "secret-c"}, "per-part", "0.5"),
        ("matching", {"secret-1": "secret-a", "secret-2": "secret-c"}, "net-correct", "0"),
        ("categorise", {"secret-1": "secret-a", "secret-2": "secret-b"}, "all-or-nothing", "1"),
        (
            "categorise",
            {"secret-1": "secret-a", "secret-2": "secret-b", "secret-3": "secret-b"},
            "all-or-nothing",
            "0",
        ),
        (
            "categorise",
            {"secret-1": "secret-a", "secret-2": "secret-b", "secret-3": "secret-b"},
            "net-correct",
            "0.5",
        ),
    ],
)
def test_pairs_earn_by_the_rule(name: str, links: dict[str, str], rule: str, earned: str) -> None:
    each = item(name)
    labels = labelled(each)

    given = {labels[thing]: labels[target] for thing, target in links.items()}

    assert mark(each, given, parts=rule).earned == Decimal(earned)


@pytest.mark.parametrize(
    ("order", "rule", "earned"),
    [
        ("123", "all-or-nothing", "1"),
        ("132", "all-or-nothing", "0"),
        ("132", "per-position", "0.3333"),
        ("312", "per-neighbour", "0.5"),
        ("321", "per-neighbour", "0"),
    ],
)
def test_an_order_earns_by_the_rule(order: str, rule: str, earned: str) -> None:
    each = item("ordering")
    labels = labelled(each)

    given = [labels[f"secret-{number}"] for number in order]

    assert round(mark(each, given, order=rule).earned, 4) == Decimal(earned)


@pytest.mark.parametrize(
    ("points", "earned"),
    [
        ([[110, 100], [10, 10]], "1"),
        ([[20, 20], [21, 21]], "0.5"),
        ([[111, 100]], "0"),
        ([[0, 40], [40, 0]], "0.5"),
    ],
)
def test_clicks_count_on_the_edge_and_each_area_once(points: object, earned: str) -> None:
    assert mark(item("hotspot"), points).earned == Decimal(earned)


def test_an_essay_waits_for_people_who_mark_it_by_the_rubric() -> None:
    each = item("extended-text")
    assert isinstance(each.body, Essay)

    assert mark(each, "글").outcome == "waiting"
    given = {"secret-1": Decimal(1), "secret-2": Decimal(1)}
    assert mark_by_rubric(each.body, given, Decimal(10)) == 5
    with pytest.raises(ValueError, match="secret-1"):
        mark_by_rubric(each.body, {"secret-1": Decimal(4)}, Decimal(10))
    assert key_of(each) is None


def test_code_waits_for_the_tests_which_give_each_its_points() -> None:
    each = item("code")
    assert isinstance(each.body, Program)

    assert mark(each, "def double(n): return 2 * n").outcome == "waiting"
    for untouched in ("def double(n):\r\n    pass\r\n", "  \n", ""):
        assert mark(each, untouched).outcome == "unanswered"
    assert mark_by_tests(each.body, {"example": Decimal(1)}, Decimal(1)) == Decimal("0.25")
    assert mark_by_tests(each.body, {"example": Decimal(1), "zero-secret": Decimal(3)}, Decimal(2)) == 2  # fmt: skip
    for forged in ({"example": Decimal(2)}, {"other": Decimal(1)}, {"example": Decimal(-1)}):
        with pytest.raises(ValueError, match="not from 0"):
            mark_by_tests(each.body, forged, Decimal(1))


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("true-false", "answer: true", "answer: maybe", "bad-flag"),
        ("numeric", 'factor: "0.01"', "factor: 0", "bad-number"),
        ("numeric", "unit: cm", "unit: m", "bad-unit"),
        ("short-text", "- secret 서울\n", "- ''\n", "bad-answer"),
        ("short-text", "    - secret 서울\n", "", "key-count"),
        ("cloze", "{{secret-c}}", "", "gap-markers"),
        ("cloze", "kind: number", "kind: hotspot", "unknown-kind"),
        ("matching", "match: secret-a", "match: secret-z", "unknown-target"),
        ("matching", "id: secret-b,", "id: secret-1,", "part-id-repeated"),
        ("ordering", "id: secret-2", "id: secret-1", "part-id-repeated"),
        ("hotspot", "shape: circle", "shape: star", "unknown-shape"),
        ("hotspot", "[100, 100, 10]", "[100, 100]", "bad-area"),
        ("hotspot", "clicks: 2", "clicks: 4", "key-count"),
        ("extended-text", "points: 3", "points: -1", "bad-number"),
        ("notebook", '"points": 4', '"points": 0', "bad-notebook"),
        (
            "notebook",
            '"solution": false, "locked": true',
            '"solution": true, "locked": false',
            "bad-notebook",
        ),
        ("notebook", '{"nbformat": 4', '{"nbformat": 5', "bad-notebook"),
        ("notebook", '"grade_id": "half-tests", ', "", "bad-notebook"),
        ("code", "points: 3", "points: 0", "bad-number"),
        ("code", "name: zero-secret", "name: example", "part-id-repeated"),
        ("code", "assert double(4096) == 8192", "assert double(", "bad-code"),
        ("code", "assert double(4096) == 8192", "# END HIDDEN TESTS", "bad-code"),
        ("code", "assert double(4096) == 8192", " ", "bad-code"),
        ("code", "return 2", "return return 2", "bad-code"),
        ("code", "seconds: 5", "seconds: 61", "bad-number"),
        ("code", "  starter: |", "  language: cobol\n  starter: |", "unknown-language"),
    ],
)
def test_what_is_wrong_is_said(name: str, old: str, new: str, code: str) -> None:
    source = source_of(name)
    assert old in source

    found, report = read(source.replace(old, new))

    assert code in [problem.code for problem in report.problems]
    assert found is None


def test_a_draft_may_do_without_reasons_and_is_not_asked() -> None:
    source = source_of("single").replace(", rationale: {ko: secret}", "")
    source = source.replace("  objective: {ko: 목표}\n", "  status: draft\n")

    found, report = read(source)

    assert report.problems == []
    assert found is not None
    assert not is_askable(found)
    assert is_askable(item("single"))


def test_the_items_of_a_set_carry_its_case() -> None:
    case = '  case: {id: shop, text: {ko: "가게 이야기"}}\n  enemies: [other]\n'
    found, report = read(source_of("single") + case)

    assert report.problems == []
    assert found is not None
    assert found.enemies == ("other",)
    assert item_from(item_data(found)) == found
    assert present(found, [Label("x", "secret-1")], "ko")["case"] == "가게 이야기"
    _, unknown = read(source_of("single") + "  case: shop\n")
    assert [problem.code for problem in unknown.problems] == ["unknown-case"]


def test_several_of_a_list_may_fill_a_gap() -> None:
    each = item("cloze", "kind: select", "kind: several")
    labels = labelled(each)

    for given in (labels["secret-a/secret-1"], [labels["secret-a/secret-1"]]):
        assert mark(each, {labels["secret-a"]: given}).earned == Decimal("0.25")
    both = [labels["secret-a/secret-1"], labels["secret-a/secret-2"]]
    assert mark(each, {labels["secret-a"]: both}).earned == 0


def test_other_numbers_may_be_right_too() -> None:
    each = item("numeric", "unit: m\n", "others: [{answer: 7, tolerance: 1}]\n  unit: m\n")

    assert mark(each, "8 m").outcome == "right"
    assert mark(each, "9 m").outcome == "wrong"
    assert item_from(item_data(each)) == each


KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "single": (("correct: true, ", ""), ("secret-2, ", "secret-2, correct: true, ")),
    "multiple": (("secret-1, correct: true, ", "secret-1, "),),
    "true-false": (("answer: true", "answer: false"),),
    "numeric": (('"4096.5"', '"7"'), ('"0.25"', '"2"'), ('"0.01"', '"0.02"')),
    "short-text": (("- secret 서울", "- 부산"),),
    "cloze": (
        ("correct: true, ", ""),
        ("secret-2, ", "secret-2, correct: true, "),
        ("answers: [secret]", "answers: [x]"),
        ("answer: 4096", "answer: 3"),
    ),
    "matching": (("match: secret-a", "match: secret-c"), ("match: secret-b", "match: secret-a")),
    "categorise": (("category: secret-a", "category: secret-b"),),
    "ordering": (
        ("{id: secret-1, text: {ko: 셋}}", "{id: secret-9, text: {ko: 둘}}"),
        ("{id: secret-3, text: {ko: 둘}}", "{id: secret-1, text: {ko: 셋}}"),
        ("{id: secret-9", "{id: secret-3"),
    ),
    "hotspot": (("[100, 100, 10]", "[200, 300, 50]"),),
    "extended-text": (("points: 3", "points: 7"),),
    "notebook": (("assert secret == 4096", "assert secret == 1"), ('"points": 4', '"points": 2')),
    "code": (("== 8192", "== 1"), ("points: 3", "points: 7"), ("return 2 *", "return 3 *")),
}
"""For each type, changes that make another answer right and leave everything else."""


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("shuffles", [True, False])
def test_what_a_candidate_sees_is_the_same_whatever_is_right(name: str, shuffles: bool) -> None:
    source = source_of(name)
    for old, new in KEYS[name]:
        assert old in source
        source = source.replace(old, new, 1)
    other, report = read(source)
    assert other is not None, report.problems
    one = item(name)
    assert item_data(one) != item_data(other)

    for seed in map(str, range(5)):
        shown = [
            present(each, form_of(each, seed, shuffles=shuffles).labels, "ko")
            for each in (one, other)
        ]
        assert shown[0] == shown[1]


def test_an_order_may_come_as_places_with_some_left_open() -> None:
    each = item("ordering")
    labels = labelled(each)
    given = {labels["secret-3"]: "3", labels["secret-1"]: "1", labels["secret-2"]: ""}

    assert round(mark(each, given, order="per-position").earned, 4) == Decimal("0.6667")
    assert mark(each, {labels["secret-2"]: ""}).outcome == "unanswered"


@pytest.mark.parametrize("places", [("1", "1"), ("0", "2"), ("4", "2"), ("x", "1"), ("01", "2")])
def test_places_that_are_none_or_taken_twice_are_refused(places: tuple[str, str]) -> None:
    each = item("ordering")
    labels = labelled(each)
    given = dict(zip((labels["secret-1"], labels["secret-2"]), places, strict=True))

    with pytest.raises(WrongShape) as refused:
        mark(each, given)
    assert refused.value.part in labels.values()


def test_a_gap_that_cannot_be_read_is_named() -> None:
    each = item("cloze")
    labels = labelled(each)
    given = {labels["secret-b"]: "secret", labels["secret-c"]: "12x"}

    with pytest.raises(WrongShape, match="not a number") as refused:
        mark(each, given)
    assert refused.value.part == labels["secret-c"]


def test_a_marker_stays_whole_where_code_is_highlighted() -> None:
    each = item("cloze")

    def convert(text: Mapping[str, str]) -> Mapping[str, str]:
        return {code: each.replace("{", "<b>{</b>") for code, each in text.items()}

    shown = present(with_texts(each, convert), form_of(each, "s", shuffles=True).labels, "ko")

    assert isinstance(shown["pieces"], list)
    labels = {label.option: label.label for label in form_of(each, "s", shuffles=True).labels}
    wanted = [labels["secret-a"], labels["secret-b"], labels["secret-c"], ""]
    assert [piece["gap"] for piece in shown["pieces"]] == wanted


def test_a_marker_inside_of_a_tag_is_no_gap() -> None:
    source = source_of("cloze").replace("{{secret-c}}", "<img alt='{{secret-c}}'>")
    each, report = read(source)
    assert each is not None, report.problems

    shown = present(each, form_of(each, "s", shuffles=True).labels, "ko")

    assert isinstance(shown["pieces"], list)
    assert len(shown["pieces"]) == 3
