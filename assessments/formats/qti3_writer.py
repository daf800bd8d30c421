"""Items → QTI 3 documents, in one language; what a reader of QTI 3 marks is what we mark."""

from collections.abc import Callable
from decimal import Decimal
from functools import singledispatchmethod
from html import escape
from urllib.parse import quote

from assessments.formats.attachment_files import package_path
from assessments.formats.qti3_scoring import (
    declared,
    identifier,
    processing,
    sum_processing,
    written_declaration,
)
from assessments.formats.qti3_test_writer import declared_rule
from assessments.formats.qti3_units import text_entry
from assessments.formats.xhtml import xhtml
from assessments.items.attachments import name_of
from assessments.items.choices import Choices
from assessments.items.cloze import MARKER, Gap, Gaps
from assessments.items.code import Program
from assessments.items.extended_text import Essay
from assessments.items.hotspot import Picture
from assessments.items.notebook_task import Task
from assessments.items.numeric import Number
from assessments.items.ordering import Order
from assessments.items.pairs import Pairs
from assessments.items.short_text import Words
from assessments.items.true_false import Statement
from assessments.model import Body, Case, Item, Text, text_in

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
Render = Callable[[str], str]
"""Markdown source → harmless HTML."""
TRUTH = {"ko": ("참", "거짓"), "en": ("True", "False")}


