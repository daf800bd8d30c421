"""Moodle XML: a quiz of questions, each with its type."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from assessments.formats.drafting import DOMAIN, Choice, Drafting, number_in, slug
from assessments.formats.moodle_cloze import read_cloze
from assessments.formats.moodle_files import files_beside
from assessments.formats.moodle_gaps import (
    read_drag_words,
    read_gapfill,
    read_select_words,
)
from assessments.formats.plain import lines_as_markdown
from assessments.formats.xml_source import Node
from assessments.items.extended_text import Essay
from assessments.items.numeric import Number
from assessments.items.ordering import Entry, Order
from assessments.items.pairs import Pairs, Target, Thing
from assessments.items.short_text import Accepted, Words
from assessments.items.true_false import Statement
from assessments.model import Body

Reader = Callable[["Question"], None]


class Question:
    """One question element on its way into an item."""

    def __init__(self, node: Node, drafting: Drafting) -> None:
        self.node = node
        self.drafting = drafting
        self.line = node.line
        name = node.child("name")
        title = "" if name is None else name.text
        self.item_id = drafting.new_id(node.text_of("idnumber") or title)
        text = node.child("questiontext")
        drafting.beside, drafting.linked = files_beside(text), {}
        self.stem = self.markdown(text) or title
        self.files, drafting.beside = drafting.linked, {}

    def markdown(self, node: Node | None) -> str:
        """Give the text of an element with a format as Markdown."""
        if node is None:
            return ""
        inner = node.child("text")
        text = node.text if inner is None else inner.text
        kind = node.get("format", "moodle_auto_format")
        if kind == "markdown":
            return self.drafting.markdown(text, self.item_id, self.line)
        if kind in ("plain_text", "plain"):
            return lines_as_markdown(text)
        has_markup = "<" in text or "&" in text
        if kind == "html" or has_markup:
            return self.drafting.html(text, self.item_id, node.line)
        return lines_as_markdown(text)

    def plain(self, node: Node | None) -> str:
        """Give the text of an element as it is compared with an answer."""
        inner = None if node is None else node.child("text")
        return "" if node is None else (node.text if inner is None else inner.text)

    def rationale(self) -> str:
        """Give what Moodle calls general feedback."""
        return self.markdown(self.node.child("generalfeedback"))

    def add(self, kind: str, body: Body, stem: str | None = None) -> None:
        """Keep the item."""
        text = self.stem if stem is None else stem
        self.drafting.add(self.item_id, kind, text, body, line=self.line)

    def words_only(self, code: str, reason: str) -> None:
        """Keep what can be read of the question."""
        parts = [self.markdown(each) for each in self.node.own("answer")]
        listed = "\n".join(f"- {part}" for part in parts if part)
        stem = f"{self.stem}\n\n{listed}".strip()
        self.drafting.words_only(self.item_id, stem, None, code, reason, line=self.line)


def read_moodle_xml(root: Node, drafting: Drafting) -> None:
    """Read every question of a `quiz` element; a bad one is noted and the others are read."""
    for node in root.own("question"):
        kind = node.get("type")
        if kind == "category":
            drafting.domain = _category(node)
            continue
        question = Question(node, drafting)
        reader = READERS.get(kind)
        if reader is None:
            question.words_only(
                "unsupported-type", f"questions of type {kind!r} are not asked here"
            )
        else:
            reader(question)
        if question.files:
            drafting.carry(question.item_id, question.files)


def _category(node: Node) -> str:
    path = node.child("category")
    names = "" if path is None else path.text
    return slug(names.strip("/").rpartition("/")[2], DOMAIN)


def _fraction(answer: Node) -> Decimal:
    return number_in(answer.get("fraction", "0")) or Decimal(0)


def _choices(question: Question) -> None:
    answers = question.node.own("answer")
    is_single = question.node.text_of("single").lower() in ("true", "1", "")
    best = max(map(_fraction, answers), default=Decimal(0))
    if is_single and any(0 < _fraction(each) < best for each in answers):
        message = "a partly right option counts as wrong"
        question.drafting.problem(
            "credit-left-out", message, item=question.item_id, line=question.line
        )
    choices = [
        Choice(
            question.markdown(each),
            _fraction(each) > 0 and (not is_single or _fraction(each) == best),
            question.markdown(each.child("feedback")),
        )
        for each in answers
    ]
    question.drafting.add_choice(
        question.item_id, question.stem, choices, is_multiple=not is_single, line=question.line
    )


def _all_or_nothing(question: Question) -> None:
    choices = [
        Choice(
            question.markdown(each), _fraction(each) > 0, question.markdown(each.child("feedback"))
        )
        for each in question.node.own("answer")
    ]
    question.drafting.add_choice(
        question.item_id, question.stem, choices, is_multiple=True, line=question.line
    )


def _statement(question: Question) -> None:
    right = max(question.node.own("answer"), key=_fraction, default=None)
    said = question.plain(right).lower()
    if right is None or _fraction(right) <= 0 or said not in ("true", "false"):
        question.words_only("no-key", "neither true nor false is marked right")
        return
    parts = [question.markdown(right.child("feedback")), question.rationale()]
    reason = question.drafting.text("\n\n".join(part for part in parts if part))
    question.add("true-false", Statement(said == "true", reason))


def _short(question: Question) -> None:
    drafting = question.drafting
    accepted = tuple(
        Accepted(
            question.plain(each),
            min(max(_fraction(each), Decimal(0)), Decimal(100)),
            drafting.text(question.markdown(each.child("feedback"))) or None,
        )
        for each in question.node.own("answer")
        if question.plain(each)
    )
    is_case_kept = question.node.text_of("usecase") in ("1", "true")
    words = Words(accepted, is_case_kept, "collapse", drafting.text(question.rationale()))
    question.add("short-text", words)


def _number(question: Question) -> None:
    answers = question.node.own("answer")
    best = max(map(_fraction, answers), default=Decimal(0))
    full = [each for each in answers if _fraction(each) == best]
    accepted = [
        (value, _margin(each))
        for each in full
        if (value := number_in(question.plain(each))) is not None
    ]
    if not accepted or best <= 0:
        question.words_only("no-key", "no answer is a number")
        return
    if any(0 < _fraction(each) < best for each in answers):
        message = "only answers with the full mark are kept"
        question.drafting.problem(
            "credit-left-out", message, item=question.item_id, line=question.line
        )
    (answer, tolerance), *others = dict.fromkeys(accepted)
    reason = question.drafting.text(
        question.markdown(full[0].child("feedback")) or question.rationale()
    )
    unit, units = _units(question.node)
    question.add("numeric", Number(answer, tolerance, unit, reason, units, tuple(others)))


def _margin(answer: Node) -> Decimal:
    return abs(number_in(answer.text_of("tolerance") or answer.get("tolerance")) or Decimal(0))


def _units(node: Node) -> tuple[str, tuple[tuple[str, Decimal], ...]]:
    """The unit whose multiplier is 1, and factors of the others: Moodle's multiply the answer."""
    found = {
        each.text_of("unit_name"): number_in(each.text_of("multiplier")) or Decimal(1)
        for each in node.all("unit")
        if each.text_of("unit_name")
    }
    own = next((name for name, factor in found.items() if factor == 1), "")
    others = tuple(
        (name, 1 / factor) for name, factor in found.items() if name != own and factor > 0
    )
    return own, others


