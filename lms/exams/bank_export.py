"""Writing banks out: a QTI 3 package, or a folder of our own format."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assessments import exam_data, variant_of
from assessments.formats.attachment_files import attachment_paths, package_files
from assessments.formats.foreign_exam import ImportedExam
from assessments.formats.qti3_package import qti3_files
from assessments.formats.yaml_writer import bank_files, lean_yaml
from assessments.model import Item
from lms.errors import Invalid
from lms.exams.services import render_text
from lms.storage import BlobStore

EXAMS = "exams"
DATE = (1980, 1, 1, 0, 0, 0)
"""No clock in the archive: the same items give the same bytes."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is written: items, by hash the contents of what they carry, and exams of them."""

    items: Sequence[Item]
    contents: Mapping[str, bytes]
    exams: Sequence[ImportedExam]


class PlaceTaken(Invalid):
    """There is something already where the export would go."""

    code = "place_taken"


def contents_of(storage: BlobStore, items: Sequence[Item]) -> dict[str, bytes]:
    """What stored items carry, by hash; raises MissingBlob."""
    return {each.sha256: storage.get(each.sha256) for item in items for each in item.attachments}


def export_qti3(out: Path, bank: str, written: Written, language: str) -> None:
    """Write a QTI 3 package with what the items carry, and a test for each exam.

    An item that draws numbers is one variant of it. Raises PlaceTaken.
    """
    items = written.items
    if out.exists():
        raise PlaceTaken(f"there is something already: {out}")
    chosen = language or next((code for item in items for code in item.stem), "ko")
    variants = [variant_of(item, item.id) for item in items]

    def render(text: str) -> str:
        return render_text({chosen: text})[chosen]

    texts = qti3_files(bank, variants, render, chosen, written.exams)
    files: dict[str, str | bytes] = {**texts}
    files |= {path: written.contents[sha256] for path, sha256 in package_files(items).items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            info = zipfile.ZipInfo(path, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def export_yaml(out: Path, bank: str, written: Written) -> None:
    """Write a bank folder with what the items carry, and a folder of its exams in it.

    Raises PlaceTaken if it is not empty.
    """
    items = written.items
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PlaceTaken(f"there is something already: {out}")
    files = bank_files(bank, {"": bank}, items)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
    for path, sha256 in attachment_paths(items).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(written.contents[sha256])
    for exam in (replace(each.exam, bank=bank) for each in written.exams):
        (out / EXAMS).mkdir(exist_ok=True)
        (out / EXAMS / f"{exam.id}.yml").write_text(lean_yaml(exam_data(exam)), encoding="utf-8")
