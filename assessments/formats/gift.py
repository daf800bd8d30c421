"""GIFT: questions as text, with their answers in braces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.formats.drafting import DOMAIN, Choice, Drafting, number_in, slug
from assessments.formats.plain import as_markdown, lines_as_markdown
from assessments.items.extended_text import Essay
from assessments.items.numeric import Number
from assessments.items.pairs import Pairs, Target, Thing
from assessments.items.short_text import Accepted, Words
from assessments.items.true_false import Statement

ESCAPED = re.compile(r"\\([~=#{}:\\n\[\]*])")
KEPT = {char: chr(0xE100 + number) for number, char in enumerate("~=#{}:\\[]*")}
"""What stands for a character that was escaped, so that nothing takes it for markup."""
PLAIN = {ord(stands): char for char, stands in KEPT.items()}
TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
TAGGED_ID = re.compile(r"\[id:([^\]]+)\]")
TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?=#|$)", re.IGNORECASE)
WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
BLANK = "_____"
PUNCTUATION = re.compile(r"[.,;:!?]+")


@dataclass(slots=True)
class _Answer:
    """An answer: right (`=`) or not (`~`), its weight in percent if it has one."""

    is_right: bool
    text: str
    weight: Decimal | None
    feedback: str


def looks_like_gift(text: str) -> bool:
    """Tell whether a text has answers in braces, a title or a category."""
    if re.search(r"^\s*(::|\$CATEGORY:)", text, re.MULTILINE):
        return True
    return bool(re.search(r"(?<!\\)\{\s*([=~#]|%|T\b|F\b|TRUE\b|FALSE\b|\})", text))


def read_gift(text: str, drafting: Drafting) -> None:
    """Read every question; a bad one is noted and the others are read."""
    for line, block, comment in _blocks(text):
        if category := CATEGORY.match(block):
            path = category[1].strip().strip("/").rpartition("/")[2]
            drafting.domain = slug(path, DOMAIN)
        rest = block[category.end() :].strip() if category else block
        if rest:
            _Question(rest, comment, line, drafting).read()


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Each question with its first line and the comments above it; blank lines in braces stay.

    A title, or a second opening brace after a blank line, shows that the brace above was
    never closed.
    """
    lines: list[str] = []
    comment, first, depth = "", 1, 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip().startswith("//") and depth <= 0:
            comment = f"{comment}\n{line.strip()}"
            continue
        bare = ESCAPED.sub("", line)
        is_after_blank = bool(lines) and not lines[-1].strip()
        is_new = bare.lstrip().startswith("::") or (is_after_blank and "{" in bare)
        if lines and (is_new if depth > 0 else not line.strip()):
            yield first, "\n".join(lines).strip(), comment
            lines, comment, depth = [], "", 0
        if line.strip() or depth > 0:
            first = first if lines else number
            depth += bare.count("{") - bare.count("}")
            lines.append(line)
    if lines:
        yield first, "\n".join(lines).strip(), comment


