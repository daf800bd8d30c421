"""A text as its candidates would see it, and as those who know the key do, with its problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments import explain, form_of, present, variant_of, with_texts
from assessments.formats.yaml_item import ItemRules, read_item
from assessments.model import Item, Problem
from courses.markup.markdown import TooDeep
from lms.exams.delivery import SAMPLE
from lms.exams.items import shown_of, source_of
from lms.exams.models import ItemRevision
from lms.exams.services import render_text


@dataclass(frozen=True)
class Preview:
    """An item in one language; without `shown` its text could not be read."""

    language: str
    problems: Sequence[Problem]
    shown: Mapping[str, object] | None = None
    explained: Mapping[str, object] | None = None

    @property
    def has_errors(self) -> bool:
        """Whether it cannot go to a review yet."""
        return any(problem.severity == "error" for problem in self.problems)


def preview_of(text: str, rules: ItemRules, language: str, key: str = "") -> Preview:
    """The item of a text; its problems are those that a review would find."""
    spoken = language if language in rules.languages else rules.languages[0]
    problems = [*read_item(text, rules, is_draft=False).problems]
    read = read_item(text, rules, is_draft=True)
    if key and read.id and read.id != key:
        message = f"the item is called {key!r}, not {read.id!r}"
        problems.append(Problem("error", "other-id", "", key, None, message))
    if read.item is None:
        return Preview(spoken, problems)
    try:
        return shown_in(read.item, spoken, problems)
    except TooDeep as error:
        return Preview(spoken, [*problems, Problem("error", "too-deep", "", key, None, str(error))])


def shown_in(item: Item, language: str, problems: Sequence[Problem] = ()) -> Preview:
    """An item that was read, in one language; raises TooDeep."""
    shown = with_texts(variant_of(item, SAMPLE), render_text)
    labels = form_of(shown, SAMPLE, shuffles=False).labels
    return Preview(
        language,
        problems,
        present(shown, labels, language),
        explain(shown, None, labels, language),
    )


def stored_preview(revision: ItemRevision, language: str) -> tuple[Item, Preview]:
    """An item that is kept for exams, and how it looks in this language or in one it has."""
    item = source_of(revision)
    spoken = language if language in item.stem else next(iter(item.stem), language)
    shown = variant_of(shown_of(revision), SAMPLE)
    labels = form_of(shown, SAMPLE, shuffles=False).labels
    return item, Preview(
        spoken, (), present(shown, labels, spoken), explain(shown, None, labels, spoken)
    )
