"""What is written as QTI 3 and read again here is the same: items of every type, and exams."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.formats.foreign_exam import ANY_BANK, ImportedExam, exam_of_test
from assessments.formats.imported import Imported
from assessments.formats.package import PackageReader
from assessments.formats.qti3_package import qti3_files
from assessments.formats.xml_source import parse_xml
from assessments.items.choices import Choices
from assessments.items.cloze import Gap, Gaps
from assessments.items.extended_text import Essay
from assessments.items.hotspot import Area, Picture
from assessments.items.numeric import Number
from assessments.items.ordering import Entry, Order
from assessments.items.pairs import Pairs, Target, Thing
from assessments.items.short_text import Accepted, Words
from assessments.items.true_false import Statement
from assessments.model import (
    Blueprint,
    Body,
    Case,
    Demand,
    Exam,
    Item,
    Option,
    Part,
    Scale,
    Scoring,
    Section,
    Text,
)
from courses.markup.markdown import MarkdownPage
from courses.markup.sanitize import sanitize

WORDS = st.text("가나다라마바사abcdXYZ0123", min_size=1, max_size=8)
MARKED = st.one_of(WORDS, WORDS.map("**{}**".format), WORDS.map("`{}`".format))
LINES = st.lists(MARKED, min_size=1, max_size=5).map(lambda words: " ".join(["가", *words]))
TEXTS = LINES.map(lambda line: {"ko": line})
REASONS: st.SearchStrategy[Text] = st.one_of(st.just({}), TEXTS)
NUMBERS = st.decimals(-10_000, 10_000, places=3)
UNITS = st.lists(
    st.tuples(
        st.sampled_from(["cm", "km", "m²", "%", "킬로 미터", "m/s", "<b>", '"', "'"]),
        st.decimals("0.001", 1000, places=3),
    ),
    max_size=3,
    unique_by=lambda pair: pair[0],
).map(tuple)


def different(n_least: int, n_most: int) -> st.SearchStrategy[list[Text]]:
    """Texts of which no two are alike."""
    lines = st.lists(LINES, min_size=n_least, max_size=n_most, unique_by=str.casefold)
    return lines.map(lambda found: [{"ko": line} for line in found])


@st.composite
def choices(draw: st.DrawFn, *, many: bool, has_reasons: bool = True) -> Choices:
    texts = draw(different(3 if many else 2, 6))
    n_right = draw(st.integers(2, len(texts) - 1)) if many else 1
    right = set(draw(st.permutations(range(len(texts))))[:n_right])
    reasons = REASONS if has_reasons else st.just({})
    return Choices(
        tuple(
            Option(chr(ord("a") + place), text, place in right, draw(reasons))
            for place, text in enumerate(texts)
        )
    )


@st.composite
def numbers(draw: st.DrawFn, *, has_reasons: bool = True) -> Number:
    unit = draw(st.sampled_from(["", "m", "원", "°C", "x & y"]))
    tolerances = st.decimals(0, 100, places=2)
    others = draw(st.lists(st.tuples(NUMBERS, tolerances), max_size=2))
    rationale = draw(REASONS) if has_reasons else {}
    units = draw(UNITS)
    return Number(draw(NUMBERS), draw(tolerances), unit, rationale, units, tuple(others))


@st.composite
def words(draw: st.DrawFn, *, has_reasons: bool = True) -> Words:
    listed = draw(st.lists(WORDS, min_size=1, max_size=4, unique_by=str.casefold))
    half = [Accepted(each, Decimal(50)) for each in listed[1:]]
    rationale = draw(REASONS) if has_reasons else {}
    return Words((Accepted(listed[0], Decimal(100)), *half), draw(st.booleans()), "collapse", rationale)  # fmt: skip


@st.composite
def pairs(draw: st.DrawFn, *, are_all_linked: bool) -> Pairs:
    targets = [Target(f"t{n}", text) for n, text in enumerate(draw(different(2, 4)), 1)]
    things = draw(different(2, 4))
    if are_all_linked:
        things = things[: len(targets)]
    free = [each.id for each in targets]
    links = draw(st.permutations(free)) if are_all_linked else [
        free[0], *(draw(st.sampled_from(["", *free])) for _ in things[1:])
    ]  # fmt: skip
    linked = zip(enumerate(things, 1), links, strict=False)
    return Pairs(tuple(Thing(f"p{n}", text, to, {}) for (n, text), to in linked), tuple(targets))


@st.composite
def gaps(draw: st.DrawFn) -> Gaps:
    kinds = draw(st.lists(st.sampled_from(["select", "text", "number"]), min_size=2, max_size=4))
    bodies: dict[str, st.SearchStrategy[Body]] = {
        "select": choices(many=False, has_reasons=False),
        "text": words(has_reasons=False),
        "number": numbers(has_reasons=False),
    }
    return Gaps(
        tuple(
            Gap(f"gap-{n}", kind, draw(bodies[kind]), draw(st.integers(1, 5)))
            for n, kind in enumerate(kinds, 1)
        )
    )


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    places = st.tuples(*[st.integers(0, 100)] * 2, *[st.integers(101, 200)] * 2)
    boxes = draw(st.lists(places, min_size=1, max_size=3, unique=True))
    areas = tuple(Area(f"a{n}", "rect", box, {}) for n, box in enumerate(boxes, 1))
    clicks = draw(st.integers(1, len(areas)))
    return Picture("map.png", draw(TEXTS), 300, 200, areas, clicks, draw(REASONS))


ESSAYS = st.builds(Essay, st.just(()), REASONS, st.integers(0, 500))
ORDERS = st.builds(
    lambda texts, why: Order(tuple(Entry(f"e{n}", text) for n, text in enumerate(texts, 1)), why),
    different(2, 5),
    REASONS,
)
BODIES: dict[str, st.SearchStrategy[Body]] = {
    "single": choices(many=False),
    "multiple": choices(many=True),
    "true-false": st.builds(Statement, st.booleans(), REASONS),
    "numeric": numbers(),
    "short-text": words(),
    "cloze": gaps(),
    "matching": pairs(are_all_linked=True),
    "categorise": pairs(are_all_linked=False),
    "ordering": ORDERS,
    "hotspot": pictures(),
    "extended-text": ESSAYS,
}
CASES = st.one_of(st.none(), st.builds(Case, st.just("shop"), TEXTS))


def item(name: str, kind: str, stem: str, body: Body, case: Case | None = None) -> Item:
    return Item(name, kind, "basics", 1, {}, "", {"ko": stem}, body, case, status="draft")


def render(text: str) -> str:
    return sanitize(MarkdownPage("ko").render(text))


def again(items: list[Item], exams: list[ImportedExam]) -> Imported:
    files = qti3_files("b", items, render, "ko", exams)
    for text in files.values():
        parse_xml(text.encode())
    return PackageReader({name: text.encode() for name, text in files.items()}, "").read()


@pytest.mark.parametrize("kind", BODIES)
def test_an_item_comes_back_the_same(kind: str) -> None:
    @settings(max_examples=30, deadline=None)
    @given(LINES, BODIES[kind], CASES)
    def comes_back(stem: str, body: Body, case: Case | None) -> None:
        if isinstance(body, Gaps):
            stem += "".join(f" {{{{{gap.id}}}}} 그리고" for gap in body.gaps)
        written = item("q-1", kind, stem, body, case)

        imported = again([written], [])

        assert [each.item for each in imported.items] == [written]
        assert {each.code for each in imported.problems} <= {"picture-left-out"}

    comes_back()


def test_a_unit_reads_as_words_and_the_response_stays_a_number_elsewhere() -> None:
    body = Number(Decimal("1.5"), Decimal(0), "m", {}, (("cm", Decimal("0.01")),))

    text = qti3_files("b", [item("q", "numeric", "가", body)], render, "ko")["items/q.xml"]

    assert 'base-type="float"' in text
    assert "<qti-value>1.5</qti-value>" in text
    assert "> m</span>" in text


NAMES = [f"q{n}" for n in range(12)]


@st.composite
def exams(draw: st.DrawFn) -> tuple[list[Item], ImportedExam]:
    """Twelve items in two domains, some of which parts name; and an exam of them."""
    items = [
        Item(name, "true-false", "odd" if n % 2 else "even", 1, {}, "", {"ko": f"가 {name}"}, Statement(True, {}), status="draft")
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    left = list(draw(st.permutations(NAMES)))
    demands = []
    for number in range(draw(st.integers(1, 3))):
        taken, left = left[:3], left[3:]
        count = draw(st.integers(1, 3))
        worth = st.decimals("0.5", 5, places=1).filter(lambda points: points != 1)
        points = tuple((name, draw(worth)) for name in taken[:1]) if count == 3 else ()
        part = Part(draw(TEXTS), tuple(taken), draw(st.booleans()), points)
        demands.append(Demand(f"part-{number}", count, draw(PERCENTS), part))
    for domain in draw(st.lists(st.sampled_from(["odd", "even"]), unique=True)):
        supply = sum(each.domain == domain and each.id in left for each in items)
        if supply:
            demands.append(Demand(domain, draw(st.integers(1, supply)), draw(PERCENTS)))
    exam = Exam(
        id="mock-1",
        title=draw(TEXTS),
        bank=ANY_BANK,
        minutes=draw(st.integers(1, 600)),
        attempts=draw(st.integers(1, 100)),
        pass_percent=draw(st.decimals(0, 100, places=1)),
        blueprint=Blueprint(tuple(demands)),
        scoring=draw(SCORINGS),
        shuffles_items=draw(st.booleans()),
        shuffles_options=draw(st.booleans()),
        scale=draw(SCALES),
        sections=_sections(draw, [each.domain for each in demands]),
    )
    titles = {each.domain: each.part.title if each.part else {"ko": "영역"} for each in demands}
    return items, ImportedExam("", exam, titles)


def _sections(draw: st.DrawFn, domains: list[str]) -> tuple[Section, ...]:
    if draw(st.booleans()):
        return ()
    cut = draw(st.integers(0, len(domains) - 1))
    groups = [each for each in (domains[:cut], domains[cut:]) if each]
    return tuple(Section(draw(TEXTS), tuple(each)) for each in groups)


PERCENTS = st.one_of(st.none(), st.decimals(0, 100, places=1))
SCALES = st.one_of(st.none(), st.just(Scale(Decimal(100), Decimal(1000), Decimal(700))))
SCORINGS = st.builds(
    Scoring,
    st.sampled_from(["all-or-nothing", "per-option", "net-correct", "coverage"]),
    st.sampled_from(["per-part", "all-or-nothing", "net-correct"]),
    st.sampled_from(["all-or-nothing", "per-position", "per-neighbour"]),
)


@settings(max_examples=60, deadline=None)
@given(exams())
def test_an_exam_comes_back_the_same(written: tuple[list[Item], ImportedExam]) -> None:
    items, exam = written

    imported = again(items, [exam])

    [test] = imported.tests
    found = exam_of_test(test)
    assert (imported.problems, found.problems) == ((), ())
    assert found.found is not None
    assert found.found.exam == exam.exam
    assert found.found.domains == exam.domains
    assert {each.item.id: each.item.domain for each in imported.items} == {
        each.id: each.domain for each in items
    }
    assert len(imported.items) == len(items)
