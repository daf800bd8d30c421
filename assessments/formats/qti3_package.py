"""A bank as a QTI 3 package: the files that go into its zip."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from assessments.formats.attachment_files import package_files
from assessments.formats.foreign_exam import ImportedExam
from assessments.formats.qti3_test_writer import TestWriter
from assessments.formats.qti3_writer import ItemWriter, Render
from assessments.model import Item

MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"


def qti3_files(
    bank: str,
    items: Sequence[Item],
    render: Render,
    language: str,
    exams: Sequence[ImportedExam] = (),
) -> dict[str, str]:
    """Give path → text of a package with every item in one language, and a test for each exam.

    What items carry goes into it, too, at the paths that `package_files` gives.
    """
    writer = ItemWriter(render, language)
    cases = {item.case.id: item.case for item in items if item.case is not None}
    files = {f"items/{item.id}.xml": writer.item(item) for item in items}
    files |= {f"stimuli/{name}.xml": writer.stimulus(case) for name, case in cases.items()}
    tests = TestWriter(items, language)
    files |= {f"tests/{each.exam.id}.xml": tests.test(each) for each in exams}
    needs = tuple(f"I-{number}" for number, _ in enumerate(items, 1))
    resources = "".join(
        _resource(f"tests/{each.exam.id}.xml", "imsqti_test_xmlv3p0", f"T-{number}", needs=needs)
        for number, each in enumerate(exams, 1)
    )
    resources += "".join(
        _resource(
            f"items/{item.id}.xml",
            "imsqti_item_xmlv3p0",
            f"I-{number}",
            [quote(path) for path in package_files([item])],
        )
        for number, item in enumerate(items, 1)
    )
    resources += "".join(
        _resource(f"stimuli/{name}.xml", "imsqti_stimulus_xmlv3p0", f"S-{number}")
        for number, name in enumerate(cases, 1)
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{MANIFEST}" identifier="M-{escape(bank)}">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
    )
    return {"imsmanifest.xml": manifest, **files}


def _resource(
    path: str, kind: str, name: str, more: Sequence[str] = (), *, needs: Sequence[str] = ()
) -> str:
    files = "".join(f'<file href="{escape(each)}"/>' for each in (path, *more))
    files += "".join(f'<dependency identifierref="{each}"/>' for each in needs)
    return f'<resource identifier="{name}" type="{kind}" href="{escape(path)}">{files}</resource>\n'
