"""Our own format: a bank is a folder with `bank.yml` and one YAML file a domain."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from assessments.fields import Fields, Report
from assessments.formats.attachment_files import AttachmentFiles
from assessments.formats.notebook_files import with_notebook
from assessments.formats.yaml_source import read_entry
from assessments.items import parse_case, parse_item
from assessments.model import Bank, Domain, Item, ItemPlace, Problem, text_in

BANK_FILE = "bank.yml"


@dataclass(frozen=True, slots=True)
class ReadBank:
    """A bank as far as it could be read, and everything wrong with its files."""

    bank: Bank | None
    problems: tuple[Problem, ...]
    files: tuple[Path, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Tell whether the bank must not be published."""
        return any(problem.severity == "error" for problem in self.problems)


def read_bank(folder: Path, lessons: Collection[str] | None = None) -> ReadBank:
    """Read the bank in a folder; a bad item never hides the good ones or the other problems.

    With `lessons`, the ids of the course's lessons, an item that leads to
    another lesson is an error.
    """
    head = Report(BANK_FILE)
    if (entry := read_entry(folder / BANK_FILE, head)) is None:
        return ReadBank(None, tuple(head.problems))
    fields = Fields(entry, head)
    bank = _bank(fields)
    reading = _Reading(bank, tuple(bank.title), lessons, AttachmentFiles(folder))
    files = _item_files(folder)
    reports = [reading.read(path, path.relative_to(folder).as_posix()) for path in files]
    complete = replace(
        bank,
        items=tuple(reading.items.values()),
        places=reading.places,
        files=reading.attached.contents,
    )
    _note_empty_domains(fields, complete)
    problems = tuple(problem for report in (head, *reports) for problem in report.problems)
    return ReadBank(complete, problems, (folder / BANK_FILE, *files))


def _item_files(folder: Path) -> tuple[Path, ...]:
    found = [*folder.glob("*.yml"), *folder.glob("*.yaml")]
    return tuple(sorted(path for path in found if path.name != BANK_FILE))


def _bank(fields: Fields) -> Bank:
    fields.only("bank", "title", "domains")
    title = fields.text("title")
    fields.languages = tuple(title)
    domains = tuple(_domain(each) for each in fields.children("domains"))
    ids = [domain.id for domain in domains]
    for repeated in sorted({each for each in ids if ids.count(each) > 1}):
        fields.problem("domain-repeated", f"domain {repeated!r} stands here twice")
    return Bank(fields.word("bank"), title, domains, ())


def _domain(fields: Fields) -> Domain:
    fields.only("id", "title")
    return Domain(fields.word("id"), fields.text("title"))


def _note_empty_domains(fields: Fields, bank: Bank) -> None:
    for domain in bank.domains:
        if not any(item.domain == domain.id for item in bank.items):
            fields.problem(
                "domain-empty",
                f"no usable item in domain {domain.id!r}",
                at=fields.get("domains"),
                severity="warning",
            )


@dataclass(slots=True)
class _Reading:
    """Collects the items of a bank over its files."""

    bank: Bank
    languages: tuple[str, ...]
    lessons: Collection[str] | None
    attached: AttachmentFiles
    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, ItemPlace] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path, name: str) -> Report:
        report = Report(name)
        if (entry := read_entry(path, report)) is None:
            return report
        fields = Fields(entry, report, self.languages)
        fields.only("domain", "cases", "items")
        domain = fields.one_of("domain", [each.id for each in self.bank.domains])
        listed = fields.children("cases") if fields.get("cases") is not None else ()
        cases = {case.id: case for case in map(parse_case, listed)}
        for source in fields.children("items"):
            source.what = ""
            before = len(report.problems)
            source.entry = with_notebook(source, path.parent)
            source.entry = self.attached.into(source)
            has_its_files = len(report.problems) == before
            item = parse_item(source, domain, cases)
            self._note_repeats(source)
            note_lesson(source, self.lessons)
            if item is not None and domain and has_its_files:
                self.items.setdefault(item.id, item)
        return report

    def _note_repeats(self, source: Fields) -> None:
        if source.item is None:
            return
        place = ItemPlace(source.report.file, source.entry.line)
        first = self.places.setdefault(source.item, place)
        if first != place:
            message = f"the id {source.item!r} is taken by {first.file}, line {first.line}"
            source.problem("item-repeated", message)
        stem = "".join(text_in(source.quietly("stem"), "").split()).casefold()
        other = self.stems.setdefault(stem, source.item) if stem else source.item
        if other != source.item:
            source.problem(
                "stem-repeated",
                f"the question reads like that of {other}",
                at=source.get("stem"),
                severity="warning",
            )


def note_lesson(source: Fields, lessons: Collection[str] | None) -> None:
    """Note an item that leads to a lesson which is not among those of the course, if they are known."""
    lesson = source.scalar("lesson", "")
    if not lesson or lessons is None or lesson in lessons:
        return
    close = get_close_matches(lesson, list(lessons), 1)
    source.problem(
        "unknown-lesson",
        f"the course has no lesson {lesson!r}",
        at=source.get("lesson"),
        hint=f"did you mean {close[0]!r}?" if close else "",
    )
