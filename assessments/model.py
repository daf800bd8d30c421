"""The values of the assessment engine: banks, items, exams, forms and marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

Text = Mapping[str, str]
"""Language code → text; the first language is the default."""

Severity = Literal["error", "warning"]
MultipleRule = Literal["all-or-nothing", "per-option", "net-correct", "coverage"]
PartsRule = Literal["per-part", "all-or-nothing", "net-correct"]
OrderRule = Literal["all-or-nothing", "per-position", "per-neighbour"]
Status = Literal["draft", "review", "active", "pretest", "retired"]
Outcome = Literal["right", "partly", "wrong", "unanswered", "waiting"]
"""How an answer fared; one that people mark is waiting until they have."""
Standing = Literal["above", "near", "below"]
"""Where a band lies to the cut; near, if the cut is within it."""


def text_in(text: Text, language: str) -> str:
    """Give the text in `language`, else in its default language, else nothing."""
    return text.get(language) or next(iter(text.values()), "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a source, with the place where its author can mend it."""

    severity: Severity
    code: str
    file: str
    item: str | None
    line: int | None
    message: str
    hint: str = ""


class Body:
    """What one item type adds to an item; each type has its own subclass."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an item and why it is right or wrong."""

    id: str
    text: Text
    is_correct: bool
    rationale: Text


@dataclass(frozen=True, slots=True)
class Case:
    """What several items share: a text to read, a table, a scene; an item set is its items."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that an item draws: one of `values`, or what `expression` makes of those before."""

    name: str
    values: tuple[Decimal, ...]
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that an item carries: its path beside the bank, and hash and size in bytes of its content."""

    file: str
    title: Text
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a bank, in every language of the bank."""

    id: str
    type: str
    domain: str
    level: int
    objective: Text
    lesson: str
    stem: Text
    body: Body
    case: Case | None = None
    status: Status = "active"
    enemies: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmarkable:
    """A question of a foreign quiz whose author gave no right answer: it can only be shown."""

    id: str
    stem: Text
    options: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions inside a lesson, in one language, answered as often as one likes.

    `drawn` has the ids of those that come from the course's bank.
    """

    title: Text
    questions: tuple[Item | Unmarkable, ...]
    shuffles_options: bool = True
    drawn: frozenset[str] = frozenset()


class Drawable(Protocol):
    """What a draw has to know of an item."""

    @property
    def id(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def enemies(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Domain:
    """A subject area of a bank."""

    id: str
    title: Text


class ItemPlace(NamedTuple):
    """Where an item is written: a file, seen from the bank's folder, and the line it begins on."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Bank:
    """Items that belong together, by domain; `places` says where the items are written, by id.

    `files` has the contents of what items carry by their hash, where the bank was read from files.
    """

    id: str
    title: Text
    domains: tuple[Domain, ...]
    items: tuple[Item, ...]
    places: Mapping[str, ItemPlace] = field(default_factory=dict, compare=False, repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """Items of a bank, named one by one, that stand together in a form.

    They keep their order if they are not `mixed`; `points` are those of items that are not
    worth 1 point.
    """

    title: Text
    items: tuple[str, ...]
    is_mixed: bool = False
    points: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """How many items of a domain a form has, and the percentage a candidate must reach there.

    With a part, the items are those that it names, and `domain` is the part's name.
    """

    domain: str
    count: int
    minimum_percent: Decimal | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a form is made of."""

    demands: tuple[Demand, ...]

    @property
    def count(self) -> int:
        """Give the number of items of a form."""
        return sum(demand.count for demand in self.demands)

    @property
    def parts(self) -> Mapping[str, str]:
        """Give the part that each item stands in which one of them names."""
        return {
            item: demand.domain
            for demand in self.demands
            if demand.part is not None
            for item in demand.part.items
        }

    @property
    def points(self) -> Mapping[str, Decimal]:
        """Give the points of each item that is not worth 1 point."""
        return {
            item: points
            for demand in self.demands
            if demand.part is not None
            for item, points in demand.part.points
        }


@dataclass(frozen=True, slots=True)
class Scoring:
    """The rules by which answers become points; `assessments.credit` says what each gives."""

    multiple: MultipleRule = "all-or-nothing"
    parts: PartsRule = "per-part"
    order: OrderRule = "all-or-nothing"


@dataclass(frozen=True, slots=True)
class Scale:
    """The scores that are reported: of no point, of all points, and at the cut."""

    lowest: Decimal
    highest: Decimal
    cut: Decimal


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an exam with a title of its own: in a form the items of its domains stand together."""

    title: Text
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exam:
    """A timed exam: what is drawn, how long it takes, what passes."""

    id: str
    title: Text
    bank: str
    minutes: int
    attempts: int
    pass_percent: Decimal
    blueprint: Blueprint
    scoring: Scoring = Scoring()
    shuffles_items: bool = True
    shuffles_options: bool = True
    scale: Scale | None = None
    sections: tuple[Section, ...] = ()

    def section_of(self, domain: str) -> int | None:
        """Give the place of the section that a domain stands in; None where there are no sections."""
        places = (at for at, each in enumerate(self.sections) if domain in each.domains)
        return next(places, None)


@dataclass(frozen=True, slots=True)
class Label:
    """The name under which one form shows one option."""

    label: str
    option: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item at its place in a form, its options in the order in which they are shown."""

    position: int
    item: str
    domain: str
    labels: tuple[Label, ...]
    points: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Form:
    """What one candidate gets; the same seed and items give the same form for ever."""

    seed: str
    items: tuple[FormItem, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer earned; not rounded."""

    earned: Decimal
    possible: Decimal
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Band:
    """Where the percentage of a domain may truly lie: one standard error to either side."""

    low: Decimal
    high: Decimal
    standard_error: Decimal | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class DomainResult:
    """The result in one domain; `band` is None where nothing was asked."""

    domain: str
    count: int
    right: int
    earned: Decimal
    possible: Decimal
    percent: Decimal
    minimum_percent: Decimal | None
    is_below_minimum: bool
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class SectionResult:
    """The result in one section, from those of its domains; the band stands to the cut."""

    title: Text
    domains: tuple[DomainResult, ...]
    earned: Decimal
    possible: Decimal
    band: Band | None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a form: points, percentage, whether it passes, each domain and section.

    `scaled` is the score on the exam's scale, if it has one.
    """

    earned: Decimal
    possible: Decimal
    percent: Decimal
    pass_percent: Decimal
    is_passed: bool
    domains: tuple[DomainResult, ...] = field(default=())
    scaled: Decimal | None = None
    sections: tuple[SectionResult, ...] = ()

    @property
    def is_above_cut(self) -> bool:
        """Whether the points in all would pass, whatever the domains say."""
        return self.earned * 100 >= self.pass_percent * self.possible


@dataclass(frozen=True, slots=True)
class Shortage:
    """A domain of which a bank has fewer items than a blueprint asks for."""

    domain: str
    demand: int
    supply: int


class TooFewItems(Exception):
    """A blueprint asks for more items than there are."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(
            ", ".join(f"{short.domain}: {short.supply} of {short.demand}" for short in shortages)
        )


class WrongShape(ValueError):
    """An answer that its item cannot have: the wrong kind of value, or an unknown option.

    `part` is the label of the part that it is about, where the rest may be fine.
    """

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part