class ItemWriter:
    """Writes one item after the other, all in one language."""

    def __init__(self, render: Render, language: str) -> None:
        self.render = render
        self.language = language

    def item(self, item: Item) -> str:
        """Give an item as a document."""
        declarations, body, scored = self._parts(item)
        stimulus = "" if item.case is None else _stimulus_ref(item.case)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<qti-assessment-item xmlns="{NAMESPACE}" identifier="{identifier(item.id)}" '
            f'title="{escape(item.id)}" adaptive="false" time-dependent="false" '
            f'xml:lang="{escape(self.language)}">\n{declarations}'
            '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>\n'
            '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>\n'
            f"{declared_rule('DOMAIN', [item.domain])}"
            f"{stimulus}<qti-item-body>\n{body}</qti-item-body>\n{scored}"
            f"{self._feedback(item.body)}</qti-assessment-item>\n"
        )

    def stimulus(self, case: Case) -> str:
        """Give the text that items share as a document."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<qti-assessment-stimulus xmlns="{NAMESPACE}" identifier="{identifier(case.id)}" '
            f'title="{escape(case.id)}" xml:lang="{escape(self.language)}">\n'
            f"<qti-stimulus-body>{self._block(case.text)}</qti-stimulus-body>\n"
            "</qti-assessment-stimulus>\n"
        )

    def _parts(self, item: Item) -> tuple[str, str, str]:
        """Declarations, body and processing."""
        if isinstance(item.body, Gaps):
            declarations, body, scored = self._cloze(item, item.body)
            return declarations, body + self._files(item), scored
        stem = self._block(item.stem) + self._files(item)
        declaration, interaction = self.interaction(item.body, item.type)
        return declaration, stem + interaction, processing(item.body, declaration)

    def _files(self, item: Item) -> str:
        """Links to what the item carries, as they lead from the folder of items."""
        links = [
            f'<p><a href="../{escape(quote(package_path(name_of(each), each.sha256)))}">'
            f"{escape(text_in(each.title, self.language))}</a></p>"
            for each in item.attachments
        ]
        return f"<div>{''.join(links)}</div>\n" if links else ""

    def _feedback(self, body: Body) -> str:
        """Why the right answer is right, where the item says it once for all."""
        if not isinstance(body, Statement | Number | Words | Order | Picture) or not body.rationale:
            return ""
        return (
            '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="RATIONALE" '
            f'show-hide="show"><qti-content-body>{self._block(body.rationale)}</qti-content-body>'
            "</qti-modal-feedback>\n"
        )

    def _block(self, text: Text) -> str:
        html = xhtml(self.render(text_in(text, self.language)))
        return f"<div>{html}</div>\n" if html else ""

    def _inline(self, text: Text) -> str:
        html = xhtml(self.render(text_in(text, self.language))).strip()
        inner = html.removeprefix("<p>").removesuffix("</p>")
        return inner if html == f"<p>{inner}</p>" and "<p>" not in inner else html

    @singledispatchmethod
    def interaction(self, body: Body, kind: str) -> tuple[str, str]:
        """Give declaration and interaction of a body; raises TypeError for an unknown kind."""
        raise TypeError(f"no interaction for {kind} with {type(body).__name__}")

    @interaction.register
    def _choices(self, body: Choices, kind: str) -> tuple[str, str]:
        many = kind == "multiple"
        options = "".join(self._simple_choice(body, n) for n in range(len(body.options)))
        key = [option.id for option in body.options if option.is_correct]
        return (
            declared("RESPONSE", "multiple" if many else "single", "identifier", key),
            (
                f'<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" '
                f'max-choices="{0 if many else 1}">\n{options}</qti-choice-interaction>\n'
            ),
        )

    def _simple_choice(self, body: Choices, number: int) -> str:
        option = body.options[number]
        name = identifier(option.id)
        reason = self._inline(option.rationale)
        feedback = (
            f'<qti-feedback-inline outcome-identifier="FEEDBACK" identifier="{name}" '
            f'show-hide="show">{reason}</qti-feedback-inline>'
            if reason
            else ""
        )
        text = self._inline(option.text)
        return f'<qti-simple-choice identifier="{name}">{text}{feedback}</qti-simple-choice>\n'

    @interaction.register
    def _statement(self, body: Statement, _kind: str) -> tuple[str, str]:
        words = TRUTH.get(self.language, TRUTH["en"])
        options = "".join(
            f'<qti-simple-choice identifier="{name}">{word}</qti-simple-choice>\n'
            for name, word in zip(("true", "false"), words, strict=True)
        )
        return (
            declared("RESPONSE", "single", "identifier", ["true" if body.holds else "false"]),
            (
                '<qti-choice-interaction response-identifier="RESPONSE" shuffle="false" '
                f'max-choices="1" data-type="true-false">\n{options}</qti-choice-interaction>\n'
            ),
        )

    @interaction.register
    def _pairs(self, body: Pairs, kind: str) -> tuple[str, str]:
        sets = "".join(
            "<qti-simple-match-set>\n"
            + "".join(
                f'<qti-simple-associable-choice identifier="{identifier(each.id)}" '
                f'match-max="{most}">{self._inline(each.text)}</qti-simple-associable-choice>\n'
                for each in parts
            )
            + "</qti-simple-match-set>\n"
            for parts, most in ((body.things, 1), (body.targets, 0))
        )
        key = [
            f"{identifier(each.id)} {identifier(each.target)}"
            for each in body.things
            if each.target
        ]
        return (
            declared(
                "RESPONSE", "multiple", "directedPair", key, mapped=dict.fromkeys(key, Decimal(1))
            ),
            (
                f'<qti-match-interaction response-identifier="RESPONSE" shuffle="true" '
                f'max-associations="0" data-type="{kind}">\n{sets}</qti-match-interaction>\n'
            ),
        )

    @interaction.register
    def _order(self, body: Order, _kind: str) -> tuple[str, str]:
        entries = "".join(
            f'<qti-simple-choice identifier="{identifier(each.id)}">{self._inline(each.text)}'
            "</qti-simple-choice>\n"
            for each in sorted(body.entries, key=lambda each: each.id)
        )
        key = [identifier(each.id) for each in body.entries]
        return (
            declared("RESPONSE", "ordered", "identifier", key),
            (
                '<qti-order-interaction response-identifier="RESPONSE" shuffle="true">\n'
                f"{entries}</qti-order-interaction>\n"
            ),
        )

    @interaction.register
    def _written(self, body: Number | Words, _kind: str) -> tuple[str, str]:
        field = text_entry("RESPONSE", body)
        return written_declaration("RESPONSE", body), f"<p>{field}</p>\n"

    @interaction.register
    def _essay(self, body: Essay, _kind: str) -> tuple[str, str]:
        rubric = "".join(
            f"<li>{self._inline(each.text)} ({each.points:f})</li>" for each in body.rubric
        )
        notes = self._block(body.model_answer) + (f"<ul>{rubric}</ul>" if rubric else "")
        block = _scorer(notes)
        length = f' expected-length="{body.words * 6}"' if body.words else ""
        return (
            declared("RESPONSE", "single", "string", []),
            (block if notes else "")
            + f'<qti-extended-text-interaction response-identifier="RESPONSE"{length}/>\n',
        )

    @interaction.register
    def _program(self, body: Program, _kind: str) -> tuple[str, str]:
        """QTI knows no tests that are run: they are notes for whoever marks."""
        starter = f"<pre>{escape(body.starter)}</pre>\n" if body.starter else ""
        tests = "".join(
            f"<li>{escape(each.name)} ({each.points:f})<pre>{escape(each.code)}</pre></li>"
            for each in body.tests
        )
        solution = f"<pre>{escape(body.solution)}</pre>" if body.solution else ""
        field = '<qti-extended-text-interaction response-identifier="RESPONSE" format="preformatted"/>\n'
        return (
            declared("RESPONSE", "single", "string", []),
            f"{starter}{_scorer(f'{solution}<ul>{tests}</ul>')}{field}",
        )

    @interaction.register
    def _task(self, _body: Task, _kind: str) -> tuple[str, str]:
        """A file is sent; the notebook itself and its tests stay behind."""
        return (
            '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="file"/>\n',
            '<qti-upload-interaction response-identifier="RESPONSE"/>\n',
        )

    @interaction.register
    def _picture(self, body: Picture, _kind: str) -> tuple[str, str]:
        many = "multiple" if body.clicks > 1 else "single"
        areas = "".join(
            f'<qti-area-map-entry shape="{each.shape}" coords="{",".join(map(str, each.coords))}" mapped-value="1"/>\n'
            for each in body.areas
        )
        declaration = (
            f'<qti-response-declaration identifier="RESPONSE" cardinality="{many}" base-type="point">\n'
            f'<qti-area-mapping default-value="0">\n{areas}</qti-area-mapping>\n</qti-response-declaration>\n'
        )
        alt = escape(text_in(body.alt, self.language))
        return declaration, (
            f'<qti-select-point-interaction response-identifier="RESPONSE" max-choices="{body.clicks}">\n'
            f'<img src="{escape(body.image)}" alt="{alt}" width="{body.width}" height="{body.height}"/>\n'
            "</qti-select-point-interaction>\n"
        )

    def _cloze(self, item: Item, body: Gaps) -> tuple[str, str, str]:
        declarations: list[str] = []
        interactions: dict[str, str] = {}
        for number, gap in enumerate(body.gaps, 1):
            name = f"RESPONSE{number}"
            if isinstance(gap.body, Choices):
                declaration, interaction = self._gap_list(
                    gap.body, name, many=gap.kind == "several"
                )
            else:
                assert isinstance(gap.body, Number | Words)
                declaration = written_declaration(name, gap.body)
                interaction = text_entry(name, gap.body)
            interaction = _as_gap(interaction, gap)
            declarations.append(declaration)
            interactions[gap.id] = interaction
        stem = self._block(item.stem)
        filled = MARKER.sub(lambda found: interactions.get(found[1], found[0]), stem)
        return "".join(declarations), filled, sum_processing(body)

    def _gap_list(self, body: Choices, name: str, *, many: bool) -> tuple[str, str]:
        key = [option.id for option in body.options if option.is_correct]
        tag = "simple-choice" if many else "inline-choice"
        options = "".join(
            f'<qti-{tag} identifier="{identifier(each.id)}">{self._inline(each.text)}</qti-{tag}>'
            for each in body.options
        )
        kind = "qti-choice-interaction" if many else "qti-inline-choice-interaction"
        most = ' max-choices="0"' if many else ""
        return (
            declared(name, "multiple" if many else "single", "identifier", key),
            f'<{kind} response-identifier="{name}" shuffle="true"{most}>{options}</{kind}>',
        )


def _as_gap(interaction: str, gap: Gap) -> str:
    """The interaction with what QTI does not say of it: the gap's name, and its weight if it has one."""
    weight = f' data-weight="{gap.weight}"' if gap.weight != 1 else ""
    return interaction.replace(
        ' response-identifier="', f' data-gap="{gap.id}"{weight} response-identifier="', 1
    )


def _scorer(notes: str) -> str:
    return (
        '<qti-rubric-block use="scoring" view="scorer">'
        f"<qti-content-body>{notes}</qti-content-body></qti-rubric-block>\n"
    )


def _stimulus_ref(case: Case) -> str:
    name = identifier(case.id)
    return f'<qti-assessment-stimulus-ref identifier="{name}" href="../stimuli/{case.id}.xml"/>\n'