class _Question:
    """One question on its way into an item."""

    def __init__(self, block: str, comment: str, line: int, drafting: Drafting) -> None:
        self.block = ESCAPED.sub(lambda found: _kept(found[1]), block)
        self.line = line
        self.drafting = drafting
        self.kind = "moodle"
        named = TAGGED_ID.search(comment)
        self.wanted = named[1] if named else ""
        self.item_id = ""

    def read(self) -> None:
        block = self.block
        if title := TITLE.match(block):
            self.wanted = self.wanted or title[1].translate(PLAIN)
            block = block[title.end() :]
        if kind := FORMAT.match(block):
            self.kind = kind[1].lower()
            block = block[kind.end() :]
        self.item_id = self.drafting.new_id(self.wanted)
        opened, closed = block.find("{"), block.find("}")
        if opened < 0:
            self._words(block, "no-answers", "it has no answers in braces")
            return
        if closed < opened or "{" in block[opened + 1 : closed]:
            self._words(block, "bad-question", "its braces do not match")
            return
        before, inside, after = block[:opened], block[opened + 1 : closed], block[closed + 1 :]
        inside, _, general = inside.partition("####")
        self._answered(before, inside.strip(), after, general)

    def _answered(self, before: str, inside: str, after: str, general: str) -> None:
        drafting, rationale = self.drafting, self._text(general)
        stem = _with_blank(before, after)
        if inside.startswith("#"):
            self._number(self._text(stem), inside[1:], rationale)
            return
        if truth := TRUTH.match(inside):
            self._truth(
                self._text(stem), truth[1][0].upper() == "T", inside[truth.end() :], rationale
            )
            return
        if not inside:
            self._add("extended-text", self._text(stem), Essay((), {}))
            return
        answers = list(_answers(inside)) or [_plain_answer(inside)]
        right = [each for each in answers if each.is_right]
        if right and all("->" in each.text for each in answers):
            self._pairs(self._text(stem), answers)
        elif len(right) == len(answers):
            self._short(self._text(stem), answers, rationale)
        else:
            choices = [self._choice(each, has_right=bool(right)) for each in answers]
            is_multiple = not right
            drafting.add_choice(
                self.item_id, self._text(stem), choices, is_multiple=is_multiple, line=self.line
            )

    def _choice(self, answer: _Answer, *, has_right: bool) -> Choice:
        """With `=` among the answers only those are right, else all that earn something."""
        weight = answer.weight
        is_right = answer.is_right if has_right else weight is not None and weight > 0
        if has_right and not answer.is_right and weight is not None and weight > 0:
            message = "a partly right option counts as wrong"
            self.drafting.problem("credit-left-out", message, item=self.item_id, line=self.line)
        return Choice(self._text(answer.text), is_right, self._text(answer.feedback))

    def _truth(self, stem: str, holds: bool, feedback: str, general: str) -> None:
        said = [self._text(each) for each in feedback.split("#") if each.strip()]
        reason = general or "\n\n".join(said)
        self._add("true-false", stem, Statement(holds, self.drafting.text(reason)))

    def _short(self, stem: str, answers: Sequence[_Answer], rationale: str) -> None:
        accepted = tuple(
            Accepted(
                FORMAT.sub("", each.text).strip().replace(KEPT["*"], "\\*").translate(PLAIN),
                Decimal(100)
                if each.weight is None
                else min(max(each.weight, Decimal(0)), Decimal(100)),
                self.drafting.text(self._text(each.feedback)) or None,
            )
            for each in answers
        )
        words = Words(accepted, False, "collapse", self.drafting.text(rationale))
        self._add("short-text", stem, words)

    def _pairs(self, stem: str, answers: Sequence[_Answer]) -> None:
        targets: dict[str, str] = {}
        things = []
        for number, each in enumerate(answers, 1):
            left, _, right = each.text.partition("->")
            target = targets.setdefault(self._text(right), f"t{len(targets) + 1}")
            if left.strip():
                text = self.drafting.text(self._text(left))
                things.append(Thing(f"p{number}", text, target, {}))
        listed = tuple(Target(name, self.drafting.text(text)) for text, name in targets.items())
        self._add("matching", stem, Pairs(tuple(things), listed))

    def _number(self, stem: str, inside: str, rationale: str) -> None:
        first = re.split("[=~]", inside, maxsplit=1)[0]
        plain = [_plain_answer(first)] if first.strip() else []
        answers = [*plain, *(each for each in _answers(inside) if each.text)] or [_plain_answer("")]
        best = max(map(_weight, answers))
        ranges = [
            _range_of(each.text.translate(PLAIN)) for each in answers if _weight(each) == best
        ]
        found = [each for each in ranges if each is not None]
        if not found:
            self._words(f"{stem}\n\n{inside}", "bad-number", "its answer is no number")
            return
        if any(0 < _weight(each) < best for each in answers):
            message = "only answers with the full mark are kept"
            self.drafting.problem("credit-left-out", message, item=self.item_id, line=self.line)
        (answer, tolerance), *others = dict.fromkeys(found)
        feedback = next((each.feedback for each in answers if _weight(each) == best), "")
        reason = self.drafting.text(rationale or self._text(feedback))
        self._add("numeric", stem, Number(answer, tolerance, "", reason, (), tuple(others)))

    def _add(self, kind: str, stem: str, body: Statement | Words | Pairs | Number | Essay) -> None:
        self.drafting.add(self.item_id, kind, stem, body, line=self.line)

    def _words(self, block: str, code: str, reason: str) -> None:
        stem = self._text(block)
        self.drafting.words_only(self.item_id, stem, None, code, reason, line=self.line)

    def _text(self, text: str) -> str:
        """The text as Markdown; a format in front of a part holds for the part."""
        kind = self.kind
        if own := FORMAT.match(text):
            kind, text = own[1].lower(), text[own.end() :]
        plain = text.translate(PLAIN).strip()
        if kind == "html" or (kind == "moodle" and re.search(r"</?[a-zA-Z][^<>]*>", plain)):
            return self.drafting.html(plain, self.item_id, self.line)
        if kind == "markdown":
            return self.drafting.markdown(plain, self.item_id, self.line)
        return lines_as_markdown(plain) if "\n" in plain else as_markdown(plain)


def _with_blank(before: str, after: str) -> str:
    """The text around the answers; a blank stands for them where the sentence goes on."""
    rest = after.strip()
    if not rest or (PUNCTUATION.fullmatch(rest) and before.rstrip().endswith(("?", ".", "!"))):
        return before
    between = "" if PUNCTUATION.match(rest) else " "
    return f"{before.rstrip()} {BLANK}{between}{rest}"


def _weight(answer: _Answer) -> Decimal:
    if answer.weight is not None:
        return answer.weight
    return Decimal(100 if answer.is_right else 0)


def _kept(char: str) -> str:
    return "\n" if char == "n" else KEPT[char]


def _answers(inside: str) -> Iterator[_Answer]:
    for sign, written in re.findall(r"([=~])([^=~]*)", inside):
        found = WEIGHT.match(written)
        weight = Decimal(found[1]) if found else None
        text, _, feedback = written[found.end() if found else 0 :].partition("#")
        yield _Answer(sign == "=", text.strip(), weight, feedback.strip())


def _plain_answer(inside: str) -> _Answer:
    text, _, feedback = inside.partition("#")
    return _Answer(True, text.strip(), None, feedback.strip())


def _range_of(text: str) -> tuple[Decimal, Decimal] | None:
    """Number and tolerance of `5`, `5:0.1` or `4.9..5.1`."""
    low, dots, high = text.partition("..")
    if dots:
        ends = number_in(low), number_in(high)
        if ends[0] is None or ends[1] is None:
            return None
        return (ends[0] + ends[1]) / 2, abs(ends[1] - ends[0]) / 2
    value, _, tolerance = text.partition(":")
    number, margin = number_in(value), number_in(tolerance or "0")
    return None if number is None or margin is None else (number, abs(margin))