def _matching(question: Question) -> None:
    targets: dict[str, str] = {}
    things = []
    drafting = question.drafting
    for number, each in enumerate(question.node.own("subquestion"), 1):
        answer = question.markdown(each.child("answer"))
        target = targets.setdefault(answer, f"t{len(targets) + 1}")
        text = question.markdown(each)
        if text:
            things.append(Thing(f"p{number}", drafting.text(text), target, {}))
    listed = tuple(Target(name, drafting.text(text)) for text, name in targets.items())
    question.add("matching", Pairs(tuple(things), listed))


def _ordering(question: Question) -> None:
    drafting = question.drafting
    entries = tuple(
        Entry(f"e{number}", drafting.text(question.markdown(each)))
        for number, each in enumerate(question.node.own("answer"), 1)
    )
    question.add("ordering", Order(entries, drafting.text(question.rationale())))


def _essay(question: Question) -> None:
    info = question.markdown(question.node.child("graderinfo"))
    words = question.node.text_of("minwordlimit")
    expected = int(words) if words.isdecimal() and len(words) < 5 else 0
    question.add("extended-text", Essay((), question.drafting.text(info), expected))


def _description(question: Question) -> None:
    question.words_only("no-question", "it asks nothing")


def _embedded(question: Question) -> None:
    source = question.node.child("questiontext")
    _gaps(question, *read_cloze(question.plain(source), question.drafting, question.item_id))


def _words_to_drag(question: Question) -> None:
    _gaps(question, *read_drag_words(question.node, question.stem, question.drafting))


def _words_to_select(question: Question) -> None:
    _gaps(question, *read_select_words(question.node, question.stem, question.drafting))


def _words_in_marks(question: Question) -> None:
    source = question.plain(question.node.child("questiontext"))
    _gaps(question, *read_gapfill(question.node, source, question.drafting, question.item_id))


def _gaps(question: Question, stem: str, gaps: Body | None) -> None:
    if gaps is None:
        question.words_only("bad-gaps", "its gaps cannot be read")
        return
    question.add("cloze", gaps, stem)


READERS: Mapping[str, Reader] = {
    "multichoice": _choices,
    "multichoiceset": _all_or_nothing,
    "oumultiresponse": _all_or_nothing,
    "truefalse": _statement,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
    "cloze": _embedded,
    "multianswer": _embedded,
    "ddwtos": _words_to_drag,
    "gapselect": _words_to_select,
    "gapfill": _words_in_marks,
}
