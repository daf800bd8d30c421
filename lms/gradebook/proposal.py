"""What a file of marks would change: person by person and work by work, or every reason why not."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flask_babel import gettext

from lms.gradebook.book import Mark, Trainee, Work
from lms.gradebook.columns import Part, Use, excused_words
from lms.gradebook.plan import WorkKey
from lms.gradebook.sheets import Line, Sheet
from lms.web.locale import in_language
from lms.web.spreadsheets import plain

MOST = Decimal(100_000)
HUNDREDTH = Decimal("0.01")

Marks = Mapping[tuple[int, str, str], Mark]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in a cell or a line of the file; line 0 is the file."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a person has for a work now, and what they would have; no points means excused."""

    line: int
    trainee: Trainee
    work: Work
    before: Mark | None
    earned: Decimal | None
    possible: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that the file would change; it is carried out only without troubles."""

    changes: Sequence[Change]
    troubles: Sequence[Trouble]
    n_lines: int
    n_people: int
    n_same: int
    n_skipped: int

    @property
    def may_apply(self) -> bool:
        """Whether there is something to do and nothing in the way."""
        return bool(self.changes) and not self.troubles

    @property
    def digest(self) -> str:
        """What tells whether another look at the same file would change the same."""
        facts = [
            (one.trainee.id, one.work.pair, one.before, one.earned, one.possible)
            for one in self.changes
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


class _Bad(Exception):
    pass


@dataclass(frozen=True)
class Class:
    """The people, works and marks of a run."""

    trainees: Sequence[Trainee]
    works: Sequence[Work]
    marks: Marks


def proposal(sheet: Sheet, uses: Sequence[Use], now: Class, *, skips_strangers: bool) -> Proposal:
    """Compare the file with what counts now; empty cells change nothing."""
    reader = _Reader(uses, now)
    changes: list[Change] = []
    troubles = list(reader.troubles)
    seen: Counter[int] = Counter()
    n_same = n_skipped = 0
    for line in sheet.lines if not troubles else ():
        try:
            trainee = reader.person(line)
        except _Bad as bad:
            if skips_strangers:
                n_skipped += 1
            else:
                troubles.append(Trouble(line.number, str(bad)))
            continue
        seen[trainee.id] += 1
        if seen[trainee.id] > 1:
            words = gettext("%(name)s님이 앞에 또 있습니다.", name=trainee.name)
            troubles.append(Trouble(line.number, words))
            continue
        for found in reader.changes(line, trainee):
            if isinstance(found, Trouble):
                troubles.append(found)
            elif _is_same(found):
                n_same += 1
            else:
                changes.append(found)
    return Proposal(changes, troubles, len(sheet.lines), len(seen), n_same, n_skipped)


def _is_same(change: Change) -> bool:
    before = change.before
    if before is None or before.is_excused:
        return before is not None and change.earned is None
    return (before.earned, before.possible) == (change.earned, change.possible)


class _Reader:
    """Reads lines by what their columns are used for."""

    def __init__(self, uses: Sequence[Use], now: Class) -> None:
        self._now = now
        self._places = {use: place for place, use in enumerate(uses) if use.part}
        self._excused = excused_words()
        self._works = {work.pair: work for work in now.works}
        self._by_email = {one.email.casefold(): one for one in now.trainees}
        self._by_name: dict[str, list[Trainee]] = {}
        for one in now.trainees:
            self._by_name.setdefault(_name(one.name), []).append(one)
        self.troubles = [Trouble(0, sentence) for sentence in self._missing(uses)]

    def _missing(self, uses: Sequence[Use]) -> Iterator[str]:
        parts = {use.part for use in self._places}
        if not parts & {Part.EMAIL, Part.NAME}:
            yield gettext("누구의 줄인지 알 수 있게 이메일이나 이름 열을 골라 주세요.")
        if Part.POINTS not in parts:
            yield gettext("점수 열을 하나는 골라 주세요.")
        if any(n > 1 for use, n in Counter(uses).items() if use.part):
            yield gettext("한 가지를 두 열에 고를 수는 없습니다.")

    def person(self, line: Line) -> Trainee:
        """Whose line it is: by e-mail where there is one, else by a name that only one has."""
        email = self._cell(line, Use(Part.EMAIL)).casefold()
        if email:
            if email not in self._by_email:
                raise _Bad(gettext("%(who)s: 이 기수의 교육생이 아닙니다.", who=email))
            return self._by_email[email]
        name = self._cell(line, Use(Part.NAME))
        bearers = self._by_name.get(_name(name), [])
        if len(bearers) > 1:
            raise _Bad(
                gettext("%(who)s: 이름이 같은 사람이 여럿이라 이메일이 있어야 합니다.", who=name)
            )
        if not bearers:
            raise _Bad(
                gettext("%(who)s: 이 기수의 교육생이 아닙니다.", who=name)
                if name
                else gettext("이메일과 이름이 비어 있습니다.")
            )
        return bearers[0]

    def changes(self, line: Line, trainee: Trainee) -> Iterator[Change | Trouble]:
        """What the line says of each work, or what is wrong with it."""
        for use in self._places:
            text = self._cell(line, use) if use.part is Part.POINTS else ""
            if use.work is None or not text:
                continue
            try:
                yield self._change(line, trainee, use.work, text)
            except _Bad as bad:
                words = f"{trainee.name}, {self._title(use.work)}: {bad}"
                yield Trouble(line.number, words)

    def _change(self, line: Line, trainee: Trainee, pair: WorkKey, text: str) -> Change:
        before, work = self._now.marks.get((trainee.id, *pair)), self._works[pair]
        if text.casefold() in self._excused:
            return Change(line.number, trainee, work, before, None, Decimal(0))
        earned, possible = _number(text), self._possible(line, work, before)
        if earned > possible:
            raise _Bad(
                gettext(
                    "%(text)s점은 만점 %(most)s점보다 많습니다.", text=text, most=f"{possible:f}"
                )
            )
        return Change(line.number, trainee, work, before, earned, possible)

    def _possible(self, line: Line, work: Work, before: Mark | None) -> Decimal:
        text = self._cell(line, Use(Part.POSSIBLE, work.pair))
        if text:
            return _number(text)
        if before is not None and before.possible:
            return before.possible
        if work.possible is None:
            raise _Bad(gettext("만점을 알 수 없으니 만점 열을 골라 주세요."))
        return work.possible

    def _cell(self, line: Line, use: Use) -> str:
        place = self._places.get(use)
        return "" if place is None else plain(line.cells[place])

    def _title(self, pair: WorkKey) -> str:
        return in_language(self._works[pair].title)


def _name(name: str) -> str:
    return " ".join(name.split()).casefold()


def _number(text: str) -> Decimal:
    """Points to hundredths; raises _Bad for what is no number from 0 up."""
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _Bad(gettext("%(text)s: 숫자가 아닙니다.", text=text[:40])) from error
    if not number.is_finite() or not 0 <= number <= MOST:
        raise _Bad(
            gettext("%(text)s: 0부터 %(most)s까지 쓸 수 있습니다.", text=text[:40], most=MOST)
        )
    return number.quantize(HUNDREDTH)
