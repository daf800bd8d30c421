"""Tests in the public formats, written by hand: QTI 2.1, 2.2 and 3.0 packages with a test in them."""

import re

MANIFESTS = {
    "2.1": ("http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"),
    "2.2": ("http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p2", "imsqti_test_xmlv2p2"),
    "3.0": (
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "imsqti_item_xmlv3p0",
        "imsqti_test_xmlv3p0",
    ),
}  # fmt: skip
SPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
VERSIONS = tuple(SPACES)
OWN = re.compile(r"<(/?)([a-z][A-Za-z]*)((?:\s[^<>]*?)?)(/?)>")
HTML = frozenset(["p", "div", "img", "b", "ul", "li"])

TEST = """<assessmentTest identifier="final" title="Final test"><timeLimits maxTime="2700"/>
<testPart identifier="p1" navigationMode="nonlinear" submissionMode="simultaneous">
<assessmentSection identifier="facts" title="Facts" visible="true">
<assessmentItemRef identifier="r1" href="items/q1.xml"><weight identifier="W" value="2"/></assessmentItemRef>
<assessmentItemRef identifier="r2" href="items/q2.xml"/></assessmentSection>
<assessmentSection identifier="pool" title="From the pool" visible="true"><selection select="2"/><ordering shuffle="true"/>
<assessmentItemRef identifier="r3" href="items/q3.xml"/><assessmentItemRef identifier="r4" href="items/q4.xml"/>
<assessmentItemRef identifier="r5" href="items/q5.xml"/></assessmentSection>
</testPart>
<outcomeProcessing><setOutcomeValue identifier="SCORE"><sum><testVariables variableIdentifier="SCORE"/></sum></setOutcomeValue></outcomeProcessing>
</assessmentTest>"""


def question(name: str, more: str = "") -> str:
    """A single choice whose first option is right."""
    return (
        f'<assessmentItem identifier="{name}" title="{name}" adaptive="false" timeDependent="false">'
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">'
        "<correctResponse><value>A</value></correctResponse></responseDeclaration>"
        f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"{more}/>'
        f"<itemBody><p>What is {name}?</p>"
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">'
        f'<simpleChoice identifier="A">It is {name}</simpleChoice>'
        '<simpleChoice identifier="B">Something else</simpleChoice>'
        "</choiceInteraction></itemBody></assessmentItem>"
    )


QUESTIONS = {f"items/q{n}.xml": question(f"q{n}") for n in range(1, 6)}


def written(source: str, version: str) -> str:
    """A document written in the words of QTI 2 as this version has it."""
    if version == "3.0":
        source = OWN.sub(_renamed, source)
    root = re.compile(r"^<([a-zA-Z-]+)")
    spaced = root.sub(lambda found: f'<{found[1]} xmlns="{SPACES[version]}"', source, count=1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{spaced}'


def _renamed(found: re.Match[str]) -> str:
    if found[2] in HTML:
        return found[0]

    def kebab(name: str) -> str:
        return re.sub("[A-Z]", lambda each: f"-{each[0].lower()}", name)

    attributes = re.sub(r"([A-Za-z:]+)=", lambda each: f"{kebab(each[1])}=", found[3])
    return f"<{found[1]}qti-{kebab(found[2])}{attributes}{found[4]}>"


def package(version: str, test: str = TEST, **more: str) -> dict[str, str]:
    """The files of a package with this test; `more` are further files by name."""
    space, item_kind, test_kind = MANIFESTS[version]
    files = {"test.xml": test, **QUESTIONS, **more}
    listed = "".join(
        f'<resource identifier="r{n}" type="{test_kind if name == "test.xml" else item_kind}" href="{name}">'
        f'<file href="{name}"/></resource>'
        for n, name in enumerate(files)
    )
    manifest = f'<manifest xmlns="{space}" identifier="m"><organizations/><resources>{listed}</resources></manifest>'
    return {
        "imsmanifest.xml": manifest,
        **{name: written(text, version) for name, text in files.items()},
    }
