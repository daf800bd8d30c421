"""QTI 2 and 3 items: `assessmentItem` → an item of ours, or its words where that cannot be."""

from collections.abc import Callable, Mapping

from assessments.formats.drafting import Drafting, number_in, slug
from assessments.formats.qti_body import BodyReader, BodyText, mark_of
from assessments.formats.qti_gaps import PARTS, GapsReader
from assessments.formats.qti_interactions import SINGLE, Found, tidy
from assessments.formats.qti_keys import Declared, read_declarations
from assessments.formats.qti_test_rules import own_rules
from assessments.formats.xml_source import Node
from assessments.model import Case

RATIONALE = "RATIONALE"
"""The identifier of feedback that says why the right answer is right."""
LISTS = frozenset(["choiceInteraction", "inlineChoiceInteraction"])
CHOICES = ("simpleChoice", "inlineChoice")
Stimulus = Callable[[str], Case | None]
"""The text that items share, by the path an item gives for it."""


def no_stimulus(_path: str) -> Case | None:
    """There are no other files."""
    return None


def read_item(item: Node, drafting: Drafting, stimulus: Stimulus = no_stimulus) -> str:
    """Keep an item; gives the id under which it is kept."""
    item_id = drafting.new_id(item.get("identifier") or item.get("title"))
    if domain := next(iter(own_rules(item).get("DOMAIN", ())), ""):
        drafting.domain = slug(domain, drafting.domain)
    reader = BodyReader(drafting, item_id, item.line)
    body = reader.read(item.child("itemBody"))
    reading = _Reading(item, drafting, reader, body, _case(item, stimulus, drafting, item_id))
    reading.keep()
    _note_facts(item, drafting, item_id, body)
    return item_id


def _note_facts(item: Node, drafting: Drafting, item_id: str, body: BodyText) -> None:
    """What a test has to know of it: the points it declares, and whether its options are mixed."""
    facts = drafting.facts_of(item_id)
    for outcome in item.own("outcomeDeclaration"):
        name = outcome.get("identifier").upper()
        default = outcome.first("value")
        declared = {
            "SCORE": outcome.get("normalMaximum"),
            "MAXSCORE": "" if default is None else default.text,
        }
        points = number_in(declared.get(name, ""))
        if points is not None and points > 0:
            facts.worth = points
    lists = [each for each in body.interactions if each.name in LISTS]
    if lists and not any(each.get("data-type") == "true-false" for each in lists):
        is_held = any(each.get("fixed") == "true" for one in lists for each in one.all(*CHOICES))
        facts.is_mixed = all(each.get("shuffle") == "true" for each in lists) and not is_held


def _case(item: Node, stimulus: Stimulus, drafting: Drafting, item_id: str) -> Case | None:
    for each in item.own("assessmentStimulusRef"):
        found = stimulus(each.get("href"))
        if found is not None:
            return found
        message = f"the text it refers to is not there: {each.get('href')}"
        drafting.problem("missing-file", message, item=item_id, line=each.line, severity="error")
    return None


class _Reading:
    """One item between its elements and what is kept of it."""

    def __init__(
        self, item: Node, drafting: Drafting, reader: BodyReader, body: BodyText, case: Case | None
    ) -> None:
        self.item = item
        self.drafting = drafting
        self.reader = reader
        self.body = body
        self.case = case
        self.declared = read_declarations(item)

    def keep(self) -> None:
        interactions = self.body.interactions
        if not interactions:
            self._words("no-question", "it asks nothing")
        elif self.item.own("templateDeclaration") or self.body.has_variables:
            self._words("unsupported-item", "its values are drawn anew for each candidate")
        else:
            if self.item.get("adaptive") == "true":
                message = "hints and further tries are not kept"
                self.drafting.problem("adaptive-item", message, item=self.reader.item_id)
            self._keep_asked()

    def _keep_asked(self) -> None:
        interactions = self.body.interactions
        if len(interactions) == 1 and (keep := SINGLE.get(interactions[0].name)):
            found = self._found(interactions[0])
            found.remarks = self._remarks(interactions[0])
            found.rationale = found.remarks.get(RATIONALE, "")
            keep(found)
        elif all(each.name in PARTS for each in interactions):
            self._gaps()
        else:
            names = ", ".join(sorted({each.name for each in interactions}))
            self._words("unsupported-type", f"not asked here: {names}")

    def _found(self, interaction: Node) -> Found:
        name = interaction.get("responseIdentifier")
        declared = self.declared.get(name, Declared())
        return Found(self.drafting, self.reader, self.body, interaction, declared, self.case)

    def _gaps(self) -> None:
        reader = GapsReader(self.drafting, self.reader, self.declared, self.body.stem)
        gaps = reader.read(self.body.interactions)
        if gaps is None:
            self._words("no-key", reader.problem or "it has no gaps")
            return
        self.drafting.add(
            self.reader.item_id, "cloze", reader.stem, gaps, line=self.item.line, case=self.case
        )

    def _words(self, code: str, reason: str) -> None:
        """The stem, with the choices of each interaction where they stand."""
        stem = self.body.stem
        for each in self.body.interactions:
            texts = [self.reader.text(option) for option in _options(each)]
            listed = "\n".join(f"- {text}" for text in texts if text)
            stem = stem.replace(mark_of(each), f"\n\n{listed}\n\n" if listed else "_____", 1)
        found = self._found(self.body.interactions[0] if self.body.interactions else self.item)
        found.body = BodyText(tidy(stem) or self.item.get("title"))
        found.words_only(code, reason)

    def _remarks(self, interaction: Node) -> Mapping[str, str]:
        """What is said of each option: feedback inside of it, or named like it."""
        remarks: dict[str, str] = {}
        for choice in interaction.all("simpleChoice"):
            inside = [self.reader.text(each) for each in choice.all("feedbackInline")]
            if any(inside):
                remarks[choice.get("identifier")] = "\n\n".join(each for each in inside if each)
        for feedback in self.item.own("modalFeedback"):
            remarks.setdefault(feedback.get("identifier"), self.reader.text(feedback))
        return remarks


def _options(interaction: Node) -> list[Node]:
    return list(
        interaction.all(
            "simpleChoice", "inlineChoice", "simpleAssociableChoice", "gapText", "gapImg"
        )
    )
