"""Foreign questions → items of ours: ids made words, texts put in their language, problems noted."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from urllib.parse import unquote

from assessments.formats.imported import ImportedItem
from assessments.formats.markup import MarkdownWriter, write_html
from assessments.items import item_data, item_from
from assessments.items.attachments import MOST_FILES
from assessments.items.choices import MOST_OPTIONS, Choices
from assessments.items.extended_text import Essay
from assessments.model import Attachment, Body, Case, Item, Option, Problem, Severity, Text

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
NOT_IN_WORDS = re.compile(r"[^A-Za-z0-9._-]+")
RUNS = re.compile(
    r"<(script|style|iframe|object|embed|svg|template)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
UNSAFE_LINK = re.compile(
    r"\]\(\s*<?\s*(?!https?:|mailto:)[a-z][a-z0-9+.\s-]*:[^()]*(?:\([^()]*\)[^()]*)*\)",
    re.IGNORECASE,
)
TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
DOMAIN = "imported"
LONGEST_ID = 90


def language_of(text: str) -> str:
    """Tell Korean from anything else, which is taken for English."""
    return "ko" if HANGUL.search(text) else "en"


def slug(text: str, otherwise: str) -> str:
    """Give a text as an identifier, or else another one."""
    word = NOT_IN_WORDS.sub("-", text.strip()).strip("-._")[:LONGEST_ID].strip("-._")
    return word if re.search("[A-Za-z0-9]", word) else otherwise


def number_in(text: str) -> Decimal | None:
    """Give a finite decimal number as programs write it."""
    try:
        number = Decimal(text.strip())
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 100 else None


@dataclass(slots=True)
class Choice:
    """A foreign option."""

    text: str
    is_correct: bool = False
    rationale: str = ""
    id: str = ""


@dataclass(slots=True)
class ItemFacts:
    """What only tests have to know of an item: its points, if its options are mixed, if it can be asked."""

    worth: Decimal = Decimal(1)
    is_mixed: bool | None = None
    is_words_only: bool = False


@dataclass(slots=True)
class Drafting:
    """Collects the items of one file, with ids that no other item of the reading has."""

    file: str
    language: str
    domain: str = DOMAIN
    taken: set[str] = field(default_factory=set)
    known: dict[str, Item] = field(default_factory=dict)
    """Items of the whole package by the name they have in it."""
    facts: dict[str, ItemFacts] = field(default_factory=dict)
    """By the ids of items, of the whole package."""
    banks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the items of each bank of the package, by the name that tests give it."""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """What the text that is being read may link to, by how links name it."""
    linked: dict[str, bytes] = field(default_factory=dict)
    """What of it the text links to."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """What items carry, by hash."""
    items: list[ImportedItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self,
        code: str,
        message: str,
        *,
        item: str | None = None,
        line: int | None = None,
        severity: Severity = "warning",
    ) -> None:
        """Note what is wrong or was left out."""
        found = Problem(severity, code, self.file, item, line, message)
        if found not in self.problems:
            self.problems.append(found)

    def facts_of(self, item: str) -> ItemFacts:
        """Give what is known of an item, to be read or added to."""
        return self.facts.setdefault(item, ItemFacts())

    def text(self, markdown: str) -> Text:
        """Give a text in the language of the file."""
        cleaned = markdown.strip()
        return {self.language: cleaned} if cleaned else {}

    def html(self, source: str, item: str | None = None, line: int | None = None) -> str:
        """Give HTML as Markdown and note what was left out."""
        writer = MarkdownWriter()
        write_html(writer, source)
        self.note_left_out(writer, item, line)
        return writer.markdown

    def markdown(self, source: str, item: str | None = None, line: int | None = None) -> str:
        """Give Markdown without the HTML that a page would have to refuse."""
        cleaned = RUNS.sub("", source)
        if cleaned != source:
            self.problem("markup-left-out", "scripts or media were left out", item=item, line=line)
        return UNSAFE_LINK.sub("]", TAGS.sub("", cleaned)).strip()

    def note_left_out(self, writer: MarkdownWriter, item: str | None, line: int | None) -> None:
        """Note pictures, files and scripts that a text lost."""
        if writer.pictures:
            names = {
                "a picture in the text" if each.startswith("data:") else each[:80]
                for each in writer.pictures
            }
            shown = ", ".join(sorted(names)[:5])
            self.problem("picture-left-out", f"only words stand for: {shown}", item=item, line=line)
        targets = {unquote(each) for each in writer.files}
        self.linked.update({each: self.beside[each] for each in targets & set(self.beside)})
        if left := targets - set(self.beside):
            shown = ", ".join(sorted(each[:80] for each in left)[:5])
            message = f"links to files were left out, only their words stay: {shown}"
            self.problem("file-left-out", message, item=item, line=line)
        if writer.has_dropped:
            message = "scripts, media or embedded objects were left out"
            self.problem("markup-left-out", message, item=item, line=line)

    def carry(self, item_id: str, files: Mapping[str, bytes]) -> None:
        """Let the items of this name carry files, which are by their path."""
        attachments = tuple(
            Attachment(
                f"{item_id}/{posixpath.basename(path)}",
                self.text(posixpath.basename(path)),
                sha256(data).hexdigest(),
                len(data),
            )
            for path, data in list(files.items())[:MOST_FILES]
        )
        if len(files) > MOST_FILES:
            self.problem("file-left-out", f"only {MOST_FILES} files are taken along", item=item_id)
        self.contents.update({sha256(data).hexdigest(): data for data in files.values()})
        self.items = [
            replace(each, item=replace(each.item, attachments=attachments))
            if each.item.id == item_id
            else each
            for each in self.items
        ]

    def new_id(self, wanted: str) -> str:
        """Give an id that is free, as near to the wanted one as can be."""
        base = slug(wanted, f"item-{len(self.items) + 1:03}")
        found, number = base, 1
        while found.casefold() in self.taken:
            number += 1
            found = f"{base}-{number}"
        self.taken.add(found.casefold())
        return found

    def add(
        self,
        item_id: str,
        kind: str,
        stem: str,
        body: Body,
        *,
        line: int | None = None,
        case: Case | None = None,
    ) -> bool:
        """Keep an item if it is sound; else keep its words, and say why."""
        item = Item(
            item_id, kind, self.domain, 1, {}, "", self.text(stem), body, case, status="draft"
        )
        try:
            again = item_from(item_data(item))
        except ValueError as error:
            self.words_only(item_id, stem, body, "unsound-item", str(error), line=line, case=case)
            return False
        if not again.stem and case is None:
            self.problem("empty-stem", "the question has no text", item=item_id, line=line)
        self.items.append(ImportedItem(self.file, again))
        return True

    def words_only(
        self,
        item_id: str,
        stem: str,
        body: Body | None,
        code: str,
        message: str,
        *,
        line: int | None = None,
        case: Case | None = None,
    ) -> None:
        """Keep an item as text to read, without a key, and say why."""
        self.problem(code, f"kept as text without a key: {message}", item=item_id, line=line)
        self.facts_of(item_id).is_words_only = True
        lines = [] if not isinstance(body, Choices) else [option.text for option in body.options]
        listed = "\n".join(f"- {next(iter(text.values()), '')}" for text in lines)
        words = f"{stem}\n\n{listed}".strip() or message
        item = Item(
            item_id, "extended-text", self.domain, 1, {}, "", self.text(words), Essay((), {}), case,
            status="draft",
        )  # fmt: skip
        self.items.append(ImportedItem(self.file, item))

    def add_choice(
        self,
        item_id: str,
        stem: str,
        choices: Sequence[Choice],
        *,
        is_multiple: bool,
        line: int | None = None,
        case: Case | None = None,
    ) -> None:
        """Keep a choice item; options that read alike are taken once, if their keys agree."""
        body = self.choices(choices)
        n_right = len(body.key)
        if not n_right:
            self.words_only(
                item_id, stem, body, "no-key", "no option is marked right", line=line, case=case
            )
            return
        if len(body.options) > MOST_OPTIONS:
            message = f"{len(body.options)} options; at most {MOST_OPTIONS}"
            self.words_only(item_id, stem, body, "option-count", message, line=line, case=case)
            return
        kind = "multiple" if is_multiple or n_right > 1 else "single"
        self.add(item_id, kind, stem, body, line=line, case=case)

    def choices(self, choices: Sequence[Choice]) -> Choices:
        """Give the options with ids of their own."""
        merged: dict[str, Choice] = {}
        for each in choices:
            text = each.text.strip() or "—"
            known = merged.setdefault(text, Choice(text, each.is_correct, each.rationale, each.id))
            known.is_correct = known.is_correct or each.is_correct
        taken: set[str] = set()
        options = []
        for number, each in enumerate(merged.values()):
            name = slug(each.id, chr(ord("a") + number % 26) + str(number // 26 or ""))
            while name in taken:
                name += "x"
            taken.add(name)
            options.append(
                Option(name, self.text(each.text), each.is_correct, self.text(each.rationale))
            )
        return Choices(tuple(options))
