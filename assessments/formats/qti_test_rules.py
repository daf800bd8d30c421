"""What a QTI test says beside its sections: time, and rules that the engine does not run."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from assessments.formats.drafting import number_in
from assessments.formats.foreign_sections import SectionMaker
from assessments.formats.xml_source import Node

LONGEST_MINUTES = 600
OWN = "BAEUM_"
"""How the names of outcomes begin that only tell our own reader something."""
RULES = {
    "preCondition": "a precondition is not run; what depends on it is always asked",
    "branchRule": "a branch rule is not run; questions stand one after the other",
    "adaptiveSelection": "adaptive selection is not run; all of its questions are asked",
    "testFeedback": "feedback on the whole test is not shown",
    "templateDefault": "a value that the test sets for a question is not set",
    "variableMapping": "renamed outcomes of a question are not read",
}
"""What may stand in a test that the engine does not run."""
CONTROLS = {
    ("allowSkipping", "false"): "questions may be skipped here",
    ("validateResponses", "true"): "an answer that is not complete is taken",
    ("showFeedback", "true"): "feedback comes with the result, not after each question",
    ("showSolution", "true"): "solutions come with the result, not after each question",
    ("allowReview", "false"): "questions can be looked at again before handing in",
}
"""What is said of how questions are asked, where the engine does something else."""


def note_rules(maker: SectionMaker, node: Node, parts: Sequence[Node]) -> None:
    """Note every rule of a test that is not run, and what that means."""
    for each, section in _with_sections(node):
        if each.name in RULES:
            maker.problem("test-rule", RULES[each.name], each.line, section)
        elif each.name == "rubricBlock" and "candidate" in each.get("view", "candidate"):
            maker.problem("test-rule", "its instructions are not shown", each.line, section)
        elif each.name == "itemSessionControl":
            _note_control(maker, each, section)
    if len(parts) > 1:
        maker.problem("test-rule", f"its {len(parts)} parts become one", parts[1].line)
    for part in parts:
        if part.get("navigationMode") == "linear":
            message = "one-way navigation is not kept; one can go back to earlier questions"
            maker.problem("test-rule", message, part.line)
    processing = node.child("outcomeProcessing")
    if processing is not None and not _is_plain_sum(processing):
        message = "outcome processing is not run; the points of the questions are added up"
        maker.problem("test-rule", message, processing.line)


def _note_control(maker: SectionMaker, control: Node, section: str) -> None:
    for (name, value), message in CONTROLS.items():
        if control.get(name) == value:
            maker.problem("test-rule", message, control.line, section)
    tries = control.get("maxAttempts")
    if tries not in ("", "0", "1"):
        message = f"{tries} tries at a question are not kept; an answer can be changed till the end"
        maker.problem("test-rule", message, control.line, section)


def _with_sections(node: Node, section: str = "") -> Iterator[tuple[Node, str]]:
    """Every element of a test with the title of the section it stands in."""
    for each in node.children:
        is_section = each.name == "assessmentSection"
        inner = (each.get("title") or each.get("identifier")) if is_section else section
        yield each, inner
        yield from _with_sections(each, inner)


def _is_plain_sum(processing: Node) -> bool:
    """Whether outcomes are nothing but the points of all questions, added up."""
    known = {"setOutcomeValue", "sum", "testVariables"}
    inside = list(_with_sections(processing))
    is_filtered = any(
        each.get("includeCategory") or each.get("excludeCategory") or each.get("sectionIdentifier")
        for each, _ in inside
    )
    return bool(inside) and {each.name for each, _ in inside} <= known and not is_filtered


def note_times(maker: SectionMaker, node: Node, parts: Sequence[Node]) -> int:
    """Give the minutes of a test, 0 for no limit; limits of anything smaller are noted."""
    for each, section in _with_sections(node):
        if each.name != "timeLimits":
            continue
        if not any(each in owner.children for owner in (node, *parts)):
            message = "a time limit of a section or question is not kept"
            maker.problem("test-rule", message, each.line, section)
        if (number_in(each.get("minTime")) or 0) > 0:
            maker.problem("test-rule", "a least time is not kept", each.line, section)
        if each.get("allowLateSubmission") == "true":
            maker.problem("test-rule", "nothing is taken after the time", each.line, section)
    inner = [part for part in parts if part is not node]
    seconds = _seconds(node) or sum(map(_seconds, inner), Decimal(0))
    minutes = int(-(-seconds // 60))
    if minutes > LONGEST_MINUTES:
        message = f"{minutes} minutes are more than {LONGEST_MINUTES}, which stand instead"
        maker.problem("test-rule", message, node.line)
    elif seconds % 60:
        message = f"its {seconds:f} seconds become {minutes} minutes"
        maker.problem("test-rule", message, node.line)
    return min(minutes, LONGEST_MINUTES)


def _seconds(node: Node) -> Decimal:
    limits = node.child("timeLimits")
    given = number_in("" if limits is None else limits.get("maxTime"))
    return max(Decimal(0), given or Decimal(0))


def own_rules(node: Node) -> Mapping[str, Sequence[str]]:
    """Give what a test of our own says in outcomes that have nothing but a default, by name."""
    return {
        each.get("identifier").removeprefix(OWN): [value.text for value in each.all("value")]
        for each in node.own("outcomeDeclaration")
        if each.get("identifier").startswith(OWN)
    }
