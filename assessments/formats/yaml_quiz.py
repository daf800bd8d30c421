"""A quiz inside a lesson: YAML with questions of its own, or from the course's bank.

An author leaves out here what only a bank needs: ids, type, level and objective follow
from the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from assessments.fields import FLAGS, Entry, Fields, Report
from assessments.formats.yaml_source import parse_entry
from assessments.items import IN_LESSONS, TYPES, is_for_lessons, parse_item, variant_of
from assessments.model import Bank, Item, Problem, Quiz, Text

MOST_QUESTIONS = 50
OPTION_IDS = "abcdefghijkl"
DOMAIN = "quiz"


@dataclass(frozen=True, slots=True)
class ReadQuiz:
    """A quiz if it could be read, and everything wrong with its source."""

    quiz: Quiz | None
    problems: tuple[Problem, ...]


def read_yaml_quiz(text: str, file: str, line: int, key: str, bank: Bank | None) -> ReadQuiz:
    """Read a quiz whose text begins in this line of a file; `key` makes draws repeatable."""
    report = Report(file)
    entry = parse_entry(text, report)
    quiz = None if entry is None else _Reading(report, key, bank).read(entry)
    problems = tuple(replace(each, line=line - 1 + (each.line or 1)) for each in report.problems)
    has_errors = any(problem.severity == "error" for problem in problems)
    return ReadQuiz(None if has_errors else quiz, problems)


class _Reading:
    """Reads one quiz; problems go to the report."""

    def __init__(self, report: Report, key: str, bank: Bank | None) -> None:
        self._report = report
        self._key = key
        self._bank = bank

    def read(self, entry: Entry) -> Quiz | None:
        fields = Fields(_as_mapping(entry), self._report)
        if not isinstance(fields.entry.value, Mapping):
            fields.problem("bad-quiz", "a quiz is a mapping with 'items' or 'bank', or one item")
            return None
        fields.only("id", "title", "shuffle", "items", "bank")
        drawn = self._from_bank(fields)
        found = [*self._own(fields), *drawn]
        if not found and not self._report.has_errors:
            fields.problem("empty-quiz", "the quiz asks nothing", hint="give it 'items' or 'bank'")
        if len(found) > MOST_QUESTIONS:
            fields.problem("long-quiz", f"{len(found)} questions; at most {MOST_QUESTIONS}")
        self._refuse_repeats(fields, found)
        title = fields.text("title", may_be_missing=True)
        from_bank = frozenset(item.id for item in drawn)
        return Quiz(title, tuple(found), fields.flag("shuffle", True), from_bank)

    def _own(self, fields: Fields) -> Iterator[Item]:
        if fields.get("items") is None:
            return
        for number, source in enumerate(fields.children("items"), 1):
            source.entry = _completed(source.entry, number)
            source.what = ""
            item = parse_item(source, DOMAIN)
            self._note_silence(source)
            if item is not None and self._is_shown(source, item):
                self._note_empty(source, item.stem)
                yield variant_of(item, item.id)

    def _is_shown(self, source: Fields, item: Item) -> bool:
        if item.type in IN_LESSONS:
            return True
        message = f"lessons cannot ask an item of type {item.type!r}"
        source.problem("type-not-shown", message, at=source.get("type"))
        return False

    def _note_empty(self, source: Fields, stem: Text) -> None:
        if not stem:
            source.problem("missing-text", "'stem' is empty", at=source.get("stem"))

    def _note_silence(self, source: Fields) -> None:
        """An answer without a reason teaches nothing."""
        options = source.get("options")
        if options is None and not _may_have_rationale(source.scalar("type", "")):
            return
        parts = options.value if options and isinstance(options.value, tuple) else (source.entry,)
        silent = [each for each in parts if not _scalar(each, "rationale")]
        if silent:
            message = f"{len(silent)} answers have no rationale" if options else "no rationale"
            hint = "say for every option why it is right, or which mistake leads to it"
            source.problem("no-rationale", message, at=silent[0], hint=hint, severity="warning")

    def _from_bank(self, fields: Fields) -> Sequence[Item]:
        wish = fields.get("bank")
        if wish is None:
            return ()
        if self._bank is None:
            fields.problem("no-bank", "the course has no item bank", at=wish)
            return ()
        if isinstance(wish.value, Mapping):
            return self._drawn(Fields(wish, self._report, what="bank"), self._bank)
        named = wish.value if isinstance(wish.value, tuple) else (wish,)
        return [item for each in named if (item := self._named(fields, each, self._bank))]

    def _named(self, fields: Fields, name: Entry, bank: Bank) -> Item | None:
        for item in bank.items:
            if item.id == name.value and is_for_lessons(item):
                return variant_of(item, item.id)
        fields.problem("unknown-item", f"the bank has no usable item {name.value!r}", at=name)
        return None

    def _drawn(self, wish: Fields, bank: Bank) -> Sequence[Item]:
        wish.only("domain", "objective", "lesson", "level", "count")
        count = wish.whole("count", 1, MOST_QUESTIONS, 1)
        pool = [item for item in bank.items if is_for_lessons(item) and _is_wished(item, wish)]
        if len(pool) < count:
            wish.problem("too-few-items", f"{count} items wished, the bank has {len(pool)} such")
        pool.sort(key=lambda item: sha256(f"{self._key}\0{item.id}".encode()).hexdigest())
        return [variant_of(item, item.id) for item in pool[:count]]

    def _refuse_repeats(self, fields: Fields, found: Sequence[Item]) -> None:
        ids = [item.id for item in found]
        for repeated in sorted({each for each in ids if ids.count(each) > 1}):
            fields.problem("item-repeated", f"two questions have the id {repeated!r}")


def _as_mapping(entry: Entry) -> Entry:
    """A list of items or a single one, as the long form has it."""
    if isinstance(entry.value, tuple):
        return Entry({"items": entry}, entry.line)
    if isinstance(entry.value, Mapping) and "stem" in entry.value:
        inner = {name: each for name, each in entry.value.items() if name != "id"}
        return Entry({"items": Entry((Entry(inner, entry.line),), entry.line)}, entry.line)
    return entry


def _completed(entry: Entry, number: int) -> Entry:
    """An item with what its author may leave out."""
    if not isinstance(entry.value, Mapping):
        return entry
    given = dict(entry.value)
    line = entry.line
    given.setdefault("id", Entry(f"q{number}", line))
    given.setdefault("level", Entry("1", line))
    given.setdefault("objective", Entry("", line))
    given.setdefault("type", Entry(_type_of(given), line))
    if isinstance(options := given.get("options"), Entry) and isinstance(options.value, tuple):
        completed = tuple(_completed_option(each, n) for n, each in enumerate(options.value))
        given["options"] = Entry(completed, options.line)
    elif _may_have_rationale(given["type"].value):
        given.setdefault("rationale", Entry("", line))
    return Entry(given, line)


def _may_have_rationale(kind: object) -> bool:
    return isinstance(kind, str) and kind in TYPES and "rationale" in TYPES[kind].fields


def _completed_option(entry: Entry, index: int) -> Entry:
    if not isinstance(entry.value, Mapping):
        return entry
    given = dict(entry.value)
    given.setdefault("id", Entry(OPTION_IDS[index % len(OPTION_IDS)], entry.line))
    given.setdefault("rationale", Entry("", entry.line))
    return Entry(given, entry.line)


def _type_of(given: Mapping[str, Entry]) -> str:
    options = given.get("options")
    if options is None or not isinstance(options.value, tuple):
        return "numeric" if "answer" in given else "single"
    right = sum(FLAGS.get(_scalar(each, "correct").lower(), False) for each in options.value)
    return "multiple" if right > 1 else "single"


def _scalar(entry: Entry, name: str) -> str:
    inner = entry.value.get(name) if isinstance(entry.value, Mapping) else None
    if inner is None:
        return ""
    return inner.value if isinstance(inner.value, str) else "given"


def _is_wished(item: Item, wish: Fields) -> bool:
    objective = wish.scalar("objective", "")
    return (
        wish.scalar("domain", "") in ("", item.domain)
        and wish.scalar("lesson", "") in ("", item.lesson)
        and wish.scalar("level", "") in ("", str(item.level))
        and (not objective or objective in item.objective.values())
    )
