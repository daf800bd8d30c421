"""What a QTI 3 item declares as right, and how an answer becomes a score."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

from assessments.items.cloze import Gaps
from assessments.items.code import Program
from assessments.items.extended_text import Essay
from assessments.items.hotspot import Picture
from assessments.items.notebook_task import Task
from assessments.items.numeric import Number
from assessments.items.short_text import Words
from assessments.model import Body

TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"


def written_declaration(name: str, body: Number | Words) -> str:
    """Give what is right in a field: a number, or texts with their credits."""
    if isinstance(body, Number):
        return declared(name, "single", "float", [f"{body.answer:f}"])
    earned = {
        each.text.replace("\\*", "*"): each.credit / 100 for each in body.answers if each.credit > 0
    }
    full = [text for text, credit in earned.items() if credit == 1]
    return declared(name, "single", "string", full[:1], mapped=earned, case=body.is_case_kept)


def identifier(name: str) -> str:
    """Give a name as QTI takes it: an identifier begins with a letter or an underscore."""
    return name if name[:1].isalpha() else f"_{name}"


def declared(
    name: str,
    cardinality: str,
    base_type: str,
    key: Sequence[str],
    *,
    mapped: Mapping[str, Decimal] | None = None,
    case: bool = False,
) -> str:
    """Give a response declaration with its correct response and mapping."""
    values = "".join(
        f"<qti-value>{escape(identifier(each) if base_type == 'identifier' else each)}</qti-value>"
        for each in key
    )
    correct = f"<qti-correct-response>{values}</qti-correct-response>\n" if values else ""
    entries = "".join(
        f'<qti-map-entry map-key="{escape(value)}" mapped-value="{credit:f}" case-sensitive="{str(case).lower()}"/>'
        for value, credit in (mapped or {}).items()
    )
    mapping = f'<qti-mapping default-value="0">{entries}</qti-mapping>\n' if entries else ""
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" '
        f'base-type="{base_type}">\n{correct}{mapping}</qti-response-declaration>\n'
    )


def processing(body: Body, declaration: str) -> str:
    """Give the response processing of an item with one response."""
    if isinstance(body, Number):
        return f"<qti-response-processing>{_number_condition('RESPONSE', body, 'SCORE')}</qti-response-processing>\n"
    if isinstance(body, Essay | Program | Task):
        return ""
    if isinstance(body, Picture):
        return f'<qti-response-processing template="{TEMPLATES}/map_response_point"/>\n'
    name = "map_response" if "<qti-mapping" in declaration else "match_correct"
    return f'<qti-response-processing template="{TEMPLATES}/{name}"/>\n'


def sum_processing(body: Gaps) -> str:
    """Give the response processing of gaps: each adds its weight, or what its texts are mapped to."""
    conditions = []
    for number, gap in enumerate(body.gaps, 1):
        name = f"RESPONSE{number}"
        if isinstance(gap.body, Number):
            conditions.append(_number_condition(name, gap.body, "SCORE", gap.weight))
        else:
            test = f'<qti-match><qti-variable identifier="{name}"/><qti-correct identifier="{name}"/></qti-match>'
            conditions.append(_condition(test, "SCORE", gap.weight))
    return f"<qti-response-processing>\n{''.join(conditions)}</qti-response-processing>\n"


def _number_condition(name: str, body: Number, outcome: str, weight: int = 1) -> str:
    tests = [f'<qti-variable identifier="{name}"/><qti-correct identifier="{name}"/>']
    tests += [
        f'<qti-variable identifier="{name}"/><qti-base-value base-type="float">{answer:f}</qti-base-value>'
        for answer, _ in body.others
    ]
    margins = [body.tolerance, *(tolerance for _, tolerance in body.others)]
    equals = "".join(
        f'<qti-equal tolerance-mode="absolute" tolerance="{margin:f} {margin:f}">{test}</qti-equal>'
        for margin, test in zip(margins, tests, strict=True)
    )
    return _condition(f"<qti-or>{equals}</qti-or>" if body.others else equals, outcome, weight)


def _condition(test: str, outcome: str, weight: int) -> str:
    value = f'<qti-base-value base-type="float">{weight}</qti-base-value>'
    total = f'<qti-sum><qti-variable identifier="{outcome}"/>{value}</qti-sum>'
    return (
        f"<qti-response-condition><qti-response-if>{test}"
        f'<qti-set-outcome-value identifier="{outcome}">{total}</qti-set-outcome-value>'
        "</qti-response-if></qti-response-condition>\n"
    )
