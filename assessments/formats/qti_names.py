"""QTI 3 in the words of QTI 2: both say the same with other names."""

import re

from assessments.formats.xml_source import Node

PREFIX = "qti-"
NAMES = {
    name.lower(): name
    for name in (
        "assessmentItem", "assessmentTest", "assessmentSection", "assessmentItemRef", "testPart",
        "responseDeclaration", "outcomeDeclaration", "templateDeclaration", "correctResponse",
        "mapEntry", "areaMapping", "areaMapEntry", "itemBody", "responseProcessing", "simpleChoice",
        "choiceInteraction", "orderInteraction", "matchInteraction", "simpleMatchSet",
        "simpleAssociableChoice", "associateInteraction", "gapMatchInteraction", "gapText",
        "inlineChoiceInteraction", "inlineChoice", "textEntryInteraction",
        "extendedTextInteraction", "hottextInteraction", "hotspotInteraction", "hotspotChoice",
        "sliderInteraction", "selectPointInteraction", "modalFeedback", "rubricBlock",
    )
}  # fmt: skip
ATTRIBUTES = {
    name.lower(): name
    for name in (
        "responseIdentifier", "baseType", "maxChoices", "mapKey", "mappedValue", "caseSensitive",
        "matchMax", "outcomeIdentifier", "toleranceMode", "expectedLength", "navigationMode",
    )
}  # fmt: skip
"""Some programs write every letter small."""
DASH = re.compile(r"-([a-z0-9])")


def in_qti2_words(node: Node) -> Node:
    """Give the element with names and attributes as QTI 2 has them; other elements stay."""
    is_own = node.name.startswith(PREFIX)
    name = _camel(node.name.removeprefix(PREFIX)) if is_own else NAMES.get(node.name, node.name)
    attributes = {
        _camel(key)
        if is_own and not key.startswith(("data-", "aria-"))
        else ATTRIBUTES.get(key, key): value
        for key, value in node.attributes.items()
    }
    content = [each if isinstance(each, str) else in_qti2_words(each) for each in node.content]
    return Node(name, attributes, node.line, content)


def _camel(name: str) -> str:
    return DASH.sub(lambda found: found[1].upper(), name)
