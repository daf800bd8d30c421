"""QTI 1.2 items, as Canvas, common cartridges and older systems write them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from assessments.formats.drafting import Choice, Drafting, number_in
from assessments.formats.qti12_item import QtiItem, is_written
from assessments.formats.qti12_scoring import Rule, Scoring
from assessments.formats.xml_source import Node
from assessments.items.cloze import Gap, Gaps
from assessments.items.extended_text import Essay
from assessments.items.numeric import Number
from assessments.items.ordering import Entry, Order
from assessments.items.pairs import Pairs, Target, Thing
from assessments.items.short_text import Accepted, Words
from assessments.items.true_false import Statement

TRUE_WORDS = frozenset(["true", "t", "yes", "참", "o", "맞다", "맞음", "예", "그렇다"])
FALSE_WORDS = frozenset(["false", "f", "no", "거짓", "x", "틀리다", "틀림", "아니오", "아니요"])
WRITTEN = frozenset(["essay_question", "file_upload_question", "cc.essay.v0p1", "essay"])
UNSUPPORTED = frozenset(["calculated_question", "hot_spot_question", "file_upload_question"])


def read_item(node: Node, drafting: Drafting) -> str:
    """Keep one item; gives the id under which it is kept."""
    item = QtiItem(node, drafting)
    first = len(drafting.items)
    _keep(item)
    kept = _once(item, first)
    if (points := number_in(item.points)) is not None and points > 0:
        drafting.facts_of(kept).worth = points
    return kept


def _once(item: QtiItem, first: int) -> str:
    """A question of a quiz that stands in a bank of the same package is kept once."""
    drafting = item.drafting
    if len(drafting.items) != first + 1:
        return item.id
    kept = drafting.items[first].item
    known = drafting.known.get(item.origin) if item.origin else None
    drafting.known.setdefault(item.node.get("ident"), kept)
    if known is None or replace(kept, id=known.id, domain=known.domain) != known:
        return item.id
    drafting.items.pop()
    drafting.problems = [each for each in drafting.problems if each.item != item.id]
    return known.id


def _keep(item: QtiItem) -> None:
    drafting = item.drafting
    kinds = {each.name for each in item.responses}
    if item.type in UNSUPPORTED:
        item.words_only("unsupported-type", f"questions of type {item.type!r} are not asked here")
    elif item.type in WRITTEN:
        item.add("extended-text", Essay((), drafting.text(item.general_remark())))
    elif not item.responses:
        item.words_only("no-question", "it asks nothing")
    elif reader := READERS.get(item.type):
        reader(item)
    elif kinds == {"response_lid"} and len(item.responses) == 1:
        _choice_or_order(item)
    elif kinds == {"response_lid"}:
        _several_choices(item)
    elif kinds <= {"response_str", "response_num"} and len(item.responses) == 1:
        _written(item)
    elif kinds <= {"response_str", "response_num", "response_lid"}:
        _fields(item)
    else:
        item.words_only("unsupported-type", "its way of answering is not asked here")


def _choice_or_order(item: QtiItem) -> None:
    response = item.responses[0]
    if response.get("rcardinality").lower() == "ordered" or response.first("ims_render_object"):
        _order(item)
        return
    _choice(item)


def _choice(item: QtiItem) -> None:
    response = item.responses[0]
    is_multiple = response.get("rcardinality").lower() == "multiple"
    name = response.get("ident")
    right = item.scoring.right(name) if is_multiple else item.scoring.best(name)[:1]
    if not is_multiple and len(item.scoring.right(name)) > 1:
        message = "only the best option counts as right"
        item.drafting.problem("credit-left-out", message, item=item.id, line=item.line)
    choices = [
        Choice(text, option in right, item.remark(option), option)
        for option, text in item.options(response)
    ]
    item.drafting.add_choice(
        item.id, item.unmarked_stem(), choices, is_multiple=is_multiple, line=item.line
    )


def _multiple(item: QtiItem) -> None:
    response = item.responses[0]
    right = item.scoring.right(response.get("ident"))
    choices = [
        Choice(text, option in right, item.remark(option), option)
        for option, text in item.options(response)
    ]
    item.drafting.add_choice(
        item.id, item.unmarked_stem(), choices, is_multiple=True, line=item.line
    )


def _statement(item: QtiItem) -> None:
    response = item.responses[0]
    right = item.scoring.best(response.get("ident"))
    words = {option: text.lower().strip(" .") for option, text in item.options(response)}
    said = [_truth(words.get(option, ""), option) for option in right[:1]]
    if not said or said[0] is None:
        _choice(item)
        return
    reasons = [item.general_remark(), item.remark(right[0])]
    reason = "\n\n".join(dict.fromkeys(each for each in reasons if each))
    item.add("true-false", Statement(said[0], item.drafting.text(reason)))


def _truth(word: str, option: str) -> bool | None:
    for each in (word, option.lower()):
        if each in TRUE_WORDS:
            return True
        if each in FALSE_WORDS:
            return False
    return None


def _order(item: QtiItem) -> None:
    response = item.responses[0]
    texts = dict(item.options(response))
    order = item.scoring.best(response.get("ident"))
    if not order or set(order) != set(texts):
        item.words_only("no-key", "no order of all its entries is right")
        return
    entries = tuple(
        Entry(f"e{number}", item.drafting.text(texts[each])) for number, each in enumerate(order, 1)
    )
    item.add("ordering", Order(entries, item.drafting.text(item.general_remark())))


def _written(item: QtiItem) -> None:
    response = item.responses[0]
    kind = (response.first("render_fib") or response).get("fibtype").lower()
    if kind in ("decimal", "integer", "scientific") or response.name == "response_num":
        _number(item)
        return
    _short(item)


def _short(item: QtiItem) -> None:
    words = _words_of(item, item.responses[0].get("ident"))
    if words is None:
        item.add("extended-text", Essay((), item.drafting.text(item.general_remark())))
        return
    item.add("short-text", words, item.unmarked_stem("_____" if _has_text_after(item) else ""))


def _has_text_after(item: QtiItem) -> bool:
    return bool(item.stem.rpartition("\ue301")[2].strip())


def _words_of(item: QtiItem, response: str) -> Words | None:
    right = [each.strip() for each in item.scoring.right(response) if each.strip()]
    if not right:
        return None
    best = set(item.scoring.best(response))
    accepted = tuple(
        Accepted(each.replace("*", "\\*"), Decimal(100 if each in best or len(best) == 0 else 50))
        for each in right
    )
    if not any(each.credit == 100 for each in accepted):
        accepted = tuple(Accepted(each.text) for each in accepted)
    return Words(accepted, False, "collapse", item.drafting.text(item.general_remark()))


def _number(item: QtiItem) -> None:
    body = number_of(item.scoring, item.responses[0].get("ident"))
    if body is None:
        item.words_only("no-key", "no answer is a number")
        return
    item.add("numeric", replace(body, rationale=item.drafting.text(item.general_remark())))


def number_of(scoring: Scoring, response: str) -> Number | None:
    """Give the numbers that earn most for a response, each with its tolerance."""
    fitting = [rule for rule in scoring.rules if response in rule.values]
    best = max((rule.points for rule in fitting), default=Decimal(0))
    accepted = [
        each for rule in fitting if rule.points == best for each in _numbers(rule, response)
    ]
    if not accepted:
        return None
    (answer, tolerance), *others = dict.fromkeys(accepted)
    return Number(answer, tolerance, "", {}, (), tuple(others))


def _numbers(rule: Rule, response: str) -> Iterator[tuple[Decimal, Decimal]]:
    """A value, a range, or a value in the middle of a range."""
    exact = [n for n in map(number_in, rule.values[response]) if n is not None]
    if rule.low is None or rule.high is None:
        yield from ((number, Decimal(0)) for number in exact)
        return
    middle, half = (rule.low + rule.high) / 2, abs(rule.high - rule.low) / 2
    yield middle, half
    yield from ((number, Decimal(0)) for number in exact if abs(number - middle) > half)


def _several_choices(item: QtiItem) -> None:
    """Without a type: lists that all offer the same are a matching, others are gaps."""
    offers = {tuple(text for _, text in item.options(each)) for each in item.responses}
    has_premises = all(item.text(_premise(each)) for each in item.responses)
    if has_premises and len(offers) == 1:
        _matching(item)
    else:
        _fields(item)


def _premise(response: Node) -> Node | None:
    return response.child("material")


def _matching(item: QtiItem) -> None:
    drafting = item.drafting
    targets: dict[str, str] = {}
    things = []
    for number, response in enumerate(item.responses, 1):
        texts = dict(item.options(response))
        names = {
            option: targets.setdefault(text, f"t{len(targets) + 1}")
            for option, text in texts.items()
        }
        right = next(
            (each for each in item.scoring.best(response.get("ident")) if each in names), ""
        )
        text = item.text(_premise(response))
        if not text:
            continue
        things.append(Thing(f"p{number}", drafting.text(text), names.get(right, ""), {}))
    listed = tuple(Target(name, drafting.text(text)) for text, name in targets.items())
    if not any(thing.target for thing in things):
        item.words_only("no-key", "no pair is right")
        return
    item.add("matching", Pairs(tuple(things), listed))


def _categories(item: QtiItem) -> None:
    drafting = item.drafting
    entries: dict[str, str] = {}
    places: dict[str, str] = {}
    categories = []
    for number, response in enumerate(item.responses, 1):
        categories.append(Target(f"c{number}", drafting.text(item.text(_premise(response)))))
        entries |= dict(item.options(response))
        for option in item.scoring.right(response.get("ident")):
            places.setdefault(option, f"c{number}")
    things = tuple(
        Thing(f"e{number}", drafting.text(text), places.get(option, ""), {})
        for number, (option, text) in enumerate(entries.items(), 1)
    )
    item.add("categorise", Pairs(things, tuple(categories)))


def _fields(item: QtiItem) -> None:
    """Gaps of a text: `[name]` in Canvas, or fields between pieces of material."""
    gaps: list[Gap] = []
    stem = item.stem
    for number, response in enumerate(item.responses, 1):
        gap = _gap(item, f"g{number}", response)
        if gap is None:
            item.words_only("no-key", "one of its gaps has no right answer")
            return
        marker = f"{{{{{gap.id}}}}}"
        stem = _placed(stem, response.get("ident"), item.text(_premise(response)), marker)
        gaps.append(gap)
    item.add("cloze", Gaps(tuple(gaps)), stem)


def _placed(stem: str, response: str, name: str, marker: str) -> str:
    for place in (
        f"\ue300{response}\ue301",
        f"[{response.removeprefix('response_')}]",
        f"[{name}]",
    ):
        for written in (place, place.replace("_", "\\_")):
            if written in stem:
                return stem.replace(written, marker, 1)
    between = "\n\n" if stem else ""
    return f"{stem}{between}{name} {marker}".strip()


def _gap(item: QtiItem, name: str, response: Node) -> Gap | None:
    if is_written(response):
        fib = (response.first("render_fib") or response).get("fibtype").lower()
        number = number_of(item.scoring, response.get("ident"))
        if fib in ("decimal", "integer", "scientific") and number is not None:
            return Gap(name, "number", number)
        words = _words_of(item, response.get("ident"))
        return None if words is None else Gap(name, "text", words)
    options = item.options(response)
    kind = (response.first("response_label") or response).get("answer_type")
    if item.type == "fill_in_multiple_blanks_question" and kind not in ("dropdown", "wordbank"):
        accepted = tuple(Accepted(text.replace("*", "\\*")) for _, text in options if text)
        return Gap(name, "text", Words(accepted, False, "collapse", {})) if accepted else None
    right = item.scoring.best(response.get("ident"))[:1]
    choices = [
        Choice(text, option in right, item.remark(option), option) for option, text in options
    ]
    return Gap(name, "select", item.drafting.choices(choices)) if right else None


READERS: Mapping[str, Callable[[QtiItem], None]] = {
    "multiple_choice_question": _choice,
    "cc.multiple_choice.v0p1": _choice,
    "multiple_answers_question": _multiple,
    "cc.multiple_response.v0p1": _multiple,
    "true_false_question": _statement,
    "cc.true_false.v0p1": _statement,
    "short_answer_question": _short,
    "cc.fib.v0p1": _short,
    "cc.pattern_match.v0p1": _short,
    "numerical_question": _number,
    "matching_question": _matching,
    "categorization_question": _categories,
    "ordering_question": _order,
    "fill_in_multiple_blanks_question": _fields,
    "multiple_dropdowns_question": _fields,
}
