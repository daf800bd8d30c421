"""What a QTI 1.2 assessment says of the whole quiz, itself or in what Canvas writes beside it."""

from collections.abc import Mapping

from assessments.formats.foreign_sections import SectionMaker
from assessments.formats.xml_source import Node

LONGEST_MINUTES = 600
MOST_ATTEMPTS = 100
SETTINGS = {
    "cant_go_back": "one-way navigation is not kept; one can go back to earlier questions",
    "require_lockdown_browser": "its locked browser is not asked for; a sitting can ask for one",
    "require_lockdown_browser_for_results": "its locked browser is not asked for with the results",
    "one_time_results": "the result can be looked at more than once",
    "anonymous_submissions": "answers are not anonymous",
}
"""Switches that are on and do nothing here."""
GIVEN = {
    "access_code": "its access code is not kept; a sitting can have one",
    "ip_filter": "it is not kept to some addresses",
    "unlock_at": "its dates are not kept",
    "lock_at": "its dates are not kept",
    "due_at": "its dates are not kept",
    "hide_results": "results are not hidden",
}
"""What is set and does nothing here."""


def note_settings(maker: SectionMaker, node: Node, about: Node | None) -> None:
    """Note every setting that is not kept."""
    for each in node.all("outcomes_processing"):
        if each.get("scoremodel", "SumOfScores") != "SumOfScores":
            message = "outcome processing is not run; the points of the questions are added up"
            maker.problem("test-rule", message, each.line)
    for each in node.all("assessproc_extension", "sectionprecondition", "sectionpostcondition"):
        maker.problem("test-rule", "a condition is not run; all is asked", each.line)
    if about is None:
        return
    for name, message in SETTINGS.items():
        if about.text_of(name) == "true":
            maker.problem("test-rule", message, node.line)
    for message in dict.fromkeys(words for name, words in GIVEN.items() if about.text_of(name)):
        maker.problem("test-rule", message, node.line)


def minutes_of(
    maker: SectionMaker, node: Node, fields: Mapping[str, str], about: Node | None
) -> int:
    """Give the minutes of a quiz, 0 for no limit."""
    limits = [fields.get("qmd_timelimit", ""), node.text_of("duration")]
    if about is not None:
        limits.append(about.text_of("time_limit"))
    found = next((int(each[:9]) for each in limits if each.isdecimal() and int(each[:9])), 0)
    if found > LONGEST_MINUTES:
        message = f"{found} minutes are more than {LONGEST_MINUTES}, which stand instead"
        maker.problem("test-rule", message, node.line)
    return min(found, LONGEST_MINUTES)


def attempts_of(
    maker: SectionMaker, node: Node, fields: Mapping[str, str], about: Node | None
) -> int:
    """Give how often a quiz may be taken, 0 where it says nothing."""
    said = [fields.get("cc_maxattempts", ""), fields.get("qmd_maximumattempts", "")]
    if about is not None:
        said.insert(0, about.text_of("allowed_attempts"))
    given = next((each.lower() for each in said if each), "")
    if given in ("-1", "unlimited") or (given.isdecimal() and int(given[:9]) > MOST_ATTEMPTS):
        message = f"it may be taken more than {MOST_ATTEMPTS} times; that is how often it may be"
        maker.problem("test-rule", message, node.line)
        return MOST_ATTEMPTS
    return int(given) if given.isdecimal() else 0
